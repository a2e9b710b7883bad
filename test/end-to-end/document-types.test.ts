import { DeleteParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { ssm } from '../local/embedded-aws.ts';
import {
  configuration,
  configured,
  documentAt,
  FIRST,
  mailsOf,
  RESIZED,
  RUNNING,
  roomy,
  runHere,
  SECOND,
  startAws,
  stateAt,
  THIRD,
} from './world.ts';

const fleet = configuration({
  api: configured('api', { stages: { production: { policy: 'quick', mode: 'apply', alsoPublishTo: ['default'] } } }),
});

interface Saved {
  readonly Type?: 'String' | 'SecureString';
  readonly Tier?: 'Advanced';
  readonly sizes?: object;
}

/** A person saves a document in the console. */
async function save(aws: LocalAws, name: string, { sizes = RUNNING, ...kind }: Saved) {
  const input = { Name: `/rightsizer/${name}`, Value: JSON.stringify(sizes), Overwrite: true };
  await ssm(aws).send(new PutParameterCommand({ Type: 'SecureString', ...input, ...kind }));
}

function remove(aws: LocalAws, name: string) {
  return ssm(aws).send(new DeleteParametersCommand({ Names: [`/rightsizer/${name}`] }));
}

function lastMail(aws: LocalAws): string {
  return mailsOf(aws).at(-1)?.body ?? '';
}

describe('a document that somebody filled with keys of their own', () => {
  test('is resized, and the state remembers what was published of it', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    const others = Array.from({ length: 80 }, (_, index) => [`${'somebody-elses-key-'.repeat(2)}${index}`, '1']);
    await save(aws, 'api/production', { sizes: { ...RUNNING, ...Object.fromEntries(others) } });
    const { report } = await runHere(aws, fleet, FIRST);
    expect(report.targets[0]).toMatchObject({ outcome: 'decided', publication: { kind: 'written' } });
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: RESIZED });
    const { watch } = stateAt(aws, 'api/production');
    expect(watch).toHaveProperty('before', RUNNING);
  });
});

describe('a document that somebody saved as a String', () => {
  test('is no healthy live document: the run fails the target, writes nothing and says what a person does', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await save(aws, 'api/production', { Type: 'String' });
    const before = aws.parameters();
    const { report } = await runHere(aws, fleet, FIRST);
    expect(report.targets[0]).toMatchObject({
      outcome: 'failed',
      detail: expect.stringMatching(
        /\/rightsizer\/api\/production is stored as String and not as SecureString\. Delete it with "aws ssm delete-parameter --name \/rightsizer\/api\/production"/,
      ),
    });
    expect(aws.parameters().filter(({ name }) => !name.endsWith('/state'))).toEqual(before);
    expect(lastMail(aws)).toContain('is stored as String and not as SecureString');
  });

  test('comes back as it should be when it was deleted', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await save(aws, 'api/production', { Type: 'String' });
    await runHere(aws, fleet, FIRST);
    await remove(aws, 'api/production');
    await runHere(aws, fleet, SECOND);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 1, sizes: RUNNING });
    expect(aws.parameters().find(({ name }) => name === '/rightsizer/api/production')?.type).toBe('SecureString');
  });

  test('is told of a plan as of a run', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await save(aws, 'api/production', { Type: 'String' });
    const { report } = await runHere(aws, fleet, FIRST, true);
    expect(report.targets[0]?.detail).toContain('is stored as String');
  });

  test('as a copy is told, also where it says the right sizes, and the original is resized all the same', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await save(aws, 'api/default', { Type: 'String' });
    const first = await runHere(aws, fleet, FIRST);
    const failed = {
      kind: 'failed',
      message: expect.stringContaining('/rightsizer/api/default is stored as String and not as SecureString.'),
    };
    expect(first.report.targets[0]?.copies).toEqual([failed]);
    await runHere(aws, fleet, SECOND);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: RESIZED });
    expect(documentAt(aws, 'api/default')).toEqual({ version: 1, sizes: RUNNING });
  });
});

describe('a state that somebody saved as a SecureString', () => {
  test('fails its target, and the run says what a person does', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await save(aws, 'api/production/state', { Type: 'SecureString' });
    const { report } = await runHere(aws, fleet, FIRST);
    const [target] = report.targets;
    expect(target?.outcome).toBe('failed');
    expect(target?.detail).toMatch(/\/state is not stored as String\. Delete it with "aws ssm delete-parameter/);
  });
});

describe('a document that somebody put into the advanced tier', () => {
  test('is written in its tier, once', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await save(aws, 'api/production', { Tier: 'Advanced' });
    await runHere(aws, fleet, FIRST);
    await runHere(aws, fleet, SECOND);
    await runHere(aws, fleet, THIRD);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: RESIZED });
    expect(documentAt(aws, 'api/default')?.sizes).toEqual(RESIZED);
  });
});
