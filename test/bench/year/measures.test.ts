import { describe, expect, it } from 'vitest';
import { brokenBounds } from '../../../bench/year/bounds.ts';
import { minuteOfWeek } from '../../../bench/year/calendar.ts';
import { needsOf } from '../../../bench/year/clairvoyant.ts';
import { type LiveChange, reversalsOf, silentShrinks } from '../../../bench/year/live-changes.ts';
import { measure } from '../../../bench/year/measures.ts';
import { readSizes } from '../../../bench/year/sizes-document.ts';
import { tableOf } from '../../../bench/year/table.ts';
import { newTally } from '../../../bench/year/tally.ts';
import { plant } from './plants.ts';

const size = (cpuUnits: number, memoryMiB: number) => ({ cpuUnits, memoryMiB });

function changes(sizes: readonly ReturnType<typeof size>[], isSilent = false): readonly LiveChange[] {
  return sizes.slice(1).map((after, index) => ({ minute: 0, before: sizes[index] ?? after, after, isSilent }));
}

const step = (deployments: number) => ({ untilEnough: { days: 1, deployments } });

const measured = (fields: Partial<ReturnType<typeof measure>> = {}) => ({
  ...measure(plant(), newTally(1), needsOf(plant(), 42)),
  ...fields,
});

describe('what is measured of a year', () => {
  it('counts a reversal each time that a resource goes the other way', () => {
    const all = changes([size(1024, 2048), size(512, 2048), size(512, 4096), size(256, 2048), size(1024, 2048)]);
    // CPU: down, -, down, up. Memory: -, up, down, -.
    expect([reversalsOf(all, 'cpuUnits'), reversalsOf(all, 'memoryMiB')]).toEqual([1, 1]);
  });

  it('counts shrinks in silence, and no growth', () => {
    const down = changes([size(1024, 2048), size(512, 2048)], true);
    const up = changes([size(512, 2048), size(512, 4096)], true);
    const seen = changes([size(512, 2048), size(256, 2048)]);
    expect(silentShrinks([...down, ...up, ...seen])).toBe(1);
  });

  it('counts deployments and days from a step until the size is enough', () => {
    const step = plant({ stepsUpInWeek: 1, cpuUnits: ({ week }) => (week >= 1 ? 900 : 100) });
    const minute = minuteOfWeek(1);
    const deployed = [
      { minute: minute - 1, size: size(1024, 2048) },
      { minute: minute + 1440, size: size(512, 1024) },
      { minute: minute + 2160, size: size(1024, 2048) },
    ];
    const needs = needsOf(step, 49);
    expect(measure(step, { ...newTally(2), deployed }, needs).untilEnough).toEqual({ days: 1.5, deployments: 2 });
    const never = measure(step, newTally(2), needs);
    expect(never.untilEnough).toEqual({ days: null, deployments: null });
    expect(brokenBounds(never)).toContainEqual({
      plant: 'flat',
      bound: 'deployments until enough',
      measured: Number.POSITIVE_INFINITY,
    });
  });

  it('compares the cost with the clairvoyant, the whole time and in the last four weeks', () => {
    // 0.25 vCPU with 1 GB cost 168 x (0.25 x 0.04048 + 0.004445) = 2.44692 a week.
    const tally = { ...newTally(8), usd: [9.78768, 9.78768, 9.78768, 9.78768, 4.89384, 4.89384, 4.89384, 4.89384] };
    expect(measure(plant(), tally, needsOf(plant(), 91))).toMatchObject({ costRatio: 3, endCostRatio: 2 });
  });

  it.each([
    ['cost at the end', { endCostRatio: 2 }, { endCostRatio: 2.01 }],
    ['CPU reversals', { cpuReversals: 2 }, { cpuReversals: 3 }],
    ['memory reversals', { memoryReversals: 2 }, { memoryReversals: 3 }],
    ['deployments until enough', step(3), step(4)],
    ['shrinks in silence', { silentShrinks: 0 }, { silentShrinks: 1 }],
    ['hours without a task', { longestDownHours: 504 }, { longestDownHours: 505 }],
    ['weeks with kills', { weeksWithKills: 4 }, { weeksWithKills: 5 }],
    ['broken documents', { brokenDocuments: 0 }, { brokenDocuments: 1 }],
    ['failed runs', { failedRuns: 0 }, { failedRuns: 1 }],
  ])('holds and breaks the bound of %s', (name, holds, breaks) => {
    expect(brokenBounds(measured(holds))).toEqual([]);
    expect(brokenBounds(measured(breaks)).map(({ bound }) => bound)).toEqual([name]);
  });

  it('says in the table which bounds hold and which break', () => {
    const lines = tableOf([measured({ endCostRatio: 1 }), measured({ plant: 'dear', endCostRatio: 2.01 })]).split('\n');
    expect(lines[1]).toMatch(/^flat .* holds$/);
    expect(lines[2]).toMatch(/^dear .* BREAKS: cost at the end$/);
  });
});

describe('a document of the year', () => {
  const document = (fields: object = {}) =>
    JSON.stringify({ taskCpu: '512', taskMemory: '1024', appCpu: '512', appMemory: '1024', ...fields });

  it('is read as sizes', () => {
    expect(readSizes(document(), false)).toEqual({ task: size(512, 1024), app: size(512, 1024) });
    expect(readSizes(document({ appMemory: '512', sidecarMemory: '512' }), true)?.sidecarMiB).toBe(512);
  });

  it.each([
    ['a pair that Fargate does not offer', document({ taskMemory: '512', appMemory: '512' }), false],
    ['a container larger than its task', document({ appMemory: '1025' }), false],
    ['containers that are too large together', document({ sidecarMemory: '1' }), true],
    ['a container with more CPU than its task', document({ appCpu: '1024' }), false],
    ['a key that is missing', document(), true],
    ['a key too many', document({ other: '1' }), false],
    ['a value that is no digits', document({ taskCpu: '512.0' }), false],
  ])('is broken with %s', (_what, text, hasSidecar) => {
    expect(readSizes(text, hasSidecar)).toBeUndefined();
  });
});
