import { describe, expect, it } from 'vitest';
import { cloudFix, krr, maximumPlus25, type RuleOfThumb } from '../../../core/backtest/rules-of-thumb.ts';
import { verticalPodAutoscaler } from '../../../core/backtest/vertical-pod-autoscaler.ts';

const RULES: Readonly<Record<string, RuleOfThumb>> = {
  CloudFix: cloudFix,
  KRR: krr,
  VPA: verticalPodAutoscaler,
  'max + 25 %': maximumPlus25,
};

/** Four weeks at five minutes; the noise is an integer hash, so that another language makes up the same numbers. */
const POINTS = 8064;
const hash = (index: number) => ((index * 2_654_435_761) % 2 ** 32) / 2 ** 32;
const points = (at: (index: number) => number) => Float64Array.from({ length: POINTS }, (_, index) => at(index));
const day = (index: number) => index % 288;
const gaps = (at: (index: number) => number) => points((index) => (index % 5 === 0 ? Number.NaN : at(index)));

const HISTORIES = {
  wave: {
    cpu: points((index) => 300 + (200 * day(index)) / 288 + 50 * hash(index)),
    memory: points((index) => 1500 + 100 * hash(index)),
  },
  spiky: {
    cpu: points((index) => (index % 700 === 0 ? 1900 : 80 + 20 * hash(index))),
    memory: points((index) => 900 + 3 * day(index)),
  },
  gappy: {
    cpu: gaps((index) => 500 + Math.floor(index / 288) * 10),
    memory: gaps((index) => 2000 + Math.floor(index / 2016) * 128),
  },
};

describe('the rules of thumb', () => {
  // From another implementation of the published rules, in NumPy, fed with the same three series: np.quantile(…, .99) of hours of 12 points x 1.2;
  // np.quantile(…, .95) of 14 days and max x 1.15; histograms as in the autoscaler's source, half-life a day, percentile .9 x 1.15; np.nanmax x 1.25.
  it.each<[keyof typeof HISTORIES, string, number, number]>([
    ['wave', 'CloudFix', 656.255421, 1919.209782],
    ['wave', 'KRR', 517.51708, 1839.990859],
    ['wave', 'VPA', 601.912031, 1850.013144],
    ['wave', 'max + 25 %', 684.696746, 1999.990064],
    ['spiky', 'CloudFix', 2042.359263, 2112.804],
    ['spiky', 'KRR', 99.024327, 2025.15],
    ['spiky', 'VPA', 129.848821, 2062.122363],
    ['spiky', 'max + 25 %', 2375, 2201.25],
    ['gappy', 'CloudFix', 924, 2860.8],
    ['gappy', 'KRR', 770, 2741.6],
    ['gappy', 'VPA', 886.719015, 2838.039499],
    ['gappy', 'max + 25 %', 962.5, 2980],
  ])('ask of %s by %s for %d CPU units and %d MiB', (history, rule, cpuUnits, memoryMiB) => {
    const need = RULES[rule]?.({ ...HISTORIES[history], periodSeconds: 300 });
    expect(need?.cpuUnits).toBeCloseTo(cpuUnits, 5);
    expect(need?.memoryMiB).toBeCloseTo(memoryMiB, 5);
  });

  it.each(Object.entries(RULES))('ask for CPU alone where memory is not measured: %s', (_, rule) => {
    const { cpu } = HISTORIES.wave;
    const need = rule({ cpu, periodSeconds: 300 });
    expect(need).toEqual({ cpuUnits: rule({ ...HISTORIES.wave, periodSeconds: 300 })?.cpuUnits });
  });

  it.each(Object.entries(RULES))('say nothing without a point of a resource: %s', (_, rule) => {
    const none = new Float64Array(POINTS).fill(Number.NaN);
    expect(rule({ cpu: none, periodSeconds: 300 })).toBeUndefined();
    expect(rule({ cpu: HISTORIES.wave.cpu, memory: none, periodSeconds: 300 })).toBeUndefined();
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
