import { GetParametersByPathCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { namesUnder } from '../../aws/ssm-removal.ts';
import { refusal, ssm } from '../local/embedded-aws.ts';
import { callsOf, startWorld } from './world.ts';

async function startWith(names: readonly string[]) {
  const aws = await startWorld();
  const put = (Name: string) =>
    ssm(aws).send(new PutParameterCommand({ Name, Value: '{"a":"1"}', Type: 'SecureString' }));
  for (const name of names) await put(name);
  return aws;
}

describe('the listing of parameters', () => {
  it('names everything below a path, page after page, and nothing beside it', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `/rightsizer/s${index}/production/state`).toSorted();
    const aws = await startWith([...names, '/rightsizer', '/rightsizers/a', '/other/rightsizer/a']);
    expect(await namesUnder('/rightsizer', {}, 'us-east-1')).toEqual(names);
    expect(callsOf(aws, 'ssm.GetParametersByPath')).toHaveLength(3);
  });

  it('is empty where there is nothing, and of the region that is asked for', async () => {
    const aws = await startWith(['/rightsizer/a']);
    expect(await namesUnder('/rightsizer', { region: 'eu-west-1' }, 'us-east-1')).toEqual([]);
    expect(aws.calls().at(-1)).toMatchObject({ region: 'eu-west-1' });
  });

  it('names the call that is refused', async () => {
    const aws = await startWith([]);
    aws.addFaults([{ operation: 'ssm.GetParametersByPath', fault: 'accessDenied' }]);
    await expect(namesUnder('/rightsizer', {}, 'us-east-1')).rejects.toThrow(
      'SSM GetParametersByPath of /rightsizer: AccessDeniedException',
    );
  });
});

describe('GetParametersByPath of the embedded AWS', () => {
  it('stays on one level unless told otherwise, and decrypts only when asked to', async () => {
    const aws = await startWith(['/a/one', '/a/one/two', '/a/three']);
    const ask = async (input: object) => {
      const { Parameters = [] } = await ssm(aws).send(new GetParametersByPathCommand({ Path: '/a', ...input }));
      return Parameters;
    };
    expect((await ask({})).map(({ Name }) => Name)).toEqual(['/a/one', '/a/three']);
    expect((await ask({}))[0]?.Value).not.toBe('{"a":"1"}');
    expect((await ask({ WithDecryption: true }))[0]?.Value).toBe('{"a":"1"}');
    expect((await ask({ Path: '/a/', Recursive: true })).map(({ Name }) => Name)).toEqual([
      '/a/one',
      '/a/one/two',
      '/a/three',
    ]);
  });

  it.each<[string, object, string]>([
    ['a path without slash', { Path: 'a' }, 'ValidationException'],
    ['more than ten a page', { Path: '/a', MaxResults: 11 }, 'ValidationException'],
    ['less than one a page', { Path: '/a', MaxResults: 0 }, 'ValidationException'],
    ['a token of nobody', { Path: '/a', NextToken: 'x' }, 'ValidationException'],
  ])('refuses %s', async (_, input, name) => {
    const aws = await startWith([]);
    const asked = new GetParametersByPathCommand({ Path: '/a', ...input });
    expect((await refusal(ssm(aws).send(asked))).name).toBe(name);
  });
});
