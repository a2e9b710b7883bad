import { setImmediate } from 'node:timers/promises';
import { DefaultRateLimiter, Retry } from '@smithy/core/retry';
import { vi } from 'vitest';
import { systemClock as pacing } from '../../aws/pace.ts';
import { systemClock as running } from '../../run/clock.ts';

// What tests start in a process of its own keeps its pauses; in the process of the tests nothing waits.

// No quota: the embedded AWS has none unless a scenario says so.
vi.spyOn(pacing, 'sleep').mockImplementation(async (_milliseconds, signal) => signal?.throwIfAborted());

// No client between two attempts.
vi.spyOn(Retry, 'delay').mockReturnValue(0);
vi.spyOn(Retry, 'throttlingDelay').mockReturnValue(0);
vi.spyOn(DefaultRateLimiter.prototype, 'getSendToken').mockResolvedValue();

// No run for another one: its clock goes on by what it would have waited.
let slept = 0;
vi.spyOn(running, 'now').mockImplementation(() => Date.now() + slept);
vi.spyOn(running, 'sleep').mockImplementation(async (milliseconds) => {
  slept += milliseconds;
  await setImmediate();
});
