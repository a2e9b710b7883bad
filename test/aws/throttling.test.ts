import { describe, expect, it } from 'vitest';
import { retryThrottled } from '../../aws/pace.ts';
import { fakeClock, rejection } from './world.ts';

function named(name: string): Error {
  return Object.assign(new Error('refused'), { name });
}

/** Fails with the errors in turn, then answers `done`. */
function attempts(...errors: readonly Error[]) {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'done';
  };
}

describe('retries of throttled calls', () => {
  it.each(['ThrottlingException', 'TooManyUpdates'])('tries again after %s', async (name) => {
    const clock = fakeClock();
    expect(await retryThrottled(attempts(named(name)), { clock, random: () => 0.5 })).toBe('done');
    expect(clock.sleeps).toEqual([200]);
  });

  it('waits a random part of a bound that doubles up to five seconds, and gives up after six tries', async () => {
    const clock = fakeClock();
    const errors = Array.from({ length: 6 }, () => named('ThrottlingException'));
    const error = await rejection(retryThrottled(attempts(...errors), { clock, random: () => 0.999 }));
    expect(error).toBe(errors[5]);
    expect(clock.sleeps.map(Math.round)).toEqual([400, 799, 1598, 3197, 4995]);
  });

  it('throws anything else at once', async () => {
    const clock = fakeClock();
    const error = await rejection(retryThrottled(attempts(named('TimeoutError')), { clock, random: () => 0.5 }));
    expect(error.name).toBe('TimeoutError');
    expect(clock.sleeps).toEqual([]);
  });
});
