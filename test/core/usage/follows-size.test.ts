import { describe, expect, it } from 'vitest';
import { followsSize, isStillAt, memoryLevels } from '../../../core/usage/follows-size.ts';
import { days, pointsOf } from '../../support/raw-evidence.ts';

const WINDOW = days(28);
const PER_DAY = 288;
const START = WINDOW.startTime;
const DAY = 86_400_000;

/** Memory of so many MiB on each day, in a task of a size that changes on some days. */
function input(memoryOn: (day: number) => number, sizeOn: (day: number) => number) {
  const on = (valueOn: (day: number) => number) => pointsOf(WINDOW, (index) => valueOn(Math.floor(index / PER_DAY)));
  return {
    percent: on((day) => (memoryOn(day) / sizeOn(day)) * 100),
    worth: on((day) => sizeOn(day) / 100),
    window: WINDOW,
  };
}

const grownOn14 = (day: number) => (day < 14 ? 2048 : 3072);

describe('memory that follows the size', () => {
  it('stands at the same percentage before and after a growth: 86 % of 2048, 87 % of 3072', () => {
    const found = followsSize(input((day) => grownOn14(day) * (day < 14 ? 0.86 : 0.87), grownOn14));
    expect(found).toEqual({ percent: 87, since: START + 14 * DAY });
    expect(memoryLevels(input((day) => grownOn14(day) * (day < 14 ? 0.86 : 0.87), grownOn14))).toMatchObject({
      follows: found,
    });
  });

  it('is told from a decrease as well', () => {
    const sizeOn = (day: number) => (day < 20 ? 4096 : 2048);
    expect(followsSize(input((day) => sizeOn(day) * 0.7, sizeOn))).toEqual({ percent: 70, since: START + 20 * DAY });
  });

  it('is no load that stayed what it was: 1760 MiB are 86 % of 2048 and 57 % of 3072', () => {
    expect(followsSize(input(() => 1760, grownOn14))).toBeUndefined();
  });

  it('is no load that grows by 5 % a week: near the change it is 84 % before, and at most 65 % in the week after', () => {
    const load = (day: number) => 1720 * 1.05 ** ((day - 13) / 7);
    // 1720 / 2048 = 84 %; 1720 × 1.05^(8 / 7) / 2867 = 63.4 %. At the end of the window it is 66.4 %.
    expect(followsSize(input(load, (day) => (day < 14 ? 2048 : 2867)))).toBeUndefined();
  });

  it('is not looked for where sizes hardly differ: 1024 to 1200 is 17 %', () => {
    const sizeOn = (day: number) => (day < 14 ? 1024 : 1200);
    expect(followsSize(input((day) => sizeOn(day) * 0.9, sizeOn))).toBeUndefined();
  });

  it('is told by the newest change that can be compared', () => {
    const sizeOn = (day: number) => (day < 10 ? 1024 : day < 20 ? 2048 : 4096);
    const stays = (day: number) => (day < 20 ? sizeOn(day) * 0.9 : 1843);
    expect(followsSize(input(stays, sizeOn))).toBeUndefined();
    const follows = (day: number) => (day < 10 ? 100 : sizeOn(day) * 0.9);
    expect(followsSize(input(follows, sizeOn))).toEqual({ percent: 90, since: START + 20 * DAY });
  });

  it('is compared over small steps: 1024, 1200 and 1400 are 37 % apart', () => {
    const sizeOn = (day: number) => (day < 10 ? 1024 : day < 20 ? 1200 : 1400);
    expect(followsSize(input((day) => sizeOn(day) * 0.9, sizeOn))?.since).toBe(START + 20 * DAY);
  });

  it('takes most of a day: 17 hours are too few, 18 are enough', () => {
    const grownFor = (hours: number) => {
      const from = 28 * PER_DAY - hours * 12;
      const worth = pointsOf(WINDOW, (index) => (index < from ? 20.48 : 30.72));
      return { percent: worth.map(() => 90), worth, window: WINDOW };
    };
    expect(followsSize(grownFor(17))).toBeUndefined();
    expect(followsSize(grownFor(18))?.percent).toBe(90);
  });

  it('is read over points whose size nobody knows', () => {
    const { percent, worth, window } = input((day) => grownOn14(day) * 0.9, grownOn14);
    const holes = worth.map((each, index) => (index % 7 === 0 ? Number.NaN : each));
    expect(followsSize({ percent, worth: holes, window })?.since).toBe(START + 14 * DAY + 300_000);
  });

  it('stays so within a tenth of its percentage, and while nobody can see it', () => {
    const found = { percent: 90, since: START };
    expect([81, 99, 80, 100, undefined].map((level) => isStillAt(level, found))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('what memory stands at', () => {
  it('is the level of its last week, which a single peak does not move', () => {
    const { percent, ...rest } = input(
      (day) => (day < 21 ? 1900 : 1024),
      () => 2048,
    );
    percent[28 * PER_DAY - 5] = 100;
    expect(memoryLevels({ percent, ...rest })).toEqual({ levelPercent: 50 });
  });

  it('is nothing without points', () => {
    expect(
      memoryLevels(
        input(
          () => Number.NaN,
          () => 2048,
        ),
      ),
    ).toEqual({});
  });

  it('is full where it was at nine tenths on twelve of the last fourteen days with data', () => {
    const lessOn = (count: number) =>
      memoryLevels(
        input(
          (day) => (day >= 28 - count ? 0.5 : 0.9) * 1000,
          () => 1000,
        ),
      ).fullDays;
    expect([0, 2, 3].map(lessOn)).toEqual([14, 12, undefined]);
  });

  it('is full at whatever size it was, known or not', () => {
    expect(
      memoryLevels(
        input(
          () => 970,
          () => 1000,
        ),
      ).fullDays,
    ).toBe(14);
    const { percent, worth, window } = input(
      () => 970,
      () => 1000,
    );
    expect(memoryLevels({ percent, worth: worth.fill(Number.NaN), window }).fullDays).toBe(14);
  });

  it('is full since the first of those fourteen days', () => {
    const asked = input(
      () => 970,
      () => 1000,
    );
    const days = (memoryLevels(asked).fullSince ?? 0) - asked.window.endTime;
    expect(days / 86_400_000).toBe(-14);
  });

  it('counts days with data alone, and needs fourteen of them', () => {
    const from = (first: number) =>
      memoryLevels(
        input(
          (day) => (day < first || day % 2 === 0 ? Number.NaN : 990),
          () => 1000,
        ),
      ).fullDays;
    expect([from(0), from(3)]).toEqual([14, undefined]);
  });
});
