import type { Target } from '../core/configuration/configuration.ts';
import { batchesOf, sideBySide } from '../core/model/side-by-side.ts';
import { rememberHolds } from '../core/publication/next-state.ts';
import type { Begun } from './begin-run.ts';
import { type CaughtUp, catchUp } from './catch-up.ts';
import { decideTarget, type RunningTarget, type TargetDecision } from './decide-target.ts';
import { failureText } from './failure-text.ts';
import { isDone } from './publish-target.ts';
import { alertsOf, failedResult, notDoneResult, skippedResult, type TargetResult } from './report-target.ts';
import { answersFor, type SideAnswers, sideAnswers } from './side-answers.ts';
import { neverAboveOf, type Survey, survey } from './survey.ts';
import { isTimeUp, mostWritesOf, writesOf } from './time-left.ts';

/** Targets read and decided at a time: enough to hide latency, few enough to stay under CloudWatch's quota. */
export const TARGETS_SIDE_BY_SIDE = 8;

/** Targets surveyed together: so many that few questions are asked, and so few that the first is decided soon. */
const SURVEYED_TOGETHER = 20;

/**
 * Decides one target after the other, until there is only time left to publish what was decided. They are surveyed some
 * at a time, the next ones while these are decided, so that nothing is asked about targets for which there is no time.
 * They stay in their order.
 */
export async function decideAll(
  begun: Begun,
  targets: readonly Target[],
): Promise<{ readonly run: Known; readonly decided: readonly Decided[] }> {
  const stop = new AbortController();
  const parts = surveyedParts(
    { ...begun, signal: AbortSignal.any([begun.signal, stop.signal]) },
    batchesOf(targets, SURVEYED_TOGETHER),
  );
  let writes = 0;
  const decided = await sideBySide([...targets.entries()], TARGETS_SIDE_BY_SIDE, async ([index, target]) => {
    const run = isOver(begun, writes) ? undefined : await parts.of(Math.floor(index / SURVEYED_TOGETHER));
    if (run === undefined || isOver(begun, writes)) return answered(notDoneResult(target));
    // What is being decided beside this one may have to be written as well.
    writes += mostWritesOf(target);
    const each = await decide({ ...run, signal: begun.signal }, target);
    writes += (each.kind === 'decided' ? each.writes : 0) - mostWritesOf(target);
    return each;
  });
  stop.abort();
  return { run: { ...begun, surveyed: await parts.surveyed() }, decided };
}

function isOver(begun: Begun, writes: number): boolean {
  return begun.signal.aborted || isTimeUp(begun, writes);
}

function answered(result: TargetResult): Decided {
  return { kind: 'answered', result };
}

/** Reads and decides one target; whatever goes wrong stays with it. */
async function decide(run: Run, target: Target): Promise<Decided> {
  const { window, observe, signal, request } = run;
  try {
    const place = placeOf(run, target);
    if ('report' in place) return answered(place);
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
    return answered(signal.aborted ? notDoneResult(target) : failed(run, target, error));
  }
}

/** A target that failed by itself, as the log and the report say it. */
export function failed({ ports }: Pick<Run, 'ports'>, target: Target, error: unknown): TargetResult {
  ports.log.error('a target failed', { target: target.id, error: failureText(error) });
  return failedResult(target, failureText(error));
}

const UNANNOUNCED = 'What an earlier run wrote could not be announced; nothing more is written until it is.';

/** What a target is decided from, or the answer that is there already. */
function placeOf(run: Run, target: Target): RunningTarget | TargetResult {
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

/** What people are shown is made now where they may be told: no series are kept until all targets are decided. */
function withViews(run: Run, place: RunningTarget, decision: TargetDecision) {
  const writes = writesOf(place, decision);
  const { service } = place;
  const isTold =
    writes > 1 || heldState(run, place, decision).holdsAreNew || alertsOf({ service, decision }).length > 0;
  const views = run.identity.dryRun || isTold ? decision.view() : undefined;
  return { writes, decision: { ...decision, view: () => views } };
}

export interface Known extends Begun {
  readonly surveyed: Survey;
}

export interface Run extends Known {
  readonly side: SideAnswers;
  readonly unannounced: CaughtUp['unannounced'];
}

/**
 * A run's targets in parts, each surveyed when it is asked for: when no run beside this one is writing it any more, and
 * what an earlier run wrote is announced. What comes next is looked at already, and nothing is done to it.
 */
function surveyedParts(begun: Begun, parts: readonly (readonly Target[])[]) {
  const { configuration, ports, signal, request } = begun;
  const looks: Promise<Survey>[] = [];
  const runs: Promise<Run | undefined>[] = [];
  const look = (index: number): Promise<Survey> => {
    looks[index] ??= survey(configuration, parts[index] ?? [], { ports, signal, time: request.time });
    return looks[index];
  };
  const runOf = async (index: number): Promise<Run | undefined> => {
    const before = index === 0 ? undefined : await of(index - 1);
    try {
      const surveyed = await look(index);
      // Whoever waits for it is told of its failure.
      look(index + 1).catch(() => undefined);
      const found = await settled(begun, parts[index] ?? [], surveyed);
      return { ...begun, ...found, side: await sideAnswers(found.surveyed, begun, before?.side) };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };
  /** Undefined when time is up before it is known. */
  const of = (index: number): Promise<Run | undefined> => {
    runs[index] ??= runOf(index);
    return runs[index];
  };
  /** All that is known by now. */
  const surveyed = async (): Promise<Survey> => {
    const known = await Promise.all(runs);
    return new Map(known.flatMap((run) => [...(run?.surveyed ?? [])]));
  };
  return { of, surveyed };
}

async function settled(
  run: Begun,
  selected: readonly Target[],
  surveyed: Survey,
): Promise<Pick<Run, 'surveyed' | 'unannounced'>> {
  if (run.identity.dryRun) return { surveyed, unannounced: new Set() };
  const own = selected.flatMap(({ id }) => surveyed.get(id) ?? []);
  const caughtUp = await catchUp(run, own);
  const now = caughtUp.surveyed.map((each) => [each.target.id, each] as const);
  return { surveyed: new Map([...surveyed, ...now]), unannounced: caughtUp.unannounced };
}

export interface DecidedTarget {
  readonly kind: 'decided';
  readonly place: RunningTarget;
  readonly decision: TargetDecision;
  /** How many documents it may write. */
  readonly writes: number;
}

export type Decided = { readonly kind: 'answered'; readonly result: TargetResult } | DecidedTarget;

export function decidedOf(all: readonly Decided[]): readonly DecidedTarget[] {
  return all.flatMap((each) => (each.kind === 'decided' ? [each] : []));
}

/** The state with what is held back. A run that was delivered twice remembers what its first delivery did. */
export function heldState(
  { identity, request }: Pick<Begun, 'identity' | 'request'>,
  { target, documents }: RunningTarget,
  { state, recommendation }: TargetDecision,
) {
  if (isDone(documents, identity) || recommendation.kind === 'skipped') return { state, holdsAreNew: false };
  return rememberHolds(state, { applicable: recommendation.applicable, mode: target.mode, time: request.time });
}
