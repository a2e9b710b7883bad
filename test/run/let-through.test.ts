import { describe, expect, it } from 'vitest';
import { parseState } from '../../core/publication/state-document.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import {
  configurationOf,
  type FakeWorld,
  failFor,
  fakeWorld,
  flatMetrics,
  stageTarget,
} from '../support/fake-ports.ts';

const CLAIMS = '/rightsizer/let-through';
const MEMORY = '/rightsizer/left-out';
const STAGES = Array.from({ length: 12 }, (_, index) => `stage-${index}`);
const MOST = 2;

interface Delivery {
  readonly day: number;
  /** Reading the metrics of a target takes four; default: time for all. */
  readonly seconds?: number;
  readonly maximumIncreaseUsdPerRun?: number;
  readonly dryRun?: boolean;
  /** Is waited for when all is decided and nothing of it written. */
  readonly meet?: () => Promise<void>;
}

/** One delivery of a day's schedule; of a world it sees what other deliveries write. */
async function deliver(world: FakeWorld, { day, seconds = 3600, dryRun = false, meet, ...limits }: Delivery) {
  const time = Date.UTC(2026, 10, day, 6);
  let passed = 0;
  const { metrics } = world.home;
  const home = {
    ...world.home,
    metrics: {
      read: (...asked: Parameters<typeof metrics.read>) => {
        passed += 4000;
        return metrics.read(...asked);
      },
    },
  };
  const { documents } = world.home;
  let hasMet = meet === undefined;
  const met = async () => {
    if (!hasMet && passed > 0) {
      hasMet = true;
      await meet?.();
    }
  };
  const own = {
    read: documents.read.bind(documents),
    history: documents.history.bind(documents),
    write: async (write: Parameters<typeof documents.write>[0]) => {
      await met();
      return documents.write(write);
    },
  };
  const { report } = await runRightsizer({
    configuration: {
      ...configurationOf(...STAGES.map((stage) => stageTarget(stage))),
      maximumShrinksPerRun: MOST,
      ...limits,
    },
    request: { time, dryRun },
    ports: { ...world, accountOf: () => ({ ...home, documents: own }) },
    memory: own,
    signal: new AbortController().signal,
    endsAt: time + seconds * 1000,
    clock: { now: () => time + passed, sleep: async () => undefined },
  });
  return report;
}

/** A world in which the running sizes are recorded. */
async function recorded(): Promise<FakeWorld> {
  const world = fakeWorld();
  await deliver(world, { day: 20 });
  return world;
}

/** The stages whose size was written after the running one, as numbers. */
function resized(world: FakeWorld): readonly number[] {
  return STAGES.flatMap((stage, index) =>
    parseState(world.home.documents.text(`/rightsizer/connector/${stage}/state`)).watch === undefined ? [] : index,
  );
}

/** Each comes back when all have come. */
function meeting(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come === count) resolve();
    return promise;
  };
}

describe('a schedule that is delivered twice', () => {
  it('shrinks as many as one run may, also when the second delivery goes on to other targets', async () => {
    const world = await recorded();
    const first = await deliver(world, { day: 21, seconds: 20 });
    expect(JSON.parse(world.home.documents.text(MEMORY) ?? '').leftOut).not.toHaveLength(0);
    expect(resized(world)).toEqual([0, 1]);
    const second = await deliver(world, { day: 21, seconds: 20 });
    expect(second.runId).toBe(first.runId);
    expect(resized(world)).toEqual([0, 1]);
    const held = second.targets.filter(({ holds }) => holds.some(({ code }) => code === 'ShrinkCap'));
    expect(held.length).toBeGreaterThan(0);
  });

  it('shrinks as many as one run may, also when both decide before one of them writes, and reach others', async () => {
    const world = await recorded();
    // Of the last target more is saved, and only one of both has the time for it.
    world.home.metrics.answer = (question) => flatMetrics(question, question.cluster.includes('stage-11') ? 5 : 20, 20);
    const meet = meeting(2);
    await Promise.all([deliver(world, { day: 21, meet }), deliver(world, { day: 21, seconds: 20, meet })]);
    expect(resized(world)).toHaveLength(MOST);
  });

  it('ends where one delivery would have ended, when the first one died after it let them through', async () => {
    const world = await recorded();
    const { documents } = world.home;
    documents.beforeWrite = ({ name }) => {
      if (name !== CLAIMS) throw new Error('the process ended');
    };
    await deliver(world, { day: 21 });
    expect(resized(world)).toEqual([]);
    documents.beforeWrite = () => undefined;
    await deliver(world, { day: 21 });
    expect(resized(world)).toEqual([0, 1]);
  });

  it('adds no more to the costs than one run may', async () => {
    const world = await recorded();
    // From 2048 / 6144 to 4096 / 8192: 144.16 - 78.57 = 65.59 USD a month, and there is money for two.
    world.home.metrics.answer = (question) => flatMetrics(question, 90, 20);
    const one = { day: 21, seconds: 20, maximumIncreaseUsdPerRun: 150 };
    await deliver(world, one);
    expect(resized(world)).toEqual([0, 1]);
    await deliver(world, one);
    expect(resized(world)).toEqual([0, 1]);
  });
});

describe('the run of the next day', () => {
  it('shrinks as many again', async () => {
    const world = await recorded();
    await deliver(world, { day: 21 });
    await deliver(world, { day: 22 });
    expect(resized(world)).toEqual([0, 1, 10, 11]);
  });
});

describe('what a run lets through', () => {
  it('is stored once, where targets may be held back, and never by a run that only looks', async () => {
    const world = await recorded();
    expect(world.home.documents.versions(CLAIMS)).toHaveLength(0);
    await deliver(world, { day: 21, dryRun: true });
    expect(world.home.documents.versions(CLAIMS)).toHaveLength(0);
    await deliver(world, { day: 21 });
    expect(world.home.documents.versions(CLAIMS)).toHaveLength(1);
  });

  it('is what the states say where it cannot be stored', async () => {
    const world = await recorded();
    world.home.documents.beforeWrite = failFor(CLAIMS);
    await deliver(world, { day: 21 });
    await deliver(world, { day: 21 });
    expect(resized(world)).toEqual([0, 1]);
    expect(world.log.lines.map(({ message }) => message)).toContain('what a run lets through could not be stored');
  });
});
