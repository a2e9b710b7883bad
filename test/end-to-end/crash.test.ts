import { cp } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { openGate, type PassingCall } from '../support/gated-aws.ts';
import { startLambda } from '../support/lambda-process.ts';
import {
  announcedIds,
  bundle,
  configuration,
  configured,
  documentAt,
  FIRST,
  mailsOf,
  momentsOf,
  newFolder,
  RESIZED,
  RUNNING,
  roomy,
  runBundle,
  runHere,
  SECOND,
  startAws,
  stateAt,
  TOPIC,
  TOPIC_ARN,
} from './world.ts';

const scenario = { services: [roomy('api')] };
const alone = configuration({ api: configured('api') });
const withCopy = configuration({
  api: configured('api', { stages: { production: { policy: 'quick', mode: 'apply', alsoPublishTo: ['default'] } } }),
});

/** Everything that a run leaves behind. */
function remains(aws: LocalAws) {
  return {
    live: documentAt(aws, 'api/production'),
    copy: documentAt(aws, 'api/default'),
    state: stateAt(aws, 'api/production'),
    others: aws.parameters().length,
  };
}

interface Crash {
  readonly rightsizerYml: object;
  readonly at: string;
  /** The state of AWS before the run; absent: nothing. */
  readonly before?: string;
}

const places = { alone: '', copied: '' };
const bundles = { alone: '', withCopy: '' };

beforeAll(async () => {
  for (const [name, rightsizerYml] of [
    ['alone', alone],
    ['copied', withCopy],
  ] as const) {
    const stateFolder = newFolder();
    const aws = await startLocalAws({
      scenario: { name: 'before', seed: 5, topics: [TOPIC], ...scenario },
      stateFolder,
    });
    await runHere(aws, rightsizerYml, FIRST);
    await aws.close();
    places[name] = stateFolder;
  }
  bundles.alone = await bundle(alone);
  bundles.withCopy = await bundle(withCopy);
});

async function awsBefore({ before }: Crash): Promise<LocalAws> {
  if (before === undefined) return startAws(scenario);
  const stateFolder = newFolder();
  await cp(before, stateFolder, { recursive: true });
  return startAws(scenario, { stateFolder });
}

/** Invokes the bundle and kills it when the work of a call is done that is fatal; gives the calls that were made. */
async function killAfter(
  aws: LocalAws,
  path: string,
  { at }: Crash,
  isFatal: (call: PassingCall) => boolean,
): Promise<readonly string[]> {
  const seen: string[] = [];
  aws.setNow(new Date(at));
  const gate = await openGate(aws, {
    after: (call) => {
      seen.push(call.parameter ?? call.operation);
      if (!isFatal(call)) return undefined;
      lambda.kill();
      return 'cut';
    },
  });
  const environment = { TOPIC_ARN, ...gate.environment };
  const lambda = startLambda({ bundle: path, event: { scheduledTime: at }, environment });
  expect(await lambda.ended).toBe('SIGKILL');
  await gate.close();
  return seen;
}

/** What a run that nobody disturbs leaves behind, and its calls. */
async function cleanRun(crash: Crash, path: string) {
  const aws = await awsBefore(crash);
  const sentBefore = mailsOf(aws).length;
  await runBundle(aws, path, { at: crash.at });
  const ids = announcedIds(mailsOf(aws).slice(sentBefore));
  return { remains: remains(aws), sentBefore, ids, calls: aws.calls() };
}

type CleanRun = Awaited<ReturnType<typeof cleanRun>>;

/** Kills a run after each of the calls, repeats it, and compares with a run that nobody disturbed. */
async function crashAndRepeat(crash: Crash, path: string, fatal: readonly number[], clean: CleanRun) {
  const killed = await Promise.all(
    fatal.map(async (ordinal) => {
      const aws = await awsBefore(crash);
      const calls = await killAfter(aws, path, crash, (call) => call.ordinal >= ordinal);
      return { aws, what: `killed after call ${ordinal}, ${calls.at(-1)}` };
    }),
  );
  for (const { aws, what } of killed) {
    expect((await runHere(aws, crash.rightsizerYml, crash.at)).messageFailure, what).toBeUndefined();
    expect(remains(aws), what).toEqual(clean.remains);
    const ids = announcedIds(mailsOf(aws).slice(clean.sentBefore));
    expect(new Set(ids), what).toEqual(new Set(clean.ids));
    expect(ids.length, what).toBeLessThanOrEqual(clean.ids.length + 1);
  }
  return killed.map(({ what }) => what).join('\n');
}

