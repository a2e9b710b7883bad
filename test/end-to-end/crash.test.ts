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
  newFolder,
  RESIZED,
  RUNNING,
  roomy,
  runHere,
  SECOND,
  startAws,
  stateAt,
  TOPIC,
  TOPIC_ARN,
} from './world.ts';

const scenario = { name: 'crash', seed: 5, topics: [TOPIC], services: [roomy('api')] };
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

const folders = { alone: newFolder(), withCopy: newFolder() };
const bundles = new Map<object, string>();
const crashes = {
  recorded: { rightsizerYml: withCopy, at: FIRST },
  resizedAlone: { rightsizerYml: alone, at: SECOND, before: folders.alone },
  resizedWithCopy: { rightsizerYml: withCopy, at: SECOND, before: folders.withCopy },
} satisfies Readonly<Record<string, Crash>>;

/** What a run that nobody disturbs leaves behind, and its calls. What comes of it is kept in its folder. */
async function cleanRun({ rightsizerYml, at }: Crash, stateFolder: string) {
  const aws = await startLocalAws({ scenario, stateFolder });
  const sentBefore = mailsOf(aws).length;
  await runHere(aws, rightsizerYml, at);
  const ids = announcedIds(mailsOf(aws).slice(sentBefore));
  const calls = aws.calls().map(({ operation }) => operation);
  await aws.close();
  return { remains: remains(aws), sentBefore, ids, calls };
}

type CleanRun = Awaited<ReturnType<typeof cleanRun>>;
let clean: Readonly<Record<keyof typeof crashes, CleanRun>>;

async function copyOf(folder: string): Promise<string> {
  const copy = newFolder();
  await cp(folder, copy, { recursive: true });
  return copy;
}

beforeAll(async () => {
  const { recorded, resizedAlone, resizedWithCopy } = crashes;
  await cleanRun({ ...resizedAlone, at: FIRST }, folders.alone);
  clean = {
    recorded: await cleanRun(recorded, folders.withCopy),
    resizedAlone: await cleanRun(resizedAlone, await copyOf(folders.alone)),
    resizedWithCopy: await cleanRun(resizedWithCopy, await copyOf(folders.withCopy)),
  };
  for (const rightsizerYml of [alone, withCopy]) bundles.set(rightsizerYml, await bundle(rightsizerYml));
});

async function awsBefore({ before }: Crash): Promise<LocalAws> {
  return startAws(scenario, before === undefined ? {} : { stateFolder: await copyOf(before) });
}

/** Invokes the bundle and kills it when the work of a call is done that is fatal; gives the calls that were made. */
async function killAfter(
  aws: LocalAws,
  { at, rightsizerYml }: Crash,
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
  const lambda = startLambda({ bundle: bundles.get(rightsizerYml) ?? '', event: { scheduledTime: at }, environment });
  expect(await lambda.ended).toBe('SIGKILL');
  await gate.close();
  return seen;
}

/** Kills a run after each of the calls, repeats it, and compares with a run that nobody disturbed. */
async function crashAndRepeat(crash: Crash, fatal: readonly number[], undisturbed: CleanRun) {
  const killed = await Promise.all(
    fatal.map(async (ordinal) => {
      const aws = await awsBefore(crash);
      const calls = await killAfter(aws, crash, (call) => call.ordinal >= ordinal);
      return { aws, what: `killed after call ${ordinal}, ${calls.at(-1)}` };
    }),
  );
  for (const { aws, what } of killed) {
    expect((await runHere(aws, crash.rightsizerYml, crash.at)).messageFailure, what).toBeUndefined();
    expect(remains(aws), what).toEqual(undisturbed.remains);
    const ids = announcedIds(mailsOf(aws).slice(undisturbed.sentBefore));
    expect(new Set(ids), what).toEqual(new Set(undisturbed.ids));
    expect(ids.length, what).toBeLessThanOrEqual(undisturbed.ids.length + 1);
  }
}

