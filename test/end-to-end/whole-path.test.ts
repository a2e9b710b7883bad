import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { OPEN_GATE } from '../support/builders.ts';
import { countOf, FIRST, mailOf, type Ran, SECOND, stored, THIRD, warmLambda } from './world.ts';

const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:rightsizer-production-changes';
const KEYS = ['taskCpu', 'taskMemory', 'connectContainerCpu', 'connectContainerMemory', 'instantclientContainerMemory'];
const STAGES = ['master', 'val', 'production'] as const;

/** What the runs left in SSM after each morning, by name below the service. */
type Parameters = ReadonlyMap<string, { readonly value: string; readonly version: number; readonly type: string }>;

function parametersOf(aws: LocalAws): Parameters {
  return new Map(aws.parameters().map((each) => [each.name.replace('/rightsizer/connector/', ''), each]));
}

/** A document's numbers in the order of KEYS. */
function sizesIn(parameters: Parameters, name: string): readonly string[] {
  return Object.values(JSON.parse(parameters.get(name)?.value ?? '{}'));
}

/** rightsizer.example.yml, whose policies do not keep a shrink waiting. */
async function ownConfiguration(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../rightsizer.example.yml'), 'utf8');
  const open = { changeGate: OPEN_GATE };
  const policies = JSON.stringify({ production: open, development: open, validation: open });
  return text.replace('policies: {}', `policies: ${policies}`);
}

