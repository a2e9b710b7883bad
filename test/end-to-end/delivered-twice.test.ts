import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { openGate, type PassingCall } from '../support/gated-aws.ts';
import {
  announcedIds,
  bundle,
  configuration,
  configured,
  countOf,
  documentAt,
  FIRST,
  invokeHere,
  mailsOf,
  RESIZED,
  RUNNING,
  roomy,
  runBundle,
  runHere,
  SECOND,
  startAws,
  stateAt,
} from './world.ts';

const stages = { production: { policy: 'quick', mode: 'apply', alsoPublishTo: ['default'] } };

const alone = configuration({ api: configured('api') });
const withCopy = configuration({ api: configured('api', { stages }) });
const paths = { alone: '', withCopy: '' };

beforeAll(async () => {
  paths.alone = await bundle(alone);
  paths.withCopy = await bundle(withCopy);
});

describe('one schedule delivered twice, one after the other', () => {
  test('asks CloudWatch the same questions, writes once and sends once, also when there is more to do', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    for (const [at, version, sizes] of [
      [FIRST, 1, RUNNING],
      [SECOND, 2, RESIZED],
    ] as const) {
      const first = await invokeHere(aws, withCopy, { at });
      const second = await invokeHere(aws, withCopy, { at });
      const questions = [first, second].map(({ calls }) =>
        calls.filter(({ operation }) => operation === 'cloudwatch.GetMetricData').map(({ input }) => input),
      );
      // Use over the window, kills over four weeks, hours before the window, those of last year, and the recorder.
      expect(questions[0]).toHaveLength(5);
      // A change that is watched is asked about besides: whether its tasks fail.
      const queriesOf = ({ MetricDataQueries: queries }: (typeof questions)[0][0]) => queries as readonly unknown[];
      const [asked = [], again = []] = questions.map((all) => all.map(queriesOf));
      expect(again.map((queries, index) => queries.slice(0, asked[index]?.length))).toEqual(asked);
      expect(second.report.runId).toBe(first.report.runId);
      expect(documentAt(aws, 'api/production')).toEqual({ version, sizes });
      expect(documentAt(aws, 'api/default')).toEqual({ version, sizes });
      expect([first, second].map(({ calls }) => countOf(calls, 'sns.Publish'))).toEqual([1, 0]);
      expect(countOf(second.calls, 'ssm.PutParameter')).toBe(0);
    }
  });
});

/** Holds each of two until the other has come as well, or is not going to. */
function meeting(patienceMilliseconds: number): () => Promise<void> {
  const both = Promise.withResolvers<void>();
  let arrived = 0;
  return async () => {
    arrived += 1;
    if (arrived === 2) both.resolve();
    const timer = setTimeout(both.resolve, patienceMilliseconds);
    await both.promise;
    clearTimeout(timer);
  };
}

/**
 * Runs two bundles at the same moment: each waits for the other when both know what there is in ECS and SSM, and again
 * right before a call.
 */
async function runBoth(aws: LocalAws, path: string, at: string, isMeetingPoint: (call: PassingCall) => boolean) {
  const [meet, meetAgain] = [meeting(10_000), meeting(500)];
  const gates = await Promise.all(
    [0, 1].map(() => {
      let met = false;
      return openGate(aws, {
        before: async (call) => {
          if (call.operation === 'GetMetricData') await meet();
          if (met || !isMeetingPoint(call)) return;
          met = true;
          await meetAgain();
        },
      });
    }),
  );
  onTestFinished(async () => void (await Promise.all(gates.map((gate) => gate.close()))));
  return Promise.all(gates.map(({ environment }) => runBundle(aws, path, { at, environment })));
}

interface Meeting {
  readonly point: string;
  readonly isPoint: (call: PassingCall) => boolean;
  readonly which?: keyof typeof paths;
  /** Whether there is something to change, or only something to record. */
  readonly resizes: boolean;
}

const wrote = (name: string) => (call: PassingCall) => call.parameter === `/rightsizer/${name}`;
/** Two stand for the others, which `run/two-runs` plays over ports at each call; with EVERY_MOMENT=1 here too. */
const meetings: readonly Meeting[] = [
  { point: 'the live document is written', isPoint: wrote('api/production'), resizes: true },
  { point: 'the copy is written', isPoint: wrote('api/default'), which: 'withCopy', resizes: false },
  { point: 'they read the metrics', isPoint: () => false, resizes: true },
  { point: 'the state with the intent is written', isPoint: wrote('api/production/state'), resizes: false },
];
const others = meetings.map((each) => ({ ...each, resizes: !each.resizes }));

describe('two bundles side by side', () => {
  test.each(process.env.EVERY_MOMENT === '1' ? [...meetings, ...others] : meetings.slice(0, 2))(
    'that meet before $point write one version and repeat at most one message (resizes: $resizes)',
    async ({ isPoint, which = 'alone', resizes }) => {
      const aws = await startAws({ services: [roomy('api')] });
      if (resizes) await runHere(aws, which === 'alone' ? alone : withCopy, FIRST);
      const sent = mailsOf(aws).length;
      const both = await runBoth(aws, paths[which], resizes ? SECOND : FIRST, isPoint);
      const expected = resizes ? { version: 2, sizes: RESIZED } : { version: 1, sizes: RUNNING };
      expect(both.map(({ outcome }) => outcome.kind)).toEqual(['returned', 'returned']);
      expect(documentAt(aws, 'api/production')).toEqual(expected);
      if (which === 'withCopy') expect(documentAt(aws, 'api/default')).toEqual(expected);
      const ids = announcedIds(mailsOf(aws).slice(sent));
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.length).toBeLessThanOrEqual(2);
      expect(new Set(ids)).toEqual(new Set([`api/production@${expected.version}`]));
      expect(stateAt(aws, 'api/production').live).toMatchObject({ version: expected.version, announced: true });
    },
  );
});
