import { type FleetMemory, leftOutNow, longestFirst } from '../core/fleet/fleet-memory.ts';
import { defined } from '../core/model/defined.ts';
import { sideBySide } from '../core/model/side-by-side.ts';
import { type RunCounts, runCounts } from '../core/report/metrics.ts';
import { savingsByOwner } from '../core/report/owner-savings.ts';
import { type Report, totalsOf } from '../core/report/report.ts';
import {
  announce,
  isDigestDue,
  isTold,
  storeAnnounced,
  type UntoldOwners,
  untoldText,
  withDigest,
} from './announce.ts';
import { type Begun, beginRun, headOf, type RunInput } from './begin-run.ts';
import { decideAll, type Known, TARGETS_SIDE_BY_SIDE } from './decide-all.ts';
import { completed } from './discovery/discover-in.ts';
import { failureText } from './failure-text.ts';
import { allowedOf, publishAll } from './publish-all.ts';
import type { TargetResult } from './report-target.ts';
import { isWhole, NOTHING_TO_SIZE, selectTargets } from './run-request.ts';
import { readMemory, storeMemory } from './stored-memory.ts';

/** A run's report, and what kept its message from going out. */
export interface RunResult {
  readonly report: Report;
  /** Absent: those of the report's targets. */
  readonly counts?: RunCounts;
  readonly messageFailure?: string;
  /** Why the next run does not know what this one left. */
  readonly memoryFailure?: string;
}

/**
 * One run over the selected targets: survey them, and announce what an earlier run could not; decide each by itself;
 * publish what is decided, of what shrinks only so many; then send one message and mark it as sent.
 *
 * @throws {RunRequestError} When the selection names something unknown.
 */
export async function runRightsizer(input: RunInput): Promise<RunResult> {
  const named = beginRun(input);
  // The run's id is that of the file: what tags ask for may change between two deliveries of a schedule.
  const begun = { ...named, configuration: await completed(named) };
  const selected = selectTargets(begun.configuration, input.request);
  const memory = await memoryOf(begun);
  const { run, decided } = await decideAll(begun, longestFirst(selected, memory?.leftOut ?? []));
  const published = await publishAll(run, decided, await allowedOf(run, decided));
  if (memory !== undefined) await leaveOut(begun, memory, published);
  const answered = new Map(published.map((result) => [result.target.id, result]));
  const results = selected.flatMap(({ id }) => answered.get(id) ?? []);
  const { runId } = run.identity;
  run.ports.log.info('targets answered', { runId, targets: results.length, aborted: run.signal.aborted });
  return finish(run, results);
}

/** What the run before left; undefined for a run that a person narrowed, or only looks at. */
async function memoryOf({ memory, configuration, ports, request }: Begun): Promise<FleetMemory | undefined> {
  return memory && isWhole(request) ? readMemory({ memory, configuration, ports }) : undefined;
}

/** What the next run begins with. Not told to it, it begins where this one did. */
async function leaveOut(run: Begun, before: FleetMemory, results: readonly TargetResult[]): Promise<void> {
  const { memory, configuration, ports } = run;
  const left = results.flatMap(({ target, report }) => (report.outcome === 'notDone' ? [target.id] : []));
  const leftOut = leftOutNow(left, before.leftOut);
  if (memory === undefined || leftOut.join() === before.leftOut.join()) return;
  try {
    await storeMemory({ ...before, leftOut }, { memory, configuration, ports });
  } catch (error) {
    ports.log.warn('where the next run begins could not be stored', { error: failureText(error) });
  }
}

async function finish(run: Known, results: readonly TargetResult[]): Promise<RunResult> {
  const { ports, configuration, identity, surveyed } = run;
  const targets = results.map(({ report }) => report);
  const digest = isDigestDue(configuration, identity.time, results);
  const savings = digest ? { savings: savingsByOwner(targets) } : {};
  const report: Report = { ...headOf(run), kind: 'run', digest, targets, totals: totalsOf(targets), ...savings };
  if (identity.dryRun) return { report };
  let untold: UntoldOwners;
  try {
    untold = await announce(report, { ...ports, ...configuration });
  } catch (error) {
    return { report, messageFailure: failureText(error) };
  }
  const told = results.filter(({ target }) => isTold(target, untold));
  const marked = digest ? told.map((result) => withDigest(result, identity.time)) : told;
  await sideBySide(marked, TARGETS_SIDE_BY_SIDE, (result) => storeAnnounced(result, surveyed, ports));
  return { report, ...defined({ messageFailure: untoldText(untold) }) };
}

/** The run as a whole failed: nothing was answered, or what was done could not be told. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/**
 * Fails a run that must be tried again: the message did not go out, no target was answered, or nothing was left for the
 * next run (docs/contracts.md, what always holds, 3 and 6).
 *
 * @throws {RunFailedError} Naming the first targets' failures, the message's, or the memory's.
 */
export function assertAnswered({ report, counts, messageFailure, memoryFailure }: RunResult): void {
  const { targets, totals } = report;
  if (messageFailure !== undefined) throw new RunFailedError(`The message could not be sent: ${messageFailure}`);
  if ((counts ?? runCounts(targets)).answered === 0) {
    if (totals.targets === 0) throw new RunFailedError(NOTHING_TO_SIZE);
    const details = targets.slice(0, 3).map(({ id, detail }) => `${id}: ${detail ?? 'no answer'}`);
    throw new RunFailedError(`None of ${totals.targets} targets was answered. ${details.join('; ')}`);
  }
  if (memoryFailure !== undefined)
    throw new RunFailedError(`What the next run begins with was not stored: ${memoryFailure}`);
}
