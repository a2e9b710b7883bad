import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../core/configuration/built-in-policies.ts';
import { dataQuality, judgeData, type QualityInput, type ResourceQuality } from '../../../core/usage/data-quality.ts';
import { usage } from '../../support/builders.ts';

function quality(fields: Partial<QualityInput> = {}): ResourceQuality {
  return dataQuality({
    resource: 'cpu',
    series: usage([10, null, 20]),
    currentSize: 1024,
    expectedPoints: 3,
    periodSeconds: 300,
    ...fields,
  });
}

describe('dataQuality', () => {
  it('counts coverage in percent and hours: 2 of 3 points = 66.67 %, 2 × 300 s = 0.17 h', () => {
    expect(quality()).toEqual({
      points: 2,
      expectedPoints: 3,
      coveragePercent: 66.67,
      dataHours: 0.17,
      brokenPoints: 0,
      censoredPoints: 0,
      overHundredPoints: 0,
    });
  });

  it('covers nothing when no point is expected', () => {
    expect(quality({ expectedPoints: 0 }).coveragePercent).toBe(0);
  });

  it('names broken points', () => {
    expect(quality({ series: usage([1, -1]) }).brokenPoints).toBe(2);
  });

  // 99 % of 1024 = 1013.76, in whole units 1013.
  it.each([
    [1012.9, 0],
    [1013, 1],
    [1024, 1],
    [3000, 1],
  ])('calls a CPU of %d of 1024 units censored: %d point', (point, censoredPoints) => {
    expect(quality({ series: usage([point]) }).censoredPoints).toBe(censoredPoints);
  });

  it('finds 99 % censored for every size, though points are kept to 1/1024', () => {
    for (const currentSize of [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]) {
      expect(quality({ series: usage([currentSize * 0.99]), currentSize }).censoredPoints).toBe(1);
    }
  });

  it('never censors memory: a task that needs more is killed', () => {
    expect(quality({ resource: 'memory', series: usage([1024]) }).censoredPoints).toBe(0);
  });

  it('counts points above the size, and not those at it', () => {
    expect(quality({ series: usage([1024, 1024.001, 2000]) }).overHundredPoints).toBe(2);
  });
});

describe('judgeData', () => {
  const good: ResourceQuality = { ...quality(), dataHours: 168 };
  const { production } = builtInPolicies;

  it('lets utilization size a resource that has a week of good data', () => {
    expect(judgeData('memory', good, production)).toEqual({ kind: 'size', reasons: [] });
  });

  it('keeps without data', () => {
    const verdict = judgeData('memory', { ...good, points: 0 }, production);
    expect(verdict).toEqual({ kind: 'keep', reasons: [{ code: 'NoData', resource: 'memory' }] });
  });

  it.each([167.99, 1, Number.NaN])('keeps with %d hours, when the policy wants 168', (dataHours) => {
    const reason = { code: 'InsufficientData', resource: 'cpu', dataHours, minimumDataHours: 168 };
    expect(judgeData('cpu', { ...good, dataHours }, production)).toEqual({ kind: 'keep', reasons: [reason] });
  });

  it('only grows on broken and on censored data, and says both', () => {
    expect(judgeData('cpu', { ...good, brokenPoints: 3, censoredPoints: 4 }, production)).toEqual({
      kind: 'grow',
      reasons: [
        { code: 'BrokenData', resource: 'cpu', points: 3 },
        { code: 'CensoredCpu', points: 4 },
      ],
    });
  });
});
