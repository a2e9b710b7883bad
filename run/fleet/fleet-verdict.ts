import { NOTHING_TO_SIZE } from '../select-targets.ts';
import { RunFailedError } from '../verdict.ts';
import type { FleetResult } from './run-fleet.ts';

/**
 * Fails a run of a fleet whose message did not go out, that left nothing for the next one, or that answered nobody; the next one catches up.
 *
 * @throws {RunFailedError}
 */
export function assertFleetAnswered({ report, counts, messageFailure, memoryFailure }: FleetResult): void {
  if (messageFailure !== undefined) throw new RunFailedError(`The message could not be sent: ${messageFailure}`);
  if (counts.answered === 0) throw new RunFailedError(unansweredText(report));
  if (memoryFailure !== undefined)
    throw new RunFailedError(`What the next run begins with was not stored: ${memoryFailure}`);
}

function unansweredText({ targets, totals }: FleetResult['report']): string {
  if (totals.targets === 0) return NOTHING_TO_SIZE;
  const details = targets.slice(0, 3).map(({ id, detail }) => `${id}: ${detail ?? 'no answer'}`);
  return `None of ${totals.targets} targets was answered. ${details.join('; ')}`;
}
