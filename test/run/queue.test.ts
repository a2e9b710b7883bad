import { describe, expect, it } from 'vitest';
import { parseState } from '../../core/publication/state-document.ts';
import { renderState } from '../../core/publication/state-text.ts';
import { isTimeUp, longestLeftOutFirst, writesThatFit } from '../../run/queue.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { survey } from '../../run/survey.ts';
import { configurationOf, type FakeWorld, fakeWorld, flatMetrics, stageTarget } from '../support/fake-ports.ts';

const { signal } = new AbortController();
const NOW = Date.UTC(2026, 10, 21, 6);
const stateName = (stage: string) => `/rightsizer/connector/${stage}/state`;

function stored(world: FakeWorld, stage: string, leftOutSince?: string): void {
  const state = { history: [], runId: 'r', ...(leftOutSince !== undefined && { leftOutSince }) };
  world.home.documents.put(stateName(stage), renderState(state), 'String');
}

describe('the order in which targets are decided', () => {
  it('begins with those that nobody answered yet, then those left out longest ago, then the rest as in the file', async () => {
    const world = fakeWorld();
    const targets = ['a', 'b', 'c', 'd', 'e'].map((stage) => stageTarget(stage));
    stored(world, 'a');
    stored(world, 'b', '2026-11-20T06:00:00.000Z');
    stored(world, 'c');
    stored(world, 'e', '2026-11-19T06:00:00.000Z');
    const found = await survey(configurationOf(...targets), targets, { ports: world, signal, time: NOW });
    expect(longestLeftOutFirst(targets, found).map(({ stage }) => stage)).toEqual(['d', 'e', 'b', 'a', 'c']);
  });
});

describe('the time that is left', () => {
  const clock = { now: () => NOW, sleep: async () => undefined };

  it('is counted in writes, three a second', () => {
    expect(writesThatFit({ clock, endsAt: NOW + 20_000 })).toBe(60);
    expect(writesThatFit({ clock, endsAt: NOW - 1 })).toBe(0);
    expect(writesThatFit({ clock })).toBe(Number.POSITIVE_INFINITY);
  });

  it('is up when there is only time for what is to be written and five seconds for the message', () => {
    expect(isTimeUp({ clock, endsAt: NOW + 20_000 }, 44)).toBe(false);
    expect(isTimeUp({ clock, endsAt: NOW + 20_000 }, 45)).toBe(true);
    expect(isTimeUp({ clock }, 10_000)).toBe(false);
  });
});

/** A run of `seconds` in which reading the metrics of a target takes four, and every write a third of one. */
async function shortRun(
  world: FakeWorld,
  stages: readonly string[],
  { day, seconds }: { day: number; seconds: number },
) {
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
    request: { time, dryRun: false },
    ports: world,
    signal,
    endsAt: time + seconds * 1000,
    clock: { now: () => time + passed, sleep: async () => undefined },
  });
  const answered = report.targets.filter(({ outcome }) => outcome === 'decided').map(({ id }) => id.split('/')[1]);
  return { answered, notDone: report.totals.notDone, passed };
}

describe('runs that never have time for all targets', () => {
  const stages = Array.from({ length: 40 }, (_, index) => `stage-${index}`);

  it('reach each of them all the same, and end in time with what they wrote and told', async () => {
    const world = fakeWorld();
    const reached = new Set<string>();
    for (let day = 1; day <= 6; day += 1) {
      const { answered, notDone, passed } = await shortRun(world, stages, { day, seconds: 60 });
      expect(notDone).toBeGreaterThan(0);
      // Up to eight targets are being read when time is up; what they may write is counted from their beginning.
      expect(passed).toBeLessThanOrEqual(60_000 + 8 * 4000);
      for (const stage of answered) reached.add(stage ?? '');
    }
    expect(reached.size).toBe(stages.length);
  });

  it('remember since when a target was left out, until it is answered', async () => {
    const world = fakeWorld();
    const few = stages.slice(0, 3);
    const stateOf = (stage: string) => parseState(world.home.documents.text(stateName(stage)));
    await shortRun(world, few, { day: 1, seconds: 600 });
    await shortRun(world, few, { day: 2, seconds: 5 });
    await shortRun(world, few, { day: 3, seconds: 5 });
    expect(few.map((stage) => stateOf(stage).leftOutSince)).toEqual(few.map(() => '2026-11-02T06:00:00.000Z'));
    await shortRun(world, few, { day: 4, seconds: 600 });
    expect(few.map((stage) => stateOf(stage).leftOutSince)).toEqual([undefined, undefined, undefined]);
  });
});
