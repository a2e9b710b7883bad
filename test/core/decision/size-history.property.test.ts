import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../core/decision/evidence.ts';
import { readEvidence } from '../../../core/decision/read-evidence.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import type { Deployment } from '../../../core/model/service.ts';
import { type TaskSize, validPairs } from '../../../core/model/task-size.ts';
import { peakPoints, usageOf } from '../../../core/usage/usage.ts';
import { container, DAY_POLICY, parameterKeys, service, target } from '../../support/builders.ts';
import { alwaysOfFewer } from '../../support/properties.ts';
import { bothOf, days, deployed, pointsOf, ranBefore, rawEvidence } from '../../support/raw-evidence.ts';

const WINDOW = days(2);
const POINTS = 576;
const PERIOD = 300_000;

/** Sizes of Linux; the demand below stays under 80 % of the smallest, so that no point is a boot or censored. */
const sizes = fc.constantFrom(...validPairs('LINUX'));
const demands = fc.array(
  fc.record({
    cpu: fc.double({ min: 0, max: 200, noNaN: true }),
    memory: fc.double({ min: 0, max: 500, noNaN: true }),
  }),
  { minLength: 24, maxLength: 24 },
);
const histories = fc.record({
  first: sizes,
  resizes: fc.uniqueArray(
    fc.record({
      at: fc.integer({ min: 1, max: POINTS * PERIOD - 1 }),
      minutes: fc.integer({ min: 0, max: 30 }),
      taskSize: sizes,
    }),
    { maxLength: 6, selector: ({ at }) => at },
  ),
});
type History = typeof histories extends fc.Arbitrary<infer Value> ? Value : never;

function deploymentsOf({ first, resizes }: History): readonly Deployment[] {
  return resizes
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, minutes, taskSize }, index) => {
      const startedAt = WINDOW.startTime + at;
      const fields = { finishedAt: startedAt + minutes * 60_000, ...(index === 0 && { before: ranBefore(first) }) };
      return deployed(startedAt, taskSize, fields);
    });
}

/** The size in force at the beginning of a point. */
function sizeAt({ first, resizes }: History, index: number): TaskSize {
  const past = resizes.toSorted((a, b) => a.at - b.at).filter(({ at }) => at <= index * PERIOD);
  return past.at(-1)?.taskSize ?? first;
}

type Demands = readonly { readonly cpu: number; readonly memory: number }[];

/** What is read of a service that had this demand under these sizes. */
function evidenceOf(demand: Demands, history: History): Evidence {
  const at = (index: number) => demand[index % demand.length] ?? { cpu: 0, memory: 0 };
  const percent = (index: number) => {
    const { cpuUnits, memoryMiB } = sizeAt(history, index);
    return { cpu: (100 * at(index).cpu) / cpuUnits, memory: (100 * at(index).memory) / memoryMiB };
  };
  return readEvidence(
    rawEvidence({
      window: WINDOW,
      service: service({ taskSize: sizeAt(history, POINTS), containers: [container('web')] }),
      history: { kind: 'known', deployments: deploymentsOf(history) },
      metrics: {
        cpu: bothOf(pointsOf(WINDOW, (index) => percent(index).cpu)),
        memory: bothOf(pointsOf(WINDOW, (index) => percent(index).memory)),
      },
    }),
  );
}

const needed = (evidence: Evidence) => {
  const { assessments } = recommend({ target: target({ policy: DAY_POLICY, parameters: parameterKeys() }), evidence });
  return [assessments.cpu?.needed ?? Number.NaN, assessments.memory?.needed ?? Number.NaN] as const;
};

describe('a window with resizes', () => {
  it('gives the usage of a window without, point by point, and needs the same, to within rounding', () => {
    alwaysOfFewer(demands, histories, (demand, history) => {
      const evidence = evidenceOf(demand, history);
      for (const resource of ['cpu', 'memory'] as const) {
        const points = peakPoints(evidence[resource] ?? usageOf({}));
        expect(points).toHaveLength(POINTS);
        for (const [index, usage] of points.entries()) {
          const truth = demand[index % demand.length]?.[resource] ?? 0;
          if (!Number.isNaN(usage)) expect(Math.abs(usage - truth)).toBeLessThanOrEqual(1 / 1024);
        }
      }
      const still = evidenceOf(demand, { first: history.first, resizes: [] });
      const without = {
        ...still,
        cpu: maskedLike(still.cpu, evidence.cpu),
        memory: maskedLike(still.memory ?? usageOf({}), evidence.memory ?? usageOf({})),
      };
      for (const [index, value] of needed(evidence).entries()) {
        expect(Math.abs(value - Number(needed(without)[index]))).toBeLessThanOrEqual(1);
      }
    });
  });

  it('leaves out no more than the points that a deployment touches', () => {
    alwaysOfFewer(demands, histories, (demand, history) => {
      const { memory } = evidenceOf(demand, history);
      for (const [index, usage] of peakPoints(memory ?? usageOf({})).entries()) {
        const [from, until] = [index * PERIOD, (index + 1) * PERIOD];
        const touched = history.resizes.some(({ at, minutes }) => at < until && at + minutes * 60_000 > from);
        // Between equal sizes nothing is left out.
        if (Number.isNaN(usage)) expect(touched).toBe(true);
      }
    });
  });
});

/** A series without the points that another one lacks. */
function maskedLike(series: Evidence['cpu'], other: Evidence['cpu']): Evidence['cpu'] {
  const points = peakPoints(other);
  const values = peakPoints(series).map((value, index) => (Number.isNaN(points[index]) ? Number.NaN : value));
  return usageOf(bothOf(values));
}
