import type { Target } from '../core/configuration/configuration.ts';
import { sideBySide } from '../core/side-by-side.ts';
import { decideTarget, type TargetDecision } from './decide-target.ts';
import { type Decided, heldState, type Place } from './decided.ts';
import { failureText } from './failure-text.ts';
import { isTimeUp, longestLeftOutFirst, mostWritesOf, writesOf } from './queue.ts';
import { alertsOf, failedResult, notDoneResult, skippedResult, type TargetResult } from './report-target.ts';
import { answersFor } from './side-answers.ts';
import { neverAboveOf } from './survey.ts';
import type { Run } from './survey-run.ts';

/** Targets read and decided at a time: enough to hide latency, few enough to stay under CloudWatch's quota. */
export const TARGETS_SIDE_BY_SIDE = 8;

/** Decides one target after the other, those first that were left out longest, until there is only time left to publish what was decided. */
export function decideAll(run: Run, selected: readonly Target[]): Promise<readonly Decided[]> {
  let writes = 0;
  return sideBySide(longestLeftOutFirst(selected, run.surveyed), TARGETS_SIDE_BY_SIDE, async (target) => {
    if (run.signal.aborted || isTimeUp(run, writes)) return { kind: 'answered', result: notDone(run, target) };
    // What is being decided beside this one may have to be written as well.
    writes += mostWritesOf(target);
    const decided = await decide(run, target);
    writes += (decided.kind === 'decided' ? decided.writes : 0) - mostWritesOf(target);
    return decided;
  });
}

/** Reads and decides one target; whatever goes wrong stays with it. */
async function decide(run: Run, target: Target): Promise<Decided> {
  const { window, observe, signal, request } = run;
  try {
    const place = placeOf(run, target);
    if ('report' in place) return { kind: 'answered', result: place };
    const neverAbove = neverAboveOf(run.configuration, target, run.surveyed);
    const input = {
      ...place,
      ...answersFor(place, run.side, run),
      time: request.time,
      window,
      ...(neverAbove && { neverAbove }),
      ...(observe && { observe }),
    };
    const decision = await decideTarget(input, signal);
    return { kind: 'decided', place, ...withViews(run, place, decision) };
  } catch (error) {
    return { kind: 'answered', result: signal.aborted ? notDone(run, target) : failed(run, target, error) };
  }
}

function notDone({ surveyed, identity }: Run, target: Target): TargetResult {
  return notDoneResult(target, { documents: surveyed.get(target.id)?.documents, time: identity.time });
}

/** A target that failed by itself, as the log and the report say it. */
export function failed({ ports }: Pick<Run, 'ports'>, target: Target, error: unknown): TargetResult {
  ports.log.error('a target failed', { target: target.id, error: failureText(error) });
  return failedResult(target, failureText(error));
}

const UNANNOUNCED = 'What an earlier run wrote could not be announced; nothing more is written until it is.';

/** What a target is decided from, or the answer that is there already. */
function placeOf(run: Run, target: Target): Place | TargetResult {
  const surveyed = run.surveyed.get(target.id);
  if (surveyed === undefined) return failedResult(target, 'it was not surveyed');
  const { account, service, documents } = surveyed;
  if (service.kind === 'failed') return failedResult(target, service.message);
  if (documents === undefined || account === undefined) return failedResult(target, 'its documents could not be read');
  if (run.unannounced.has(target.id)) return failedResult(target, UNANNOUNCED);
  if (service.kind === 'skipped') return skippedResult(target, { service, region: account.region }, documents);
  // With the names in ECS, where they had to be found.
  return { target: surveyed.target, account, service, documents };
}

/** What people are shown is made now where they may be told, so that no series are kept until all targets are decided. */
function withViews(run: Run, place: Place, decision: TargetDecision) {
  const writes = writesOf(place, decision);
  const { service } = place;
  const isTold =
    writes > 1 || heldState(run, place, decision).holdsAreNew || alertsOf({ service, decision }).length > 0;
  const views = run.identity.dryRun || isTold ? decision.view() : undefined;
  return { writes, decision: { ...decision, view: () => views } };
}
