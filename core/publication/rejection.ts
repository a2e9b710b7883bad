import { DAY_MILLISECONDS } from '../model/time.ts';
import type { Rejection, State } from './state-document.ts';

/** A refused proposal comes back after so long: by then all evidence is new. */
export const REJECTION_DAYS = 28;

/** When a rejection ends, as ISO time. */
export function rejectedUntil({ at }: Rejection): string {
  return new Date(Date.parse(at) + REJECTION_DAYS * DAY_MILLISECONDS).toISOString();
}

/**
 * The hash of the document that a person refused, while that counts.
 *
 * @param time - Epoch milliseconds of the run.
 */
export function rejectedHash({ rejected }: State, time: number): string | undefined {
  return rejected !== undefined && time < Date.parse(rejectedUntil(rejected)) ? rejected.hash : undefined;
}
