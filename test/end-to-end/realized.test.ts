import { expect, test } from 'vitest';
import { parseState } from '../../core/publication/state-document.ts';
import type { Scenario } from '../../local/scenario.ts';
import { configuration, configured, countOf, FIRST, roomy, runHere, SECOND, startAws, stored } from './world.ts';

const WATCHED = '2026-11-29T06:00:00Z';
const OVER = '2026-11-30T06:00:00Z';

/** A service that is recorded, cut to a quarter, deployed three hours later, and looked at until its watch is over. */
async function story(scenario: Partial<Scenario>, costExplorer: boolean) {
  const aws = await startAws({ services: [roomy('blue')], ...scenario });
  const yml = { ...configuration({ web: configured('blue') }), sources: { costExplorer } };
  await runHere(aws, yml, FIRST);
  await runHere(aws, yml, SECOND);
  aws.setNow(new Date('2026-11-22T09:00:00Z'));
  const containers = [{ name: 'app', cpu: 256, memory: 512 }];
  aws.deploy({ cluster: 'blue', service: 'web', taskCpu: '256', taskMemory: '512', containers });
  const early = await runHere(aws, yml, WATCHED);
  const asked = () => countOf(aws.calls(), 'ce.GetCostAndUsage');
  const askedEarly = asked();
  const late = await runHere(aws, yml, OVER);
  const changes = (result: typeof late) => result.report.targets[0]?.changes;
  const { history } = parseState(stored(aws, 'web/production/state')?.value);
  return { early: changes(early), late: changes(late), history, askedEarly, asked: asked() };
}

// 36.04 - 9.01: 1024 / 2048 at 0.04937 USD an hour, 256 / 512 at a quarter of it, × 730.
// One task of a vCPU and 2 GB, and of a quarter of both, for 730 hours.
const hours = { vcpuHours: { before: 730, after: 182.5 }, gbHours: { before: 1460, after: 365 } };
const forecast = { version: 2, at: '2026-11-22T06:00:00.000Z', forecastUsd: 27.03 };

test('a change is forecast, and told by the bill once its watch is over', async () => {
  const { early, late, history, ...requests } = await story({ costAllocationTagsFrom: '2026-11-01T00:00:00Z' }, true);
  expect(early).toEqual([forecast]);
  // 1.18488 USD a day on the 8th to the 21st and 0.29622 on the 23rd to the 28th, × 730 / 24.
  expect(late).toEqual([{ ...forecast, realized: { usd: 27.03, from: 'CostExplorer', days: 6, ...hours } }]);
  expect(history[0]).toMatchObject({ result: expect.stringContaining('held for 7 days'), ...late?.[0] });
  // One request in each run in which the watch could end, whenever the deployment was.
  expect(requests).toEqual({ askedEarly: 1, asked: 2 });
});

test('it is told by sizes and tasks, where the bill knows no tags, or is not asked', async () => {
  const untagged = await story({}, true);
  const realized = { usd: 27.03, from: 'SizeHistory', days: 7, ...hours };
  expect(untagged.late).toEqual([{ ...forecast, realized }]);
  expect(untagged.asked).toBe(2);
  const silent = await story({ costAllocationTagsFrom: '2026-11-01T00:00:00Z' }, false);
  expect(silent.late).toEqual([{ ...forecast, realized }]);
  expect(silent.asked).toBe(0);
});
