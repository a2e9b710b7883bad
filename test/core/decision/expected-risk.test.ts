import { describe, expect, it } from 'vitest';
import { alternativesTo, expectedRisk, rangedRisk, tasksOf } from '../../../core/decision/expected-risk.ts';
import { riskOf } from '../../../core/decision/views.ts';
import { oneTaskPricing } from '../../../core/money/tariff.ts';
import { decided, inputOf, NO_DATA, service, shippedPricing, size, usage } from '../../support/builders.ts';

const HOURS = 28 * 24;
const weeks = { startTime: 0, endTime: HOURS * 3_600_000, periodSeconds: 3600 };
const hours = (at: (hour: number) => number) => usage(Array.from({ length: HOURS }, (_, hour) => at(hour)));

describe('what is expected of a size', () => {
  it('is the worked example: 300 and 150 CPU units in turn are short for 1.3 hours a month at 512', () => {
    const cpu = hours((hour) => (hour % 24 < 11 ? 300 : 150));
    const input = inputOf({ evidence: { window: weeks, cpu, memory: hours(() => 900) } });
    const { assessments } = decided(input);
    const risk = rangedRisk(assessments, size(512, 2048), 1);
    expect(risk.cpu?.aMonth).toBeCloseTo(1.3, 1);
    expect(risk.cpu).not.toHaveProperty('range');
    expect(expectedRisk(assessments, size(512, 2048), 3).cpu?.aMonth).toBeCloseTo(3 * (risk.cpu?.aMonth ?? 0), 2);
  });

  it('says from how little to how much where the weeks disagree', () => {
    // The second of four weeks is above 512 all the time, the others never are.
    const cpu = hours((hour) => (hour >= 168 && hour < 336 ? 600 : 100));
    const { assessments } = decided(inputOf({ evidence: { window: weeks, cpu } }));
    const range = rangedRisk(assessments, size(512, 2048), 1).cpu?.range;
    expect(range?.least).toBeLessThan(2);
    expect(range?.most).toBeGreaterThan(700);
    // Where next to nothing is expected of any week it says one number.
    expect(rangedRisk(assessments, size(16_384, 2048), 1).cpu).not.toHaveProperty('range');
  });

  it('is nothing of a resource without a point', () => {
    const { assessments, bounds } = decided(inputOf({ evidence: { memory: NO_DATA } }));
    expect(Object.keys(expectedRisk(assessments, size(512, 2048), 1))).toEqual(['cpu']);
    const { evidence } = inputOf();
    expect(alternativesTo({ evidence, assessments: {}, bounds, task: size(512, 2048) })).toEqual([]);
  });

  it('is the same for the decision, the risk and the neighbors', () => {
    const input = inputOf({ evidence: { window: weeks, cpu: hours(() => 300), pricing: oneTaskPricing(service()) } });
    const recommendation = decided(input);
    const risk = riskOf(input.evidence, recommendation);
    const [first, ...others] = risk.alternatives ?? [];
    expect(first).toMatchObject({ kind: 'recommended', cpu: { aMonth: risk.cpu?.expected?.aMonth } });
    expect(first?.usdPerMonth).toBeGreaterThan(0);
    expect(others.map(({ kind }) => kind)).toContain('moreCpu');
  });
});

describe('the tasks that are counted', () => {
  it('are those that are priced, else those that are wanted, and one at least', () => {
    const three = service({ desiredCount: 3 });
    expect(tasksOf({ service: three, pricing: shippedPricing(three) })).toBe(3);
    expect(tasksOf({ service: three })).toBe(3);
    expect(tasksOf({ service: service({ desiredCount: 0 }) })).toBe(1);
  });
});
