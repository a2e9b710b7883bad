import type { Target } from '../configuration/configuration.ts';
import {
  cyclePoints,
  type Outcome,
  outcomeSince,
  outcomeText,
  together,
  type Wrong,
  wrongOf,
} from '../decision/after-change.ts';
import { notUp } from '../decision/came-up.ts';
import type { ActivePin, Breach, ChangeContext } from '../decision/change-context.ts';
import { type DeploymentStatus, deploymentStatus } from '../decision/deployment-status.ts';
import type { Evidence } from '../decision/evidence.ts';
import { RESOURCES, type Resource, SIDES } from '../model/resource.ts';
import type { RunningService } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import { DAY_MILLISECONDS } from '../model/time.ts';
import { type CostAnswer, costKey } from '../money/costs.ts';
import { mergedSizes } from '../sizing/running-sizes.ts';
import { isStillAt } from '../usage/follows-size.ts';
import { seenSizeOf } from '../usage/seen-size.ts';
import { shortHash } from './hash.ts';
import { AUTHOR } from './next-state.ts';
import { realizedSaving } from './realized-saving.ts';
import { rejectedHash, rejectedUntil } from './rejection.ts';
import { judgeDocument, parseContext, type SizesDocument } from './sizes-document.ts';
import type { HistoryEntry, State, StoredBreach, Watch, WatchedSoFar } from './state-document.ts';
import { type TargetDocuments, usable } from './target-documents.ts';

/** What the documents of a target remember, as its decision needs it, and the state with what this run saw. */
export interface Remembered {
  readonly change: ChangeContext;
  readonly status?: DeploymentStatus;
  /** What was seen now: a foreign version of live, the end of a watch, a breach. */
  readonly state: State;
  /** A change that went wrong, seen in this run. */
  readonly wrong?: Wrong;
  /** What came so far of a change that is still watched: kept where another one takes its place. */
  readonly soFar?: WatchedSoFar;
}

export interface RememberInput {
  readonly target: Target;
  readonly service: RunningService;
  readonly evidence: Evidence;
  readonly documents: Pick<TargetDocuments, 'live' | 'pin' | 'state'>;
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
  /** What services cost, where it was asked. */
  readonly costs?: CostAnswer;
}

/** As long as a memory kill counts: after it the window holds nothing of what happened. */
const BREACH_DAYS = 28;
const FOREIGN = 'somebody else';

/** Reads what is remembered, and compares what was forecast with what happens. */
export function remember(input: RememberInput): Remembered {
  const seen = withSeen(withForeignVersion(input), input);
  const status = statusOf(input, seen);
  const watched = watchOutcome(input, withoutOverruled(input, seen), status);
  const breaches = (watched.state.breaches ?? []).flatMap((stored) => breachOf(stored, input));
  const { changedAt, follows } = watched.state;
  const pin = activePin(input, seen);
  const change: ChangeContext = {
    time: input.time,
    agreement: watched.state.agreement ?? {},
    heldSince: watched.state.heldSince ?? {},
    breaches,
    ...(changedAt !== undefined && { changedAt }),
    ...(follows && { follows }),
    ...(pin && { pin }),
    ...activeRejection(watched.state, input.time),
    ...(status !== undefined && status.kind !== 'deployed' && { notDeployedSince: status.since }),
  };
  return { change, ...(status && { status }), ...watched };
}

/** A rejection counts for four weeks. */
function activeRejection(state: State, time: number): Pick<ChangeContext, 'rejected'> {
  const { rejected } = state;
  if (rejected === undefined || rejectedHash(state, time) === undefined) return {};
  const { at, by, why } = rejected;
  return { rejected: { at, until: rejectedUntil(rejected), by, why } };
}

function entryOf(state: State, live: TargetDocuments['live']): HistoryEntry | undefined {
  if (live.kind === 'absent') return undefined;
  const hash = shortHash(live.text);
  return state.history.find((entry) => entry.version === live.version && entry.hash === hash);
}

