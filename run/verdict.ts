import { runCounts } from '../core/report/metrics.ts';
import type { RunResult } from './run-rightsizer.ts';

/** The run as a whole failed: nothing was answered, or what was done could not be told. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/**
 * Fails the run when it must be tried again: no target was answered, or the message did not go out (docs/contracts.md, what always holds, 3 and 6).
 *
 * @throws {RunFailedError} Naming the first target's failure, or the message's.
 */
export function assertAnswered({ report, messageFailure }: RunResult): void {
  if (messageFailure !== undefined) throw new RunFailedError(`The message could not be sent: ${messageFailure}`);
  if (runCounts(report.targets).answered > 0) return;
  const details = report.targets.map(({ id, detail }) => `${id}: ${detail ?? 'no answer'}`);
  throw new RunFailedError(`None of ${report.targets.length} targets was answered. ${details.slice(0, 3).join('; ')}`);
}