const isLiveWrite = ({ parameter }: PassingCall) => parameter === '/rightsizer/api/production';

/** Which of a run's calls change something. */
const changesOf = ({ calls }: CleanRun) =>
  calls.flatMap(({ operation }, index) => (/PutParameter|Publish/.test(operation) ? [index + 1] : []));

describe('a run that dies and is repeated ends where one clean run ends: no second version, no message lost', () => {
  test('after its calls, for a target alone that gets a new size', async () => {
    const crash = { rightsizerYml: alone, at: SECOND, before: places.alone };
    const clean = await cleanRun(crash, bundles.alone);
    expect(clean.remains).toMatchObject({ live: { version: 2, sizes: RESIZED }, copy: undefined });
    expect(clean.remains.state).toMatchObject({ live: { version: 2, announced: true } });
    expect(clean.ids).toEqual(['api/production@2']);
    // Services, their definitions and documents; history and scaling; metrics, kills, their recorder, earlier hours and last year's; then what
    // changes something.
    expect(clean.calls).toHaveLength(20);
    const changes = changesOf(clean);
    const reads = clean.calls.length - changes.length;
    const killed = await crashAndRepeat(crash, bundles.alone, [...momentsOf(reads), ...changes], clean);
    // Metrics, history and scaling are asked for side by side: which of them is the last one seen is chance.
    expect(clean.calls.map(({ operation }) => operation)).toContain('cloudwatch.GetMetricData');
    for (const call of ['/rightsizer/api/production', 'Publish']) expect(killed).toMatch(new RegExp(`${call}$`, 'm'));
  });

  const copied: ReadonlyArray<readonly [string, () => Crash, object]> = [
    ['is recorded', () => ({ rightsizerYml: withCopy, at: FIRST }), { version: 1, sizes: RUNNING }],
    [
      'gets a new size',
      () => ({ rightsizerYml: withCopy, at: SECOND, before: places.copied }),
      { version: 2, sizes: RESIZED },
    ],
  ];
  test.each(copied)(
    'after its writes and the message, for a target with a copy that %s',
    async (_what, crashOf, document) => {
      const crash = crashOf();
      const clean = await cleanRun(crash, bundles.withCopy);
      expect(clean.remains).toMatchObject({ live: document, copy: document });
      const changes = changesOf(clean);
      expect(changes).toHaveLength(5);
      const fatal = momentsOf(changes.length).map((moment) => changes[moment - 1] ?? 0);
      await crashAndRepeat(crash, bundles.withCopy, fatal, clean);
    },
  );

  test('also when the repeat dies as well, right after its message', async () => {
    const crash = { rightsizerYml: alone, at: SECOND, before: places.alone };
    const clean = await cleanRun(crash, bundles.alone);
    const aws = await awsBefore(crash);
    const sent = mailsOf(aws).length;
    await killAfter(aws, bundles.alone, crash, isLiveWrite);
    const calls = await killAfter(aws, bundles.alone, crash, ({ operation }) => operation === 'Publish');
    // The state says first that this run tells of it.
    expect(calls.filter((call) => call === '/rightsizer/api/production/state')).toHaveLength(1);
    await runHere(aws, alone, SECOND);
    expect(remains(aws)).toEqual(clean.remains);
    expect(new Set(announcedIds(mailsOf(aws).slice(sent)))).toEqual(new Set(clean.ids));
  });

  test('also when the next run comes only the next morning, with its own schedule', async () => {
    const crash = { rightsizerYml: withCopy, at: FIRST };
    const aws = await awsBefore(crash);
    await killAfter(aws, bundles.withCopy, crash, isLiveWrite);
    expect(documentAt(aws, 'api/default')).toBeUndefined();
    await runHere(aws, withCopy, SECOND);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: RESIZED });
    expect(documentAt(aws, 'api/default')?.sizes).toEqual(RESIZED);
    expect(announcedIds(mailsOf(aws))).toEqual(['api/production@1', 'api/production@2']);
    expect(mailsOf(aws)[0]?.body).toContain('An earlier run wrote these sizes and could not announce them.');
  });
});
