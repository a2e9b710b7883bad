import { describe, expect, it } from 'vitest';
import { parseState } from '../../core/publication/state-document.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { configurationOf, type FakeWorld, fakeWorld, refusing, stageTarget } from '../support/fake-ports.ts';

const STAGES = Array.from({ length: 40 }, (_, index) => `stage-${index}`);

async function run(world: FakeWorld, day: number) {
  const time = Date.UTC(2026, 10, day, 6);
  const { report } = await runRightsizer({
    configuration: configurationOf(...STAGES.map((stage) => stageTarget(stage))),
    request: { time, dryRun: false },
    clock: { now: () => time, sleep: async () => undefined },
    ports: world,
    signal: new AbortController().signal,
  });
  return report;
}

/** How many questions about documents are open at once at most. */
function countOpen(world: FakeWorld) {
  const seen = { open: 0, most: 0 };
  const ask = async () => {
    seen.open += 1;
    seen.most = Math.max(seen.most, seen.open);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    seen.open -= 1;
  };
  world.home.documents.beforeRead = ask;
  world.home.documents.beforeHistory = ask;
  return seen;
}

describe('a run over many targets', () => {
  it('asks about eight of them at a time, also when it stores what went out', async () => {
    const world = fakeWorld();
    const seen = countOpen(world);
    const report = await run(world, 20);
    expect(report.totals.targets).toBe(40);
    expect(seen.most).toBe(8);
  });

  it('looks up eight of them at a time for what an earlier run could not announce, and tells all', async () => {
    const world = fakeWorld();
    world.notifier.beforePublish = refusing('publish');
    await run(world, 20);
    world.notifier.beforePublish = () => undefined;
    const seen = countOpen(world);
    await run(world, 21);
    // And the documents of the targets that come next.
    expect(seen.most).toBe(9);
    const states = STAGES.map((stage) => parseState(world.home.documents.text(`/rightsizer/connector/${stage}/state`)));
    expect(states.map(({ live }) => live?.announced)).toEqual(STAGES.map(() => true));
  });

  it('announces what an earlier run wrote also where nobody can say what was there before', async () => {
    const world = fakeWorld();
    world.notifier.beforePublish = refusing('publish');
    await run(world, 20);
    world.notifier.beforePublish = () => undefined;
    world.home.documents.beforeHistory = refusing('history');
    const report = await run(world, 21);
    expect(report.totals.failed).toBe(0);
    expect(world.notifier.sent.length).toBeGreaterThan(0);
  });
});