/** A live version that the state does not know was written by somebody else: theirs stands, and its change counts. */
function withForeignVersion({ documents: { state, live }, time }: RememberInput): State {
  if (live.kind === 'absent' || entryOf(state, live) !== undefined) return state;
  const at = new Date(time).toISOString();
  const hash = shortHash(live.text);
  const entry = { version: live.version, hash, at, author: FOREIGN, cause: 'foreign', reasons: [] };
  const { watch: _, ...rest } = state;
  return {
    ...rest,
    live: { version: live.version, hash, announced: true },
    changedAt: at,
    history: [entry, ...state.history.filter(({ version }) => version < live.version)],
  };
}

/** The state with what was seen of memory and of the size. What was found of memory stays until memory stands elsewhere: the window forgets it. */
function withSeen({ follows: stored, seenSize, ...state }: State, input: RememberInput): State {
  const { target, evidence, service, time, documents } = input;
  const { levels = {}, timeline } = evidence.context ?? {};
  const stays = stored !== undefined && isStillAt(levels.levelPercent, stored) ? stored : undefined;
  const follows = levels.follows ?? stays;
  const isKept = timeline?.source === 'CurrentSize' || documents.live.kind !== 'absent' || target.mode === 'apply';
  return {
    ...state,
    ...(follows && { follows }),
    // Kept also where the past is known: what knows it may forget.
    ...(isKept && { seenSize: seenSizeOf(seenSize, service, time) }),
  };
}

function statusOf({ documents: { live }, service, target, evidence }: RememberInput, state: State) {
  const entry = entryOf(state, live);
  const sizes = usable(live)?.sizes;
  if (sizes === undefined || entry === undefined) return undefined;
  return deploymentStatus({
    live: sizes,
    liveSince: entry.at,
    service,
    keys: target.parameters,
    deployments: evidence.context?.deployments ?? [],
  });
}

function sizesOf(document: SizesDocument, { target, service }: RememberInput): Sizes | undefined {
  const parsed = judgeDocument(document, parseContext(target, service));
  return parsed.kind === 'invalid' ? undefined : mergedSizes(parsed.sizes, service, target.parameters);
}

/** A person who puts less into live after a breach than what it asks for knows what they do: it is over. */
function withoutOverruled(input: RememberInput, state: State): State {
  const { breaches: all, ...rest } = state;
  const { live } = input.documents;
  const entry = entryOf(state, live);
  const now = usable(live)?.sizes;
  const isPersons = entry !== undefined && (entry.author !== AUTHOR || entry.cause === 'pin');
  if (all === undefined || !isPersons || now === undefined) return state;
  const { task } = now;
  const breaches = all.filter((stored) => {
    const sizes = sizesOf(stored.document, input)?.task;
    const isLess = stored.resources.some((resource) => task[SIDES[resource]] < (sizes?.[SIDES[resource]] ?? 0));
    return !(isLess && Date.parse(entry.at) > Date.parse(stored.at));
  });
  return breaches.length === 0 ? rest : { ...rest, breaches };
}

function breachOf(stored: StoredBreach, input: RememberInput): readonly Breach[] {
  const { document, ...rest } = stored;
  const sizes = sizesOf(document, input);
  return sizes === undefined ? [] : [{ ...rest, sizes }];
}

/** The pin that holds, also one that cannot be read. */
function activePin(input: RememberInput, seen: State): ActivePin | undefined {
  const { pin, live } = input.documents;
  if (pin.kind === 'unreadable') return { until: 'somebody takes it away', by: 'somebody', why: 'it cannot be read' };
  if (pin.kind !== 'active') return undefined;
  const { document, until, by, why, at } = pin.pin;
  // What somebody wrote into live by hand after the pin stands.
  const entry = entryOf(seen, live);
  const isHandWritten = entry?.author === FOREIGN && Date.parse(entry.at) > Date.parse(at);
  const sizes = isHandWritten ? usable(live)?.sizes : sizesOf(document, input);
  return { until, by, why, ...(sizes && { sizes }) };
}

type Watched = Pick<Remembered, 'state' | 'wrong' | 'soFar'>;

