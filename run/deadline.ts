/** For what a person started: it takes the time it needs. */
export const NO_DEADLINE: AbortSignal = new AbortController().signal;

/** What is kept back at the end of a run for publishing and reporting what is finished: 30 s, or a fifth of a short run. */
const RESERVE_MILLISECONDS = 30_000;
const RESERVE_SHARE = 0.2;

/**
 * A signal that aborts while there is still time to publish and report.
 *
 * @param remainingMilliseconds - What the invocation has left.
 * @param hardStop - Aborts at the very end; what aborts it aborts this too.
 */
export function softDeadline(remainingMilliseconds: number, hardStop: AbortSignal): AbortSignal {
  const reserve = Math.min(RESERVE_MILLISECONDS, remainingMilliseconds * RESERVE_SHARE);
  return AbortSignal.any([AbortSignal.timeout(Math.max(0, Math.floor(remainingMilliseconds - reserve))), hardStop]);
}
