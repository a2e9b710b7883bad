import { describe, expect, it } from 'vitest';
import { notUp } from '../../../core/decision/came-up.ts';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import type { RunningService } from '../../../core/model/service.ts';
import { context, DAY, inputOf, service, usage } from '../../support/builders.ts';

const HOUR_MILLISECONDS = 3_600_000;
const at = (hour: number) => DAY.startTime + hour * HOUR_MILLISECONDS;

interface Scene {
  /** The hours in which there is data. */
  readonly has?: (hour: number) => boolean;
  readonly running?: Partial<RunningService>;
  readonly known?: Partial<EvidenceContext>;
  /** The hour of the deployment. */
  readonly since?: number;
  readonly bootMinutes?: number;
}

function seen({ has = () => true, running, known, since = 18, bootMinutes = 0 }: Scene) {
  const points = usage(Array.from({ length: 24 }, (_, hour) => (has(hour) ? 100 : null)));
  const { evidence } = inputOf({
    evidence: { service: service(running), cpu: points, memory: points, context: context(known) },
  });
  return notUp(evidence, { since: at(since), bootMinutes });
}

const none = { runningCount: 0 };
const SILENT = ['1 task is wanted and there is no data since 2026-11-21 18:00 UTC'];
const untilSix = (hour: number) => hour < 18;

describe('tasks of which nothing is measured', () => {
  it.each<[string, Scene, readonly string[]]>([
    ['since the deployment do not come up', { has: untilSix, running: none }, SILENT],
    ['do not either, when ECS says that they run', { has: untilSix }, SILENT],
    ['an hour after the deployment may still start', { has: (hour) => hour < 23, since: 23, running: none }, []],
    ['may start for twice as long as they booted before', { has: untilSix, running: none, bootMinutes: 180 }, []],
    ['a minute longer is too long', { has: untilSix, running: none, bootMinutes: 179 }, SILENT],
    ['may stay away as long as they did before', { has: (hour) => hour < 18 && (hour < 2 || hour > 7) }, []],
    ['an hour longer is too long', { has: (hour) => hour < 18 && (hour < 2 || hour > 6), running: none }, SILENT],
    ['are none where none is wanted', { has: untilSix, running: { desiredCount: 0, runningCount: 0 } }, []],
    ['and never were say nothing new after less than the window', { has: () => false, since: 24, running: none }, []],
    [
      'lately, after they had come up, are gone',
      { has: (hour) => hour < 20, running: none },
      ['1 task is wanted and there is no data since 2026-11-21 20:00 UTC'],
    ],
    ['lately, while ECS says that all run, are missing data', { has: (hour) => hour < 20 }, []],
    [
      'are said by their number',
      { has: untilSix, running: { desiredCount: 3, runningCount: 0 } },
      ['3 tasks are wanted and there is no data since 2026-11-21 18:00 UTC'],
    ],
  ])('%s', (_, scene, expected) => {
    expect(seen(scene)).toEqual(expected);
  });

  it('never came up, where the window has no point at all', () => {
    expect(seen({ has: () => false })).toEqual(SILENT);
  });
});

describe('fewer tasks than are wanted', () => {
  const two = { desiredCount: 3, runningCount: 2 };
  const tasks = (lately: number) => ({
    counts: {
      tasks: Float64Array.from({ length: 24 }, (_, hour) => (hour < 23 ? 3 : lately)),
      from: 'SampleCount' as const,
    },
  });
  const FEW = ['2 of 3 tasks run'];

  it.each<[string, Scene, readonly string[]]>([
    ['are too few long after the deployment', { running: two }, FEW],
    ['are on their way soon after it', { running: two, since: 23 }, []],
    ['are enough where that many are wanted', { running: { desiredCount: 2, runningCount: 2 } }, []],
    [
      'may be scaling out, where policies scale',
      { running: two, known: { scaling: [{ name: 'a', kind: 'step' }] } },
      [],
    ],
    ['are too few where they were all the last hour', { running: two, known: tasks(2) }, FEW],
    ['are a moment, where more ran in the last hour', { running: two, known: tasks(3) }, []],
    ['are too few where nobody counted lately', { running: two, known: tasks(Number.NaN) }, FEW],
    ['that are none, with data till now, are a moment', { running: none }, []],
  ])('%s', (_, scene, expected) => {
    expect(seen(scene)).toEqual(expected);
  });
});

describe('tasks that end with an error', () => {
  const failed = (...hours: readonly number[]) => ({
    taskFailures: Float64Array.from({ length: 24 }, (_, hour) => (hours.includes(hour) ? 1 : Number.NaN)),
  });
  const FAILED = ['tasks ended with an error in 3 five-minute intervals'];

  it.each<[string, Scene, readonly string[]]>([
    ['in three intervals since the change fail', { known: failed(18, 20, 22) }, FAILED],
    ['in two may do so by chance', { known: failed(18, 20) }, []],
    // 3 of 6 hours is twice as often as 4 of 18, not as 5 of 18.
    ['more than twice as often as before fail', { known: failed(1, 2, 3, 4, 18, 20, 22) }, FAILED],
    ['not twice as often as before did so anyway', { known: failed(1, 2, 3, 4, 5, 18, 20, 22) }, []],
    ['fail also when no task is wanted now', { known: failed(18, 20, 22), running: { desiredCount: 0 } }, FAILED],
  ])('%s', (_, scene, expected) => {
    expect(seen(scene)).toEqual(expected);
  });
});
