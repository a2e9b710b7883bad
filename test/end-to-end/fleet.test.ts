import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DurableLambdaHandler } from '@aws/durable-execution-sdk-js';
import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { shipBundle } from '../../bundle.js';
import type { LocalAws } from '../../local/server.ts';
import { builtFolder, loadBundle } from '../support/runs.ts';
import {
  announcedIds,
  configuration,
  configured,
  documentAt,
  FIRST,
  listen,
  logLines,
  mailsOf,
  newFolder,
  RESIZED,
  RUNNING,
  roomy,
  runHere,
  SECOND,
  startAws,
  stateAt,
  TOPIC_ARN,
} from './world.ts';

const OTHER = '210987654321';
const ROLE = `arn:aws:iam::${OTHER}:role/rightsizer`;
const WORKER = 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-production-fleet-worker';
const RECOMMENDER = 'rightsizer-production-recommend';

const away = { stages: { production: { policy: 'quick', mode: 'apply', roleArn: ROLE } } };
const yml = configuration({ api: configured('api'), web: configured('web'), far: configured('far', away) });
const services = [roomy('api'), roomy('web'), roomy('far', { account: OTHER })];

interface Bundles {
  readonly fleet: DurableLambdaHandler;
  readonly worker: (event: unknown, context: object) => Promise<unknown>;
}

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment());
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

/** The functions as they are deployed, in this process: their clients talk to this embedded AWS. */
async function deployed(aws: LocalAws): Promise<Bundles> {
  const outdir = newFolder();
  const configurationFile = `${outdir}.yml`;
  await writeFile(configurationFile, JSON.stringify(yml));
  const [orchestrator, called] = await Promise.all(
    ['recommend-fleet', 'fleet-worker'].map((name) =>
      shipBundle(join(builtFolder(), `${name}.mjs`), outdir, configurationFile),
    ),
  );
  const environment = { ...aws.environment, TOPIC_ARN, WORKER_ARN: WORKER, RECOMMENDER, TARGET_METRICS: 'true' };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { handler: fleet } = loadBundle<{ readonly handler: Bundles['fleet'] }>(String(orchestrator));
  const { handler: worker } = loadBundle<{ readonly handler: Bundles['worker'] }>(String(called));
  return { fleet, worker };
}

async function runFleetOf({ fleet, worker }: Bundles, aws: LocalAws, at: string) {
  aws.setNow(new Date(at));
  const context = { functionName: 'fleet-worker', awsRequestId: 'request', getRemainingTimeInMillis: () => 60_000 };
  const runner = new LocalDurableTestRunner({ handlerFunction: fleet });
  runner.registerFunction(WORKER, (event: unknown) => worker(event, context));
  const heard = listen();
  try {
    const result = await runner.run({ payload: { scheduledTime: at } });
    return { result, lines: logLines(heard()) };
  } finally {
    heard();
  }
}

/** What is stored of three targets; state versions differ: a fleet may take two writes where one Lambda takes one. */
function remains(aws: LocalAws) {
  const far = { account: OTHER };
  return {
    live: [
      documentAt(aws, 'api/production'),
      documentAt(aws, 'web/production'),
      documentAt(aws, 'far/production', far),
    ],
    states: ['api/production', 'web/production'].map((target) => stateAt(aws, target)),
  };
}

describe('the functions of a fleet, bundled', () => {
  test('leave and say what one Lambda does, in two accounts', async () => {
    const [aws, one] = [await startAws({ services }), await startAws({ services })];
    for (const at of [FIRST, SECOND]) await runHere(one, yml, at);
    const bundles = await deployed(aws);

    const first = await runFleetOf(bundles, aws, FIRST);
    expect(first.result.getStatus()).toBe('SUCCEEDED');
    expect(documentAt(aws, 'api/production')).toEqual({ version: 1, sizes: RUNNING });
    const second = await runFleetOf(bundles, aws, SECOND);
    expect(second.result.getStatus()).toBe('SUCCEEDED');
    expect(documentAt(aws, 'far/production', { account: OTHER })).toEqual({ version: 2, sizes: RESIZED });

    expect(remains(aws)).toEqual(remains(one));
    expect(mailsOf(aws).map(({ body }) => body)).toEqual(mailsOf(one).map(({ body }) => body));
    expect(announcedIds(mailsOf(aws))).toHaveLength(6);
    // As the function that the schedule starts, which the alarms watch; not each time that the orchestrator is called.
    const printed = second.lines.filter((line) => '_aws' in line);
    const metrics = printed.filter((line) => 'RunsCompleted' in line);
    const ofTargets = printed.filter((line) => 'Service' in line);
    expect(ofTargets.map(({ FunctionName, Service }) => [FunctionName, Service]).toSorted()).toEqual(
      ['api', 'far', 'web'].map((service) => [RECOMMENDER, service]),
    );
    // The runner may ask for the end a second time on a slow machine, as Lambda may; never for what was before it.
    const line = { FunctionName: RECOMMENDER, RunsCompleted: 1, Targets: 3, TargetsChanged: 3 };
    expect(metrics.slice(0, 2)).toMatchObject(metrics.map(() => line));
    expect(metrics.length).toBeGreaterThan(0);
    expect(Number(metrics[0]?.ApiCalls)).toBeGreaterThan(10);
  });
});
