import { describe, expect, it } from 'vitest';
import { besideContainers } from '../../../core/usage/beside-containers.ts';

const constant = (value: number) => new Float64Array(100).fill(value);
const beside = (task: Float64Array, ...containers: readonly Float64Array[]) =>
  besideContainers({ task, containers, minimumPoints: 50 });

describe('what a task uses beside its containers', () => {
  it('is what is left of it: 1300 - 900 - 250', () => {
    expect(beside(constant(1300), constant(900), constant(250))).toBe(150);
    expect(beside(constant(1299.2), constant(900), constant(250))).toBe(150);
  });

  it('is what it is nearly always, not where a container has just gone: 5 of 100 points do not count', () => {
    const gone = constant(250).map((value, index) => (index < 5 ? 0 : value));
    expect(beside(constant(1300), constant(900), gone)).toBe(150);
  });

  it('is nothing where it is as little as rounding makes, or less than none', () => {
    expect(beside(constant(1165), constant(900), constant(250))).toBe(0);
    expect(beside(constant(1166), constant(900), constant(250))).toBe(16);
    expect(beside(constant(1000), constant(900), constant(250))).toBe(0);
  });

  it('is not told from few points, in which something is measured of all, nor without containers', () => {
    const few = constant(250).map((value, index) => (index < 51 ? Number.NaN : value));
    expect(beside(constant(1300), constant(900), few)).toBe(0);
    expect(besideContainers({ task: constant(1300), containers: [[900]], minimumPoints: 2 })).toBe(0);
    expect(besideContainers({ task: constant(Number.NaN), containers: [constant(1)], minimumPoints: 0 })).toBe(0);
    expect(beside(constant(1300))).toBe(0);
  });
});
