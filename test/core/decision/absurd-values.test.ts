import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvidence } from '../../../core/decision/read-evidence.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import type { OperatingSystem, TaskSize } from '../../../core/model/task-size.ts';
import { SIDES } from '../../../core/model/task-size.ts';
import { service, size, target } from '../../support/builders.ts';
import { alwaysOfFewer } from '../../support/properties.ts';
import { bothOf, days, pointsOf, rawEvidence } from '../../support/raw-evidence.ts';

const WINDOW = days(21);
const RUNNING = size(2048, 8192);
const RESOURCES = ['cpu', 'memory'] as const;
const STATISTICS = ['average', 'maximum'] as const;

interface Given {
  readonly operatingSystem?: OperatingSystem;
  /** Default: what `RUNNING` says. */
  readonly taskSize?: TaskSize;
  /** Percent of the task at each point. */
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
}

type Spoiled = Given & {
  readonly resource: (typeof RESOURCES)[number];
  readonly statistic: (typeof STATISTICS)[number];
  readonly at: number;
  readonly value: number;
};

function decided({ operatingSystem = 'LINUX', taskSize = RUNNING, cpu, memory }: Given, spoiled?: Spoiled) {
  const platform = { operatingSystem, architecture: 'X86_64' } as const;
  const metrics = { cpu: bothOf(cpu), memory: bothOf(memory) };
  if (spoiled !== undefined) {
    const points = Float64Array.from(metrics[spoiled.resource][spoiled.statistic]);
    points[spoiled.at] = spoiled.value;
    metrics[spoiled.resource] = { ...metrics[spoiled.resource], [spoiled.statistic]: points };
  }
  const evidence = rawEvidence({ service: service({ taskSize, platform, containers: [] }), window: WINDOW, metrics });
  return recommend({
    target: target({ parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} } }),
    evidence: readEvidence(evidence),
  });
}

const flat = (percent: number) => pointsOf(WINDOW, (index) => percent + (index % 5));

describe('a value that cannot be, in a series of a service', () => {
  const absurd = fc.constantFrom(1e300, 1e17, 1e6, 20_000, Number.MAX_VALUE, -1, -1e-300, Number.POSITIVE_INFINITY);

  it('keeps the size of its resource, wherever it stands: it neither buys the largest task nor cancels what is needed', () => {
    alwaysOfFewer(
      fc.record({
        value: absurd,
        resource: fc.constantFrom(...RESOURCES),
        statistic: fc.constantFrom(...STATISTICS),
        at: fc.nat({ max: 21 * 288 - 1 }),
        operatingSystem: fc.constantFrom('LINUX', 'WINDOWS'),
      }),
      (point) => {
        const given = { cpu: flat(20), memory: flat(40), operatingSystem: point.operatingSystem };
        const found = decided(given, { ...given, ...point });
        expect(found.sizes.task[SIDES[point.resource]]).toBe(RUNNING[SIDES[point.resource]]);
        expect(found.reasons.map(({ code }) => code)).toContain('BrokenData');
      },
    );
  });

  it('is no value where it is NaN, and nothing where it is a hair above zero', () => {
    const given = { cpu: flat(20), memory: flat(40) };
    const clean = decided(given);
    for (const resource of RESOURCES)
      for (const value of [Number.NaN, 1e-300])
        expect(decided(given, { ...given, resource, statistic: 'maximum', at: 100, value }).sizes).toEqual(clean.sizes);
  });
});

describe('where no pair holds what is needed', () => {
  const LARGE: Readonly<Record<'LINUX' | 'WINDOWS', readonly TaskSize[]>> = {
    LINUX: [size(32768, 61440), size(32768, 249856), size(16384, 122880)],
    WINDOWS: [size(4096, 12288), size(4096, 16384), size(4096, 30720), size(2048, 16384)],
  };
  // Memory at 90 % for half of each day, with no kill on record, is full: that keeps its size, and is no need.
  const percents = { cpu: fc.integer({ min: 55, max: 95 }), memory: fc.integer({ min: 55, max: 85 }) };

  it.each(['LINUX', 'WINDOWS'] as const)('more use never gives less, on %s', (operatingSystem) => {
    const steps = fc.record({
      taskSize: fc.constantFrom(...LARGE[operatingSystem]),
      ...percents,
      raised: fc.constantFrom(...RESOURCES),
      by: fc.integer({ min: 0, max: 40 }),
    });
    alwaysOfFewer(steps, ({ taskSize, cpu, memory, raised, by }) => {
      const side = SIDES[raised];
      const sized = (use: { readonly cpu: number; readonly memory: number }) =>
        decided({ operatingSystem, taskSize, cpu: flat(use.cpu), memory: flat(use.memory) }).sizes.task[side];
      const more = Math.min({ cpu: 95, memory: 85 }[raised], { cpu, memory }[raised] + by);
      expect(sized({ cpu, memory, [raised]: more })).toBeGreaterThanOrEqual(sized({ cpu, memory }));
    });
  });
});
