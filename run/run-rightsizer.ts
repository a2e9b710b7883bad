import type { Target } from '../core/configuration/configuration.ts';
import { allowedToShrink, type Shrinking, shrinkingOf } from '../core/decision/shrink-cap.ts';
import type { RunningService } from '../core/model/service.ts';
import { lookbackWindow, type Window } from '../core/model/window.ts';
import type { Account } from '../core/ports.ts';
import { shortHash } from '../core/publication/hash.ts';
import type { TargetDocuments } from '../core/publication/target-documents.ts';
import { type Report, totalsOf } from '../core/report/report.ts';
import { sideBySide } from '../core/side-by-side.ts';
import { announce, catchUp, hasUnannounced, storeAnnounced } from './announce.ts';
import { decideTarget, type Observe, type TargetDecision } from './decide-target.ts';
import { isDigestDue, withDigest } from './digest.ts';
import { withHolds, withinCap } from './hold-target.ts';
import { isDone, publishTarget, type RunIdentity } from './publish-target.ts';
import { decidedResult, failedResult, notDoneResult, skippedResult, type TargetResult } from './report-target.ts';
import { selectTargets } from './select-targets.ts';
import { type Asking, answersFor, type SideAnswers, sideAnswers } from './side-answers.ts';
import { failureText, neverAboveOf, type Survey, type Surveyed, survey } from './survey.ts';

export interface RunInput extends Asking {
  readonly observe?: Observe;
}

/** A run's report, and what kept its message from going out. */
export interface RunResult {
  readonly report: Report;
  readonly messageFailure?: string;
}

interface Run extends RunInput {
  readonly identity: RunIdentity;
  readonly window: Window;
  readonly surveyed: Survey;
  readonly side: SideAnswers;
  readonly unannounced: ReadonlySet<string>;
}

/** Targets read and decided at a time: enough to hide latency, few enough to stay under CloudWatch's quota. */
const TARGETS_SIDE_BY_SIDE = 8;

/** Which run this is: the schedule's time, the configuration, the selection. Two deliveries of one schedule have one id. */
function runIdOf({ configuration, request }: RunInput): string {
  const hash = (value: unknown) => shortHash(JSON.stringify(value)).slice(0, 8);
  return [new Date(request.time).toISOString(), hash(configuration), hash([request.services, request.stages])].join(
    '-',
  );
}

/**
 * One run over the selected targets: announce what an earlier run could not, then read, decide and publish each target by itself; those
 * that would shrink wait until all are decided, for a run may shrink only so many; then send one message and mark it as sent.
 *
 * @throws {RunRequestError} When the selection names something unknown.
 */
export async function runRightsizer(input: RunInput): Promise<RunResult> {
  const { configuration, request, ports, signal } = input;
  const selected = selectTargets(configuration, request);
  const identity = { runId: runIdOf(input), time: new Date(request.time).toISOString(), dryRun: request.dryRun };
  const window = lookbackWindow(request.time, configuration.lookbackDays);
  const found = await surveyInTime(input, selected);
  if (found === undefined)
    return finish({ ...input, identity, window, surveyed: new Map() }, selected.map(notDoneResult));
  const caughtUp = await catchUpQuietly({ ...input, identity, window, surveyed: found }, selected);
  const surveyed: Survey = new Map([...found, ...caughtUp.surveyed.map((each) => [each.target.id, each] as const)]);
  const side = await sideAnswers(surveyed, input);
  const run: Run = { ...input, identity, window, surveyed, side, unannounced: caughtUp.unannounced };
  const begun = await sideBySide(selected, TARGETS_SIDE_BY_SIDE, (target) => answerUnlessShrinking(run, target));
  const mayShrink = shrinksOf(run, begun);
  const results = await sideBySide(begun, TARGETS_SIDE_BY_SIDE, (each) => publish(run, each, mayShrink));
  ports.log.info('targets answered', { runId: identity.runId, targets: results.length, aborted: signal.aborted });
  return finish(run, results);
}

