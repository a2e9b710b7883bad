import { describe, expect, it } from 'vitest';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { isTimeUp } from '../../run/time-left.ts';
import {
  configurationOf,
  type FakeWorld,
  fakeWorld,
  flatMetrics,
  refused,
  stageTarget,
} from '../support/fake-ports.ts';

const { signal } = new AbortController();
const NOW = Date.UTC(2026, 10, 21, 6);
const MEMORY = '/rightsizer/left-out';

describe('the time that is left', () => {
  const clock = { now: () => NOW, sleep: async () => undefined };

  it('is up when there is only time for what is to be written and five seconds for the message', () => {
    expect(isTimeUp({ clock, endsAt: NOW + 20_000 }, 44)).toBe(false);
    expect(isTimeUp({ clock, endsAt: NOW + 20_000 }, 45)).toBe(true);
    expect(isTimeUp({ clock }, 10_000)).toBe(false);
  });
});

interface Short {
  readonly day: number;
  readonly seconds: number;
  /** Default: all. */
  readonly services?: readonly string[];
}

/** A run of `seconds` in which reading the metrics of a target takes four, and every write a third of one. */
async function shortRun(world: FakeWorld, stages: readonly string[], { day, seconds, services }: Short) {
  const time = Date.UTC(2026, 10, day, 6);
  let passed = 0;
  world.home.metrics.answer = (question) => {
    passed += 4000;
    return flatMetrics(question, 75, 75);
  };
  world.home.documents.beforeWrite = () => {
    passed += 1000 / 3;
  };
  const { report } = await runRightsizer({
    configuration: configurationOf(...stages.map((stage) => stageTarget(stage))),
    request: { time, dryRun: false, ...(services && { services }) },
    ports: world,
    memory: world.home.documents,
    signal,
    endsAt: time + seconds * 1000,
    clock: { now: () => time + passed, sleep: async () => undefined },
  });
  const answered = report.targets.filter(({ outcome }) => outcome === 'decided').map(({ id }) => id.split('/')[1]);
  return { answered, notDone: report.totals.notDone, passed };
}

describe('runs that never have time for all targets', () => {
  const stages = Array.from({ length: 200 }, (_, index) => `stage-${index}`);
  const remembered = (world: FakeWorld) => {
    const text = world.home.documents.text(MEMORY);
    return text && JSON.parse(text);
  };

  it('answer all of them one after the other, each run from where the one before stopped, and end in time', async () => {
    const world = fakeWorld();
    const counts = new Map(stages.map((stage) => [stage, 0]));
    for (let day = 1; day <= 20; day += 1) {
      const { answered, notDone, passed } = await shortRun(world, stages, { day, seconds: 60 });
      expect(notDone).toBeGreaterThan(0);
      // Up to eight targets are being read when time is up; what they may write is counted from their beginning.
      expect(passed).toBeLessThanOrEqual(60_000 + 8 * 4000);
      for (const stage of answered) counts.set(stage ?? '', (counts.get(stage ?? '') ?? 0) + 1);
    }
    // Nobody waits while another is answered twice more.
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
    expect(Math.min(...counts.values())).toBeGreaterThan(0);
  });

  it('ask about no more targets than they answer and twenty or forty beside', async () => {
    const world = fakeWorld();
    const { answered } = await shortRun(world, stages, { day: 1, seconds: 60 });
    const described = world.calls
      .filter((call) => call.startsWith('describe'))
      .flatMap((call) => call.split(' ').slice(1));
    expect(new Set(described).size).toBe(described.length);
    expect(described.length).toBeLessThanOrEqual(answered.length + 40);
  });

  it('remember where to go on until all are answered', async () => {
    const world = fakeWorld();
    const few = stages.slice(0, 12);
    await shortRun(world, few, { day: 1, seconds: 600 });
    expect(remembered(world)).toBeUndefined();
    const { answered } = await shortRun(world, few, { day: 2, seconds: 20 });
    expect(remembered(world)).toEqual({ leftOut: few.slice(answered.length).map((stage) => `connector/${stage}`) });
    await shortRun(world, few, { day: 3, seconds: 600 });
    expect(remembered(world)).toEqual({ leftOut: [] });
  });

  it('remember nothing of a run that a person narrowed, and do without where it cannot be stored', async () => {
    const world = fakeWorld();
    const few = stages.slice(0, 12);
    await shortRun(world, few, { day: 1, seconds: 10, services: ['connector'] });
    expect(remembered(world)).toBeUndefined();
    const { write } = world.home.documents;
    world.home.documents.write = (document) =>
      document.name === MEMORY ? Promise.reject(refused(MEMORY)) : write.call(world.home.documents, document);
    const { notDone } = await shortRun(world, few, { day: 2, seconds: 10 });
    expect(notDone).toBeGreaterThan(0);
    expect(world.log.lines.map(({ message }) => message)).toContain('where the next run begins could not be stored');
  });
});
