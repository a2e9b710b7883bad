import { NOTHING_TO_SIZE } from '../select-targets.ts';
import { RunFailedError } from '../verdict.ts';
import type { FleetResult } from './run-fleet.ts';

/**
 * Fails a run of a fleet whose message did not go out, or that answered nobody; the next one catches up.
 *
 * @throws {RunFailedError}
 */
export function assertFleetAnswered({ report, counts, messageFailure }: FleetResult): void {
  if (messageFailure !== undefined) throw new RunFailedError(`The message could not be sent: ${messageFailure}`);
  if (counts.answered > 0) return;
  if (report.totals.targets === 0) throw new RunFailedError(NOTHING_TO_SIZE);
  const details = report.targets.slice(0, 3).map(({ id, detail }) => `${id}: ${detail ?? 'no answer'}`);
  throw new RunFailedError(`None of ${report.totals.targets} targets was answered. ${details.join('; ')}`);
}