/** What becomes of a watched change in this run: nothing yet, it held, or it went wrong. */
function watchOutcome(input: RememberInput, state: State, status: DeploymentStatus | undefined): Watched {
  const { watch } = state;
  if (watch === undefined || status === undefined) return { state };
  if (status.kind === 'rolledBack') return { state: withRollback(input, state, watch) };
  if (status.kind !== 'deployed' && status.kind !== 'inProgress') return { state };
  const { evidence, target, time } = input;
  const deployedAt = Date.parse(status.since);
  const outcome = outcomeSince(evidence, deployedAt, watch.forecast.size);
  const cycle = cyclePoints(target.policy, evidence.window);
  const wrong = together([downSince(input, watch, deployedAt), wrongOf(watch.forecast, outcome, cycle)]);
  if (wrong !== undefined) return { state: withBreach(state, { watch, wrong, outcome, time }), wrong };
  if (status.kind === 'inProgress') return { state };
  const days = target.policy.changeGate.watchDays;
  const passed = Math.floor((time - deployedAt) / DAY_MILLISECONDS);
  if (passed < 1 && days > 0) return { state };
  const saved = savedBy(input, watch, deployedAt);
  if (passed >= days) {
    return { state: withResult(state, watch, { result: `held for ${days} days: ${outcomeText(outcome)}`, ...saved }) };
  }
  const result = `held for ${passed} ${passed === 1 ? 'day' : 'days'} until the next change: ${outcomeText(outcome)}`;
  return { state, soFar: { version: watch.version, result, ...saved } };
}

/** The resources that a change took something of. */
function takenBy(input: RememberInput, { before, forecast }: Watch): readonly Resource[] {
  const old = sizesOf(before, input)?.task ?? forecast.size;
  return RESOURCES.filter((resource) => forecast.size[SIDES[resource]] < old[SIDES[resource]]);
}

/** What fails since a change that took something away, in what it took. */
function downSince(input: RememberInput, watch: Watch, since: number): Wrong | undefined {
  const what = notUp(input.evidence, { since, bootMinutes: watch.forecast.bootMinutes });
  const resources = takenBy(input, watch);
  return what.length === 0 || resources.length === 0 ? undefined : { resources, what: what.join('; ') };
}

/** What ECS took back went wrong: other images alone are no reason to try the size again. The news of it is the rollback's. */
function withRollback(input: RememberInput, state: State, watch: Watch): State {
  const resources = takenBy(input, watch);
  if (resources.length === 0) return state;
  const outcome = outcomeSince(input.evidence, input.time, watch.forecast.size);
  const wrong = { resources, what: 'ECS rolled its deployment back' };
  return withBreach(state, { watch, wrong, outcome, time: input.time });
}

/** What a change that held saved, where that is known. */
function savedBy(input: RememberInput, { before, forecast }: Watch, changedAt: number): Pick<HistoryEntry, 'realized'> {
  const { evidence, target, costs, time } = input;
  const key = costKey({ cluster: target.cluster, service: target.ecsService });
  const old = sizesOf(before, input)?.task;
  const realized = realizedSaving({
    after: forecast.size,
    changedAt,
    evidence,
    daily: (costs?.kind === 'known' ? costs.byService.get(key) : undefined) ?? [],
    time,
    ...(old && { before: old }),
  });
  return realized === undefined ? {} : { realized };
}

function withResult(
  { watch: _, ...state }: State,
  { version }: Watch,
  outcome: Pick<HistoryEntry, 'result' | 'realized'>,
): State {
  return {
    ...state,
    history: state.history.map((entry) => (entry.version === version ? { ...entry, ...outcome } : entry)),
  };
}

interface WentWrong {
  readonly watch: Watch;
  readonly wrong: Wrong;
  readonly outcome: Outcome;
  readonly time: number;
}

function withBreach(state: State, { watch, wrong, outcome, time }: WentWrong): State {
  const { neededCpuUnits: cpuUnits, neededMemoryMiB: memoryMiB } = watch.forecast;
  const breach: StoredBreach = {
    resources: wrong.resources,
    document: watch.before,
    at: new Date(time).toISOString(),
    until: new Date(time + BREACH_DAYS * DAY_MILLISECONDS).toISOString(),
    needed: { ...(cpuUnits !== undefined && { cpuUnits }), ...(memoryMiB !== undefined && { memoryMiB }) },
    what: wrong.what,
  };
  // What an older one asks for in the same resources is what this one was allowed to go below.
  const standing = (state.breaches ?? []).filter(({ resources }) =>
    resources.some((resource) => !wrong.resources.includes(resource)),
  );
  const result = `went wrong: ${wrong.what}; ${outcomeText(outcome)}`;
  return { ...withResult(state, watch, { result }), breaches: [...standing, breach] };
}