const isLiveWrite = ({ parameter }: PassingCall) => parameter === '/rightsizer/api/production';

/** After which calls a run dies: nothing changed, intent written, live, a copy, message sent, the state says so. */
type Moment = 'reads' | 'intent' | 'live' | 'copy' | 'message' | 'announced';
interface Row {
  readonly what: string;
  readonly name: keyof typeof crashes;
  readonly document: object;
  /** What the run changes. */
  readonly changes: readonly Moment[];
  /** With EVERY_MOMENT=1: after each call. */
  readonly dies: readonly Moment[];
}

const WITH_COPY: readonly Moment[] = ['intent', 'live', 'copy', 'message', 'announced'];
const rows: readonly Row[] = [
  {
    what: 'alone that gets a new size',
    name: 'resizedAlone',
    document: { version: 2, sizes: RESIZED },
    changes: ['intent', 'live', 'message', 'announced'],
    dies: ['reads', 'intent', 'live', 'message', 'announced'],
  },
  {
    what: 'with a copy that is recorded',
    name: 'recorded',
    document: { version: 1, sizes: RUNNING },
    changes: WITH_COPY,
    dies: ['copy'],
  },
  {
    what: 'with a copy that gets a new size',
    name: 'resizedWithCopy',
    document: { version: 2, sizes: RESIZED },
    changes: WITH_COPY,
    dies: ['live', 'copy'],
  },
];

describe('a run that dies and is repeated ends where one clean run ends: no second version, no message lost', () => {
  test.each(rows)('for a target $what', async ({ name, document, changes, dies }) => {
    const { calls, remains: left, ids } = clean[name];
    expect(left.live).toEqual(document);
    expect(left.copy).toEqual(changes.includes('copy') ? document : undefined);
    expect(left.state).toMatchObject({ live: { announced: true } });
    expect(ids).toHaveLength(1);
    // After services, their definitions and documents, history and scaling, metrics, kills and their recorder, earlier
    // hours and last year's: what changes something.
    const ordinals = calls.flatMap((call, index) => (/PutParameter|Publish/.test(call) ? [index + 1] : []));
    expect(ordinals).toHaveLength(changes.length);
    const [first = 0] = ordinals;
    const fatal = dies.map((moment) => ordinals[changes.indexOf(moment)] ?? first - 1);
    const all = calls.map((_, index) => index + 1);
    await crashAndRepeat(crashes[name], process.env.EVERY_MOMENT === '1' ? all : fatal, clean[name]);
  });

  test('also when the repeat dies as well, right after its message', async () => {
    const { remains: left, sentBefore, ids } = clean.resizedAlone;
    const aws = await awsBefore(crashes.resizedAlone);
    await killAfter(aws, crashes.resizedAlone, isLiveWrite);
    const calls = await killAfter(aws, crashes.resizedAlone, ({ operation }) => operation === 'Publish');
    // The state says first that this run tells of it.
    expect(calls.filter((call) => call === '/rightsizer/api/production/state')).toHaveLength(1);
    await runHere(aws, alone, SECOND);
    expect(remains(aws)).toEqual(left);
    expect(new Set(announcedIds(mailsOf(aws).slice(sentBefore)))).toEqual(new Set(ids));
  });

  test('also when the next run comes only the next morning, with its own schedule', async () => {
    const aws = await awsBefore(crashes.recorded);
    await killAfter(aws, crashes.recorded, isLiveWrite);
    expect(documentAt(aws, 'api/default')).toBeUndefined();
    await runHere(aws, withCopy, SECOND);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: RESIZED });
    expect(documentAt(aws, 'api/default')?.sizes).toEqual(RESIZED);
    expect(announcedIds(mailsOf(aws))).toEqual(['api/production@1', 'api/production@2']);
    expect(mailsOf(aws)[0]?.body).toContain('An earlier run wrote these sizes and could not announce them.');
  });
});
