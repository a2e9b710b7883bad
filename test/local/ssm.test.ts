import {
  DeleteParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { noon, refusal, serve, ssm } from './embedded-aws.ts';

type Put = Partial<PutParameterCommandInput>;
const put = (input: Put) => new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String', ...input });
const get = (Name: string, WithDecryption = false) => new GetParameterCommand({ Name, WithDecryption });

describe('reading parameters', () => {
  it('gives back what was put, with version, type, ARN and date', async () => {
    const client = ssm(await serve());
    expect(await client.send(put({ Name: '/size/api', Value: '{"cpu":"256"}' }))).toMatchObject({
      Version: 1,
      Tier: 'Standard',
    });
    const { Parameter } = await client.send(get('/size/api'));
    expect(Parameter).toEqual({
      Name: '/size/api',
      Type: 'String',
      Value: '{"cpu":"256"}',
      Version: 1,
      LastModifiedDate: noon,
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/size/api',
      DataType: 'text',
    });
  });

  it('refuses a parameter that does not exist', async () => {
    const client = ssm(await serve());
    expect(await refusal(client.send(get('/nothing')))).toMatchObject({ name: 'ParameterNotFound', status: 400 });
    const history = new GetParameterHistoryCommand({ Name: '/nothing' });
    expect((await refusal(client.send(history))).name).toBe('ParameterNotFound');
  });

  it('shows a SecureString only to who asks for decryption', async () => {
    const client = ssm(await serve());
    await client.send(put({ Value: '{"cpu":"256"}', Type: 'SecureString' }));
    expect((await client.send(get('/a', true))).Parameter).toMatchObject({
      Value: '{"cpu":"256"}',
      Type: 'SecureString',
    });
    expect((await client.send(get('/a'))).Parameter?.Value).toMatch(/^AQICAH[A-Za-z0-9+/]+$/);
  });

  it('gives up to ten parameters at once and lists the names it does not know', async () => {
    const client = ssm(await serve());
    await client.send(put({ Name: '/a' }));
    await client.send(put({ Name: '/b' }));
    const answer = await client.send(new GetParametersCommand({ Names: ['/b', '/c', '/a'] }));
    expect(answer.Parameters?.map(({ Name }) => Name)).toEqual(['/b', '/a']);
    expect(answer.InvalidParameters).toEqual(['/c']);
    const eleven = Array.from({ length: 11 }, (_, index) => `/p${index}`);
    expect((await refusal(client.send(new GetParametersCommand({ Names: eleven })))).name).toBe('ValidationException');
  });

  it('forgets a deleted parameter and its versions', async () => {
    const client = ssm(await serve());
    await client.send(put({}));
    await client.send(put({ Overwrite: true }));
    await client.send(new DeleteParametersCommand({ Names: ['/a'] }));
    expect((await refusal(client.send(get('/a')))).name).toBe('ParameterNotFound');
    expect((await client.send(put({ Type: 'SecureString' }))).Version).toBe(1);
  });

  it('deletes up to ten parameters at once and lists the names it does not know', async () => {
    const client = ssm(await serve());
    await client.send(put({ Name: '/a' }));
    await client.send(put({ Name: '/b' }));
    const answer = await client.send(new DeleteParametersCommand({ Names: ['/b', '/c'] }));
    expect(answer).toMatchObject({ DeletedParameters: ['/b'], InvalidParameters: ['/c'] });
    expect((await client.send(get('/a'))).Parameter?.Value).toBe('1');
    expect((await refusal(client.send(get('/b')))).name).toBe('ParameterNotFound');
    const eleven = Array.from({ length: 11 }, (_, index) => `/p${index}`);
    for (const Names of [[], eleven])
      expect((await refusal(client.send(new DeleteParametersCommand({ Names })))).name).toBe('ValidationException');
  });

  it('keeps every account and region apart', async () => {
    const server = await serve();
    await ssm(server).send(put({ Value: 'here' }));
    const elsewhere = ssm(server, { region: 'eu-west-1' });
    expect((await refusal(elsewhere.send(get('/a')))).name).toBe('ParameterNotFound');
    await elsewhere.send(put({ Value: 'there', Type: 'SecureString' }));
    expect(server.parameters()).toMatchObject([
      { account: '123456789012', region: 'us-east-1', name: '/a', type: 'String', version: 1, value: 'here' },
      { account: '123456789012', region: 'eu-west-1', name: '/a', type: 'SecureString', version: 1, value: 'there' },
    ]);
  });
});

describe('the history of a parameter', () => {
  it('keeps the newest hundred versions, pages from old to new and ends', async () => {
    const client = ssm(await serve());
    for (let version = 1; version <= 103; version += 1) {
      const written = await client.send(put({ Value: `v${version}`, Overwrite: true }));
      expect(written.Version).toBe(version);
    }
    const versions: (number | undefined)[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await client.send(
        new GetParameterHistoryCommand({ Name: '/a', MaxResults: 40, ...(NextToken ? { NextToken } : {}) }),
      );
      versions.push(...(page.Parameters ?? []).map(({ Version }) => Version));
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken !== undefined);
    expect(pages).toBe(3);
    expect(versions).toEqual(Array.from({ length: 100 }, (_, index) => index + 4));
  });

  it('refuses a page of more than fifty and a token that it did not give', async () => {
    const client = ssm(await serve());
    await client.send(put({}));
    const history = (input: { MaxResults?: number; NextToken?: string }) =>
      refusal(client.send(new GetParameterHistoryCommand({ Name: '/a', ...input })));
    expect((await history({ MaxResults: 51 })).name).toBe('ValidationException');
    expect((await history({ NextToken: 'nonsense' })).name).toBe('ValidationException');
  });
});

describe('writing parameters', () => {
  const existing: Put = { Name: '/there' };
  const cases: readonly (readonly [title: string, input: Put, error: string])[] = [
    ['a new parameter without a type', { Type: undefined }, 'ValidationException'],
    ['a type that does not exist', { Type: 'Number' as 'String' }, 'ValidationException'],
    ['an existing one without Overwrite', existing, 'ParameterAlreadyExists'],
    [
      'another type than before',
      { ...existing, Type: 'SecureString', Overwrite: true },
      'HierarchyTypeMismatchException',
    ],
    ['an empty value', { Value: '' }, 'ValidationException'],
    ['a value of 4097 bytes in 4096 characters', { Value: `é${'x'.repeat(4095)}` }, 'ValidationException'],
    ['a tier that does not exist', { Tier: 'Basic' as 'Standard' }, 'ValidationException'],
    ['an advanced value of 8193 bytes', { Tier: 'Advanced', Value: 'x'.repeat(8193) }, 'ValidationException'],
    ['a value that refers to another parameter', { Value: 'a {{ssm:/b}} c' }, 'ValidationException'],
    ['a value with closing double brackets', { Value: '{"a":{"b":1}}' }, 'ValidationException'],
    ['a name with levels and no leading slash', { Name: 'a/b' }, 'ValidationException'],
    ['a name with a blank', { Name: '/a b' }, 'ValidationException'],
    ['a name that begins with ssm', { Name: '/SSM/a' }, 'ValidationException'],
    ['a name that begins with aws', { Name: '/aws/a' }, 'AccessDeniedException'],
    ['a name of sixteen levels', { Name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
    ['a name that is too long with its ARN', { Name: `/${'a'.repeat(1000)}` }, 'ValidationException'],
  ];
  it.each(cases)('refuses %s', async (_title, input, error) => {
    const client = ssm(await serve());
    await client.send(put(existing));
    expect(await refusal(client.send(put(input)))).toMatchObject({ name: error, status: 400 });
  });

  it('takes what stands just inside the limits', async () => {
    const client = ssm(await serve());
    expect((await client.send(put({ Name: '/a'.repeat(15) }))).Version).toBe(1);
    expect((await client.send(put({ Name: '/b', Value: 'x'.repeat(4096) }))).Tier).toBe('Standard');
    expect((await client.send(put({ Name: '/c', Value: '{"a":{"b":1} }' }))).Version).toBe(1);
  });

  it('keeps an advanced parameter in its tier: it may be written without one, and not as a standard one', async () => {
    const client = ssm(await serve());
    expect((await client.send(put({ Tier: 'Advanced', Value: 'x'.repeat(8192) }))).Tier).toBe('Advanced');
    expect((await client.send(put({ Overwrite: true }))).Tier).toBe('Advanced');
    const refused = await refusal(client.send(put({ Tier: 'Standard', Overwrite: true })));
    expect(refused).toMatchObject({ name: 'ValidationException', status: 400 });
    const { Parameters } = await client.send(new GetParameterHistoryCommand({ Name: '/a' }));
    expect(Parameters?.map(({ Tier }) => Tier)).toEqual(['Advanced', 'Advanced']);
  });

  it('needs no type to overwrite, and counts a version even for the same value', async () => {
    const client = ssm(await serve());
    await client.send(put({ Type: 'SecureString' }));
    expect((await client.send(put({ Type: undefined, Overwrite: true }))).Version).toBe(2);
    expect((await client.send(get('/a'))).Parameter?.Type).toBe('SecureString');
  });
});
