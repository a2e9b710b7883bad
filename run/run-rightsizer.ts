import type { Target } from '../core/configuration/configuration.ts';
import { capShrinks, wouldShrink } from '../core/decision/cap-shrinks.ts';
import type { DecidedRecommendation } from '../core/decision/recommendation.ts';
import type { RunningService } from '../core/model/service.ts';
import { lookbackWindow, type Window } from '../core/model/window.ts';
import type { Account } from '../core/ports.ts';
import { shortHash } from '../core/publication/hash.ts';
import { rememberHolds } from '../core/publication/next-state.ts';
import type { TargetDocuments } from '../core/publication/target-documents.ts';
import { type Report, totalsOf } from '../core/report/report.ts';
import { sideBySide } from '../core/side-by-side.ts';
import { announce, isDigestDue, storeAnnounced, withDigest } from './announce.ts';
import { type CaughtUp, catchUp } from './catch-up.ts';
import { aliveUntil, type Clock, systemClock } from './clock.ts';
import { decideTarget, type Observe, type TargetDecision } from './decide-target.ts';
import { isDone, publishTarget, type RunIdentity } from './publish-target.ts';
import { isTimeUp, longestLeftOutFirst, writesOf, writesThatFit } from './queue.ts';
import {
  alertsOf,
  decidedResult,
  failedResult,
  notDoneResult,
  skippedResult,
  type TargetResult,
} from './report-target.ts';
import { selectTargets } from './select-targets.ts';
import { type Asking, answersFor, type SideAnswers, sideAnswers } from './side-answers.ts';
import { failureText, neverAboveOf, type Survey, survey } from './survey.ts';