describe('the connector, three mornings', () => {
  let aws: LocalAws;
  let runs: readonly [Ran, Ran, Ran];
  let after: readonly [Parameters, Parameters, Parameters];

  beforeAll(async () => {
    aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date(FIRST) });
    const run = await warmLambda(aws, await ownConfiguration(), { TOPIC_ARN });
    const morning = async (at: string) => [await run({ at }), parametersOf(aws)] as const;
    const [first, second, third] = [await morning(FIRST), await morning(SECOND), await morning(THIRD)];
    runs = [first[0], second[0], third[0]];
    after = [first[1], second[1], third[1]];
    return () => aws.close();
  });

  test('every invocation returns its run id and totals', () => {
    expect(runs.map(({ outcome }) => outcome.kind)).toEqual(['returned', 'returned', 'returned']);
    expect(runs[1].outcome).toMatchObject({
      value: {
        runId: expect.stringMatching(/^2026-11-22T06:00:00\.000Z-/),
        totals: { targets: 3, changed: 2, failed: 0 },
      },
    });
  });

  test('the first records the sizes that run, the way back', () => {
    expect(sizesIn(after[0], 'master')).toEqual(['1024', '2048', '512', '1024', '512']);
    expect(sizesIn(after[0], 'val')).toEqual(['256', '512', '128', '256', '128']);
    expect(sizesIn(after[0], 'production')).toEqual(['2048', '6144', '2048', '4096', '2048']);
  });

  test('the second writes the recommended sizes, and the third nothing and sends nothing', () => {
    for (const stage of ['master', 'production']) {
      const { recommended } = runs[1].report.targets.find((target) => target.stage === stage) ?? {};
      expect(sizesIn(after[1], stage).slice(0, 2)).toEqual([
        String(recommended?.task.cpuUnits),
        String(recommended?.task.memoryMiB),
      ]);
      expect(sizesIn(after[1], stage)).not.toEqual(sizesIn(after[0], stage));
      expect(after[1].get(stage)?.version).toBe(2);
    }
    expect(countOf(runs[2].calls, 'ssm.PutParameter')).toBe(0);
    expect(countOf(runs[2].calls, 'sns.Publish')).toBe(0);
    expect(after[2]).toEqual(after[1]);
  });

  test('a document is one flat JSON object with exactly the configured keys, and every value a string of digits', () => {
    for (const parameters of after)
      for (const stage of [...STAGES, 'default']) {
        const { value = '', type } = parameters.get(stage) ?? {};
        expect(type).toBe('SecureString');
        expect(value.startsWith('{')).toBe(true);
        expect(Object.keys(JSON.parse(value))).toEqual(KEYS);
        for (const each of Object.values(JSON.parse(value))) expect(each).toMatch(/^\d+$/);
      }
  });

  test('every write is to the standard tier, documents as SecureString and states as String', () => {
    const writes = aws.calls().filter(({ operation }) => operation === 'ssm.PutParameter');
    for (const { input, status } of writes) {
      expect(input).toMatchObject({
        Tier: 'Standard',
        Type: String(input.Name).endsWith('/state') ? 'String' : 'SecureString',
      });
      expect(status).toBe(200);
    }
  });

  test('there is nothing in SSM but live documents, states and the copy', () => {
    const expected = ['default', ...STAGES, ...STAGES.map((stage) => `${stage}/state`)].sort();
    expect([...after[2].keys()].sort()).toEqual(expected);
  });

  test('the copy for branch stages equals development, before and after the resize', () => {
    for (const parameters of after) expect(parameters.get('default')?.value).toBe(parameters.get('master')?.value);
  });

  test('the state has versions, causes and reasons, and stays under 4 KB', () => {
    const { value = '', type } = stored(aws, 'connector/production/state') ?? {};
    expect(type).toBe('String');
    expect(Buffer.byteLength(value)).toBeLessThan(4096);
    expect(JSON.parse(value)).toMatchObject({
      live: { version: 2, announced: true, hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
      history: [
        { version: 2, cause: 'resize', author: 'rightsizer', at: '2026-11-22T06:00:00.000Z' },
        { version: 1, cause: 'baseline', author: 'rightsizer', at: '2026-11-21T06:00:00.000Z', reasons: [] },
      ],
      runId: runs[1].report.runId,
    });
    expect(JSON.parse(value).history[0].reasons.length).toBeGreaterThan(1);
  });

  test('the mail says what changes from what to what, why, how sure, the money and what to do', () => {
    const mail = mailOf(runs[1]);
    expect(mail).toContain('CHANGED connector/production');
    expect(mail).toMatch(/taskMemory 6144 -> \d+/);
    expect(mail).toMatch(/CPU peaked at \d+ CPU units, 99\.5 % of 8064 points/);
    expect(mail).toMatch(/saves \d+\.\d\d USD a month/);
    expect(mail).toContain('How sure:');
    expect(mail).toContain('Takes effect with the next deployment of connector to production.');
    expect(mail).toContain('Id: connector/production@2');
    expect(mailOf(runs[0])).toContain(
      'The sizes that run now are stored first, so that a rollback can return to them.',
    );
  });

  test('the chat channel gets a custom notification of version 1.0 whose description is the text', () => {
    const bodies = aws.outbox().filter(({ protocol }) => protocol === 'https');
    expect(bodies).toHaveLength(2);
    for (const { body } of bodies)
      expect(JSON.parse(body)).toMatchObject({
        version: '1.0',
        source: 'custom',
        content: { textType: 'client-markdown', description: expect.stringContaining('connector/production') },
      });
    expect(JSON.parse(bodies[1]?.body ?? '{}').content.description).toContain('Id: connector/production@2');
  });

  test('the message has a form for each protocol, and the machine forms are the Report', () => {
    const [publish] = runs[1].calls.filter(({ operation }) => operation === 'sns.Publish');
    expect(publish?.input.MessageStructure).toBe('json');
    const bodies = JSON.parse(String(publish?.input.Message));
    expect(Object.keys(bodies).sort()).toEqual(['default', 'email', 'https', 'lambda', 'sqs']);
    expect(bodies.default).toBe(bodies.email);
    expect(JSON.parse(bodies.sqs)).toMatchObject({ schemaVersion: 1, kind: 'run', runId: runs[1].report.runId });
    expect(bodies.lambda).toBe(bodies.sqs);
  });

  test('the log has one line for each target and one for the run, with the numbers behind the sizes', () => {
    expect(runs[1].report.targets.map(({ id }) => id).sort()).toEqual(
      STAGES.map((stage) => `connector/${stage}`).sort(),
    );
    for (const { evidence } of runs[1].report.targets)
      expect(evidence?.resources.cpu?.quality).toMatchObject({ expectedPoints: 8064, points: 8064 });
  });
});
