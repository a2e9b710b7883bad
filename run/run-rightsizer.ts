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
import { allowedOf } from './cap-all.ts';
import { decideAll } from './decide-all.ts';
import { completed } from './discovery/complete.ts';
import { failureText } from './failure-text.ts';
import { publishAll } from './publish-all.ts';
import { notDoneResult, type TargetResult } from './report-target.ts';
import { selectTargets } from './select-targets.ts';
import { storeResults } from './store-results.ts';
import { type Run, surveyRun } from './survey-run.ts';

/** A run's report, and what kept its message from going out. */
export interface RunResult {
  readonly report: Report;
  readonly messageFailure?: string;
}

/** The run's id is that of the file: what tags ask for may change between two deliveries of a schedule. */
async function withFoundTargets(begun: Begun): Promise<Begun> {
  return { ...begun, configuration: await completed(begun) };
}

/**
 * One run over the selected targets: survey them, and announce what an earlier run could not; decide each by itself; publish what is decided,
 * of what shrinks only so many; then send one message and mark it as sent.
 *
 * @throws {RunRequestError} When the selection names something unknown.
 */
export async function runRightsizer(input: RunInput): Promise<RunResult> {
  const begun = await withFoundTargets(beginRun(input));
  const selected = selectTargets(begun.configuration, input.request);
  const run = await surveyRun(begun, selected);
  if (run === undefined) {
    return finish(
      { ...begun, surveyed: new Map() },
      selected.map((target) => notDoneResult(target)),
    );
  }
  const decided = await decideAll(run, selected);
  const published = await publishAll(run, decided, allowedOf(run, decided));
  const answered = new Map(published.map((result) => [result.target.id, result]));
  const results = selected.flatMap(({ id }) => answered.get(id) ?? []);
  const { runId } = run.identity;
  run.ports.log.info('targets answered', { runId, targets: results.length, aborted: run.signal.aborted });
  return finish(run, results);
}

/** Message, then the states that say it went out, then as far as there is time those of targets that were left out. */
async function finish(run: Begun & Pick<Run, 'surveyed'>, results: readonly TargetResult[]): Promise<RunResult> {
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
  await storeResults(marked, run, (result) => storeAnnounced(result, surveyed, ports));
  const messageFailure = untoldText(untold);
  return { report, ...(messageFailure !== undefined && { messageFailure }) };
}
