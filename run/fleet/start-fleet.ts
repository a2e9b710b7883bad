import type { Configuration } from '../../core/configuration/configuration.ts';
import type { FleetStarter } from '../../core/ports.ts';
import { runIdOf } from '../begin-run.ts';
import type { RunRequest } from '../run-request.ts';

export interface Starting {
  readonly configuration: Configuration;
  readonly request: RunRequest;
  /** With its alias. */
  readonly functionArn: string;
  readonly starter: FleetStarter;
}

/**
 * Starts the one execution of a schedule. Name and event depend on the schedule and the configuration alone, so that a
 * schedule that is delivered twice starts one.
 */
export async function startFleet({ configuration, request, functionArn, starter }: Starting) {
  const runId = runIdOf({ configuration, request });
  const scheduledTime = new Date(request.time).toISOString();
  await starter.start({ functionArn, name: executionName(runId), event: { scheduledTime } });
  return { runId, started: executionName(runId) };
}

/** Names of executions match [A-Za-z0-9-_]{1,64} (client-lambda `InvocationRequest.DurableExecutionName`, 2026-11). */
function executionName(runId: string): string {
  return runId.replaceAll(/[^A-Za-z0-9_-]/g, '-');
}
