import { describe, expect, it } from 'vitest';
import { cloudFix, krr, maximumPlus25, type RuleOfThumb } from '../../backtest/rules-of-thumb.ts';
import { verticalPodAutoscaler } from '../../backtest/vertical-pod-autoscaler.ts';
import { MADE, POINTS, points } from './made-histories.ts';

const RULES: Readonly<Record<string, RuleOfThumb>> = {
  CloudFix: cloudFix,
  KRR: krr,
  VPA: verticalPodAutoscaler,
  'max + 25 %': maximumPlus25,
};

describe('the rules of thumb', () => {
  it.each(Object.entries(RULES))('ask for CPU alone where memory is not measured: %s', (_, rule) => {
    const { cpu } = MADE.wave;
    const need = rule({ cpu, periodSeconds: 300 });
    expect(need).toEqual({ cpuUnits: rule({ ...MADE.wave, periodSeconds: 300 })?.cpuUnits });
  });

  it.each(Object.entries(RULES))('say nothing without a point of a resource: %s', (_, rule) => {
    const none = new Float64Array(POINTS).fill(Number.NaN);
    expect(rule({ cpu: none, periodSeconds: 300 })).toBeUndefined();
    expect(rule({ cpu: MADE.wave.cpu, memory: none, periodSeconds: 300 })).toBeUndefined();
  });

  it('have least sizes: KRR 0.01 CPU and 100 MiB, the autoscaler 25 millicores and 250 MiB', () => {
    const idle = { cpu: points(() => 0), memory: points(() => 1), periodSeconds: 300 };
    expect(krr(idle)).toEqual({ cpuUnits: 10.24, memoryMiB: 100 });
    expect(verticalPodAutoscaler(idle)).toEqual({ cpuUnits: 25.6, memoryMiB: 250 });
  });

  it('take the largest bucket for what is beyond it', () => {
    const huge = { cpu: points(() => 1e9), periodSeconds: 300 };
    // The last edge of 0.01 cores growing by 5 % is the first at or above 1000 cores.
    const edge = (0.01 * (1.05 ** 175 - 1)) / 0.05;
    expect(verticalPodAutoscaler(huge)?.cpuUnits).toBeCloseTo(edge * 1.15 * 1024, 3);
  });
});