export interface RunInput extends Asking {
  readonly observe?: Observe;
  /** Epoch milliseconds of the clock at which the run must be over; absent: it takes the time it needs. */
  readonly endsAt?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** A run's report, and what kept its message from going out. */
export interface RunResult {
  readonly report: Report;
  readonly messageFailure?: string;
}

/** A run that has begun. */
interface Begun extends RunInput {
  readonly identity: RunIdentity;
  readonly window: Window;
  readonly clock: Clock;
}

/** A run that knows what there is. */
interface Run extends Begun {
  readonly surveyed: Survey;
  readonly side: SideAnswers;
  readonly unannounced: CaughtUp['unannounced'];
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

function begin(input: RunInput): Begun {
  const { configuration, request } = input;
  const identity = { runId: runIdOf(input), time: new Date(request.time).toISOString(), dryRun: request.dryRun };
  const window = lookbackWindow(request.time, configuration.lookbackDays);
  return { clock: systemClock, ...input, identity, window };
}

/**
 * One run over the selected targets: survey them, and announce what an earlier run could not; decide each by itself; publish what is decided,
 * of what shrinks only so many; then send one message and mark it as sent.
 *
 * @throws {RunRequestError} When the selection names something unknown.
 */
export async function runRightsizer(input: RunInput): Promise<RunResult> {
  const selected = selectTargets(input.configuration, input.request);
  const begun = begin(input);
  const found = await surveyInTime(begun, selected);
  if (found === undefined) {
    return finish(
      { ...begun, surveyed: new Map() },
      selected.map((target) => notDoneResult(target)),
    );
  }
  const run: Run = { ...begun, ...found, side: await sideAnswers(found.surveyed, input) };
  const decided = await decideAll(run, longestLeftOutFirst(selected, run.surveyed));
  const answered = new Map((await publishAll(run, decided)).map((result) => [result.target.id, result]));
  const results = selected.flatMap(({ id }) => answered.get(id) ?? []);
  const { runId } = run.identity;
  run.ports.log.info('targets answered', { runId, targets: results.length, aborted: run.signal.aborted });
  return finish(run, results);
}

/** What there is, when no run beside this one is writing it any more; undefined when time is up before that is known. */
async function surveyInTime(
  run: Begun,
  selected: readonly Target[],
): Promise<Pick<Run, 'surveyed' | 'unannounced'> | undefined> {
  const { configuration, ports, signal, request, identity, window } = run;
  const { time } = request;
  try {
    const surveyed = await survey(configuration, selected, { ports, signal, time });
    if (identity.dryRun) return { surveyed, unannounced: new Set() };
    const own = selected.flatMap(({ id }) => surveyed.get(id) ?? []);
    const caughtUp = await catchUp({ ...run, time, head: headOf(identity, window) }, own);
    const now = caughtUp.surveyed.map((each) => [each.target.id, each] as const);
    return { surveyed: new Map([...surveyed, ...now]), unannounced: caughtUp.unannounced };
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

/** A target on its way: answered already, or decided. */
type Decided =
  | { readonly kind: 'answered'; readonly result: TargetResult }
  | {
      readonly kind: 'decided';
      readonly place: Place;
      readonly decision: TargetDecision;
      /** How many documents it may write. */
      readonly writes: number;
    };

interface Place {
  readonly target: Target;
  readonly account: Account;
  readonly service: RunningService;
  readonly documents: TargetDocuments;
}

/** Decides one target after the other, until there is only time left to publish what was decided. */
function decideAll(run: Run, queue: readonly Target[]): Promise<readonly Decided[]> {
  let writes = 0;
  return sideBySide(queue, TARGETS_SIDE_BY_SIDE, async (target) => {
    if (run.signal.aborted || isTimeUp(run, writes)) return { kind: 'answered', result: notDone(run, target) };
    const decided = await decide(run, target);
    if (decided.kind === 'decided') writes += decided.writes;
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

function failed({ ports }: Run, target: Target, error: unknown): TargetResult {
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
  return { target, account, service, documents };
}

/** Publishes what is decided, side by side; whatever goes wrong stays with its target. */
function publishAll(run: Run, all: readonly Decided[]): Promise<readonly TargetResult[]> {
  const capped = cappedShrinks(run, all);
  const until = aliveUntil(run.clock, all.filter((each) => each.kind === 'decided' && each.writes > 1).length);
  return sideBySide(all, TARGETS_SIDE_BY_SIDE, async (each) => {
    if (each.kind === 'answered') return each.result;
    const { place, decision } = each;
    const recommendation = capped.get(place.target.id) ?? decision.recommendation;
    try {
      return await publish(run, place, { decision: { ...decision, recommendation }, until });
    } catch (error) {
      return failed(run, place.target, error);
    }
  });
}

/** What may change of the targets that would shrink, all of the run together; those that an earlier delivery of it has shrunk count. */
function cappedShrinks(run: Run, all: readonly Decided[]): ReadonlyMap<string, DecidedRecommendation> {
  const { configuration, request, identity } = run;
  const decided = all.flatMap((each) => (each.kind === 'decided' ? [each] : []));
  const open = decided.flatMap(({ place, decision }) => {
    const { target, service, documents } = place;
    const { recommendation, state } = decision;
    const isOpen = target.mode === 'apply' && documents.live.kind !== 'absent' && !isDone(documents, identity);
    if (recommendation.kind === 'skipped' || !isOpen || !wouldShrink(recommendation, service.platform)) return [];
    return [{ id: target.id, recommendation, platform: service.platform, heldSince: state.heldSince ?? {} }];
  });
  const shrunk = decided.filter(
    ({ place: { documents } }) => isDone(documents, identity) && documents.state.watch?.shrinks === true,
  ).length;
  const { maximumShrinksPerRun } = configuration;
  return capShrinks(open, { maximumShrinksPerRun, shrunk, time: request.time });
}

interface ToPublish {
  readonly decision: TargetDecision;
  readonly until: string;
}

async function publish(run: Run, place: Place, { decision: found, until }: ToPublish): Promise<TargetResult> {
  const { target, service } = place;
  const { state, holdsAreNew } = heldState(run, place, found);
  const decision = { ...found, state };
  const published = await publishTarget({ ...place, decision, run: run.identity, until, log: run.ports.log });
  return decidedResult({ target, service, decision, published, holdsAreNew, showsAll: run.identity.dryRun });
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

/** The state with what is held back. A run that was delivered twice remembers what its first delivery did. */
function heldState(
  { identity, request }: Run,
  { target, documents }: Place,
  { state, recommendation }: TargetDecision,
) {
  if (isDone(documents, identity) || recommendation.kind === 'skipped') return { state, holdsAreNew: false };
  return rememberHolds(state, { applicable: recommendation.applicable, mode: target.mode, time: request.time });
}

/** Message, then the states that say it went out, then as far as there is time those of targets that were left out. */
async function finish(run: Begun & Pick<Run, 'surveyed'>, results: readonly TargetResult[]): Promise<RunResult> {
  const { ports, configuration, identity, window, surveyed } = run;
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
  const isLeftOut = (result: TargetResult) => result.report.outcome === 'notDone';
  const store = (result: TargetResult) => storeAnnounced(result, surveyed, ports);
  await Promise.all(marked.filter((each) => !isLeftOut(each)).map(store));
  await Promise.all(marked.filter(isLeftOut).slice(0, writesThatFit(run)).map(store));
  return { report };
}
