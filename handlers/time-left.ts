import { softDeadline } from '../run/clock.ts';

/** The hard stop, should even publishing hang: middy fails the invocation this long before Lambda would kill it. */
export const HARD_STOP_MILLISECONDS = 2_000;

/** As much of Lambda's context as is read. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Until when an invocation works on, and epoch milliseconds at which it must be done. */
export function timeLeft(context: Invocation, hardStop: AbortSignal) {
  const left = context.getRemainingTimeInMillis() - HARD_STOP_MILLISECONDS;
  return { signal: softDeadline(left, hardStop), endsAt: Date.now() + left };
}
