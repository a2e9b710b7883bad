import { describe, expect, it } from 'vitest';
import { changeUsd, moneyText, possibleText, waitingText } from '../../../core/report/money-text.ts';
import { size } from '../../support/builders.ts';
import { resize, targetReport } from '../../support/reports.ts';

describe('money as people read it', () => {
  it.each([
    [{ current: 92.47, recommended: 49.37 }, 'saves 43.10 USD a month (92.47 -> 49.37)'],
    [{ current: 49.37, recommended: 92.47 }, 'costs 43.10 USD a month more (49.37 -> 92.47)'],
    [{ current: 9, recommended: 9 }, 'costs 9.00 USD a month, as before'],
    [{ current: 9 }, undefined],
    [{ recommended: 9 }, undefined],
    [{}, undefined],
  ])('%j', (monthlyUsd, expected) => {
    expect(moneyText(monthlyUsd)).toBe(expected);
  });

  it.each([
    [36.04, 'could save 36.04 USD a month'],
    [-36.04, 'needs 36.04 USD a month more'],
    [0, undefined],
    [0.004, undefined],
    [-0.004, undefined],
  ])('possible savings of %d', (savings, expected) => {
    expect(possibleText(savings)).toBe(expected);
  });
});

describe('the money of a change', () => {
  const monthlyUsd = { current: 90, recommended: 30, live: 60 };

  it('is that of what was written, which may be a step on the way to what was recommended', () => {
    expect(changeUsd(targetReport({ monthlyUsd, publication: resize() }))).toEqual({ current: 90, recommended: 60 });
  });

  it('is that of the recommendation, where nothing was written or the price of it is not known', () => {
    const publication = resize({ kind: 'proposed' });
    expect(changeUsd(targetReport({ monthlyUsd, publication }))).toEqual({ current: 90, recommended: 30 });
    const { live: _, ...others } = monthlyUsd;
    expect(changeUsd(targetReport({ monthlyUsd: others, publication: resize() }))).toEqual(others);
    expect(changeUsd(targetReport({ publication: resize() }))).toEqual({});
  });
});

describe('what waits for a deployment', () => {
  const running = { task: size(1024, 4096), containers: {} };
  const waits = (cpuUnits: number, memoryMiB: number, usd: { current?: number; live?: number }) =>
    waitingText(targetReport({ running, live: { version: 2, task: size(cpuUnits, memoryMiB) }, monthlyUsd: usd }));

  it.each([
    ['money, where less is live', 512, 2048, { current: 42.5, live: 21.25 }, '21.25 USD a month wait'],
    ['nothing, where the price is not known', 512, 2048, {}, undefined],
    ['nothing, where one price is not known', 512, 2048, { current: 42.5 }, undefined],
    ['nothing, where it costs the same', 1024, 4096, { current: 42.5, live: 42.5 }, undefined],
    [
      'the risk, where more CPU is live, though it be cheaper',
      2048,
      1024,
      { current: 42.5, live: 21.25 },
      'a larger size waits, the risk stays until it is deployed',
    ],
    ['the risk, where more memory is live', 512, 8192, {}, 'a larger size waits, the risk stays until it is deployed'],
  ])('is %s', (_, cpuUnits, memoryMiB, usd, expected) => {
    expect(waits(cpuUnits, memoryMiB, usd)).toBe(expected);
  });

  it('is not known without a live or a running size', () => {
    expect(waitingText(targetReport({ running }))).toBeUndefined();
    expect(waitingText(targetReport({ running, live: { version: 2 } }))).toBeUndefined();
    expect(waitingText(targetReport({ live: { version: 2, task: size(512, 1024) } }))).toBeUndefined();
  });
});