async function surveyInTime(
  { configuration, request, ports, signal }: RunInput,
  selected: readonly Target[],
): Promise<Survey | undefined> {
  try {
    return await survey(configuration, selected, { ports, signal, time: request.time });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function headOf(identity: RunIdentity, window: Window): Omit<Report, 'targets' | 'kind' | 'totals' | 'digest'> {
  return {
    schemaVersion: 1,
    ...identity,
    window: {
      startTime: new Date(window.startTime).toISOString(),
      endTime: new Date(window.endTime).toISOString(),
      periodSeconds: window.periodSeconds,
    },
  };
}

interface CaughtUp {
  readonly surveyed: readonly Surveyed[];
  /** Ids of targets with something that still nobody was told: another write would make it forgotten. */
  readonly unannounced: ReadonlySet<string>;
}

const UNANNOUNCED = 'What an earlier run wrote could not be announced; nothing more is written until it is.';

/** A message that does not go out now is tried again by the next run: it must not keep this one from its other targets. */
async function catchUpQuietly(
  { ports, identity, window, surveyed }: Omit<Run, 'unannounced' | 'side'>,
  selected: readonly Target[],
): Promise<CaughtUp> {
  const own = selected.flatMap(({ id }) => surveyed.get(id) ?? []);
  if (identity.dryRun) return { surveyed: own, unannounced: new Set() };
  try {
    return { surveyed: await catchUp(own, headOf(identity, window), ports), unannounced: new Set() };
  } catch (error) {
    ports.log.error('what an earlier run wrote could not be announced', { error: failureText(error) });
    return { surveyed: own, unannounced: new Set(own.filter(hasUnannounced).map(({ target }) => target.id)) };
  }
}

/** A target on its way: answered already, or decided and about to shrink. */
type Begun =
  | { readonly kind: 'answered'; readonly result: TargetResult; readonly hasShrunk?: boolean }
  | {
      readonly kind: 'shrinking';
      readonly place: Place;
      readonly decision: TargetDecision;
      readonly shrinking: Shrinking;
    };

interface Place {
  readonly target: Target;
  readonly account: Account;
  readonly service: RunningService;
  readonly documents: TargetDocuments;
}

/** Reads and decides one target, and publishes it unless it would shrink; whatever goes wrong stays with it. */
async function answerUnlessShrinking(run: Run, target: Target): Promise<Begun> {
  if (run.signal.aborted) return { kind: 'answered', result: notDoneResult(target) };
  try {
    const place = placeOf(run, target);
    if ('report' in place) return { kind: 'answered', result: place };
    const neverAbove = neverAboveOf(run.configuration, target, run.surveyed);
    const time = run.request.time;
    const { window, observe } = run;
    const input = {
      ...place,
      ...answersFor(place, run.side, run),
      time,
      window,
      ...(neverAbove && { neverAbove }),
      ...(observe && { observe }),
    };
    const decision = await decideTarget(input, run.signal);
    const shrinking = shrinkingNow(run, place, decision);
    if (shrinking !== undefined) return { kind: 'shrinking', place, decision, shrinking };
    const { state } = place.documents;
    const hasShrunk = isDone(place.documents, run.identity) && state.watch?.shrinks === true;
    return { kind: 'answered', result: await publishDecided(run, place, decision), hasShrunk };
  } catch (error) {
    return { kind: 'answered', result: failed(run, target, error) };
  }
}

/** The shrink that a target is about to make, if its live document is there and this run has not written it already. */
function shrinkingNow(
  { identity }: Run,
  { target, documents, service }: Place,
  { recommendation }: TargetDecision,
): Shrinking | undefined {
  const isOpen = target.mode === 'apply' && documents.live.kind !== 'absent' && !isDone(documents, identity);
  return recommendation.kind === 'skipped' || !isOpen
    ? undefined
    : shrinkingOf(target.id, recommendation, service.platform);
}

function failed({ ports, signal }: Run, target: Target, error: unknown): TargetResult {
  ports.log.error('a target failed', { target: target.id, error: failureText(error) });
  return signal.aborted ? notDoneResult(target) : failedResult(target, failureText(error));
}

/** What a target is decided from, or the answer that is there already. */
function placeOf(run: Run, target: Target): Place | TargetResult {
  const surveyed = run.surveyed.get(target.id);
  if (surveyed === undefined) return failedResult(target, 'it was not surveyed');
  const { account, service, documents } = surveyed;
  if (service.kind === 'failed') return failedResult(target, service.message);
  if (documents === undefined || account === undefined) return failedResult(target, 'its documents could not be read');
  if (run.unannounced.has(target.id)) return failedResult(target, UNANNOUNCED);
  if (service.kind === 'skipped') return skippedResult(target, service, documents);
  return { target, account, service, documents };
}

/** Which targets may shrink in this run; those that an earlier delivery of it has shrunk count. */
function shrinksOf({ configuration }: Run, all: readonly Begun[]): ReadonlySet<string> {
  const open = all.flatMap((each) => (each.kind === 'shrinking' ? [each.shrinking] : []));
  const shrunk = all.filter((each) => each.kind === 'answered' && each.hasShrunk === true);
  return allowedToShrink(open, configuration.maximumShrinksPerRun - shrunk.length);
}

/** Publishes a target that waited; whatever goes wrong stays with it. */
async function publish(run: Run, each: Begun, mayShrink: ReadonlySet<string>): Promise<TargetResult> {
  if (each.kind === 'answered') return each.result;
  const { target } = each.place;
  try {
    return await publishDecided(run, each.place, withinCap(each.decision, { target, mayShrink, run }));
  } catch (error) {
    return failed(run, target, error);
  }
}

async function publishDecided(run: Run, place: Place, found: TargetDecision): Promise<TargetResult> {
  const { target, service } = place;
  const { decision, holdsAreNew } = withHolds(found, place, run);
  const published = await publishTarget({ ...place, decision, run: run.identity, log: run.ports.log });
  return decidedResult({ target, service, decision, published, holdsAreNew });
}

/** Message, then the states that say it went out. */
async function finish(
  {
    ports,
    configuration,
    identity,
    window,
    surveyed,
  }: Pick<Run, 'ports' | 'configuration' | 'identity' | 'window' | 'surveyed'>,
  results: readonly TargetResult[],
): Promise<RunResult> {
  const targets = results.map(({ report }) => report);
  const digest = isDigestDue(configuration, identity.time, results);
  const report: Report = { ...headOf(identity, window), kind: 'run', digest, targets, totals: totalsOf(targets) };
  if (identity.dryRun) return { report };
  try {
    await announce(report, ports);
  } catch (error) {
    return { report, messageFailure: failureText(error) };
  }
  const marked = digest ? results.map((result) => withDigest(result, identity.time)) : results;
  await Promise.all(marked.map((result) => storeAnnounced(result, surveyed, ports)));
  return { report };
}
