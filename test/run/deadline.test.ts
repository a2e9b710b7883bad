import { describe, expect, it } from 'vitest';
import { softDeadline } from '../../run/clock.ts';

const never = new AbortController().signal;

/** How long a signal takes to abort, in milliseconds. */
async function delayOf(signal: AbortSignal): Promise<number> {
  const start = performance.now();
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  return performance.now() - start;
}

describe('the soft deadline', () => {
  it('keeps back a fifth of a short run', async () => {
    const delay = await delayOf(softDeadline(250, never));
    expect(delay).toBeGreaterThanOrEqual(195);
    expect(delay).toBeLessThan(245);
  });

  it('keeps back 30 s of a long run', async () => {
    expect(await delayOf(softDeadline(150_000, AbortSignal.timeout(20)))).toBeLessThan(1000);
    const long = softDeadline(30_000 / 0.2 + 1, never);
    expect(long.aborted).toBe(false);
  });

  it.each([0, -5])('is now when %d ms are left', async (remaining) => {
    expect(await delayOf(softDeadline(remaining, never))).toBeLessThan(100);
  });

  it('is now when the hard stop is, with its reason', () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    expect(softDeadline(60_000, stopped)).toMatchObject({ aborted: true, reason: new Error('stopped') });
  });
});
