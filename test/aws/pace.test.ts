import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ECS_READS } from '../../aws/ecs-reads.ts';
import { Pace, systemClock } from '../../aws/pace.ts';
import { fakeClock, rejection } from './world.ts';

// Elsewhere in the tests it waits for nothing.
beforeAll(() => vi.mocked(systemClock.sleep).mockRestore());

describe('pace', () => {
  it('lets four pages of 28 days pass in a second and makes the fifth wait', async () => {
    // 12 series x 8,064 points = 96,768; four are 387,072, a fifth would pass 396,000.
    const clock = { ...fakeClock(), now: () => 0 };
    const pace = new Pace(396_000, clock);
    await Promise.all(Array.from({ length: 9 }, () => pace.take(96_768)));
    expect(clock.sleeps).toEqual([1000, 1000, 1000, 1000, 2000]);
  });

  it('never lets more than the amount pass in any second, whenever takers come', async () => {
    const clock = fakeClock();
    const pace = new Pace(10, clock);
    const passed: { at: number; amount: number }[] = [];
    for (let index = 0; index < 60; index += 1) {
      const amount = 1 + ((index * 7) % 5);
      await pace.take(amount);
      passed.push({ at: clock.now(), amount });
      if (index % 9 === 0) await clock.sleep((index * 37) % 1500);
    }
    for (const { at } of passed) {
      const inSecond = passed.filter((each) => each.at > at - 1000 && each.at <= at);
      expect(inSecond.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(10);
    }
  });

  it('never lets more than a third of what ECS permits pass: 16 at once, 16 in any 2.4 seconds', async () => {
    const clock = fakeClock();
    const pace = new Pace(ECS_READS.amount, clock, ECS_READS.milliseconds);
    const passed: number[] = [];
    for (let index = 0; index < 100; index += 1) {
      await pace.take(1);
      passed.push(clock.now());
    }
    for (const at of passed) {
      expect(passed.filter((each) => each <= at && each > at - 2400).length).toBeLessThanOrEqual(16);
      // 50 at once and 20 a second, a third of each.
      const inMinute = passed.filter((each) => each <= at && each > at - 60_000).length;
      expect(inMinute).toBeLessThanOrEqual(50 / 3 + (20 / 3) * 60);
    }
    // 100 = 6 x 16 + 4: six times 2.4 seconds have gone by.
    expect(clock.now()).toBe(14_400);
  });

  it('keeps the order: a small amount does not overtake a large one that waits', async () => {
    const clock = { ...fakeClock(), now: () => 0 };
    const pace = new Pace(10, clock);
    await Promise.all([8, 9, 1].map((amount) => pace.take(amount)));
    expect(clock.sleeps).toEqual([1000, 1000]);
  });

  it('lets more than a second can hold pass alone', async () => {
    const clock = fakeClock();
    const pace = new Pace(10, clock);
    await pace.take(1000);
    await pace.take(1);
    expect(clock.sleeps).toEqual([1000]);
  });

  it('stops waiting when the signal aborts, with its reason', async () => {
    const pace = new Pace(1);
    const controller = new AbortController();
    await pace.take(1);
    const waiting = rejection(pace.take(1, controller.signal));
    const reason = new Error('out of time');
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(await rejection(pace.take(1, controller.signal))).toBe(reason);
  });

  it('tells and waits real time with the system clock', async () => {
    const before = systemClock.now();
    await systemClock.sleep(5);
    expect(systemClock.now() - before).toBeGreaterThan(3);
  });
});
