import type { Target } from '../configuration/configuration.ts';
import { type Outcome, outcomeSince, outcomeText, type Wrong, wrongOf } from '../decision/after-change.ts';
import type { ActivePin, Breach, ChangeContext } from '../decision/change-context.ts';
import { type DeploymentStatus, deploymentStatus } from '../decision/deployment-status.ts';
import type { Evidence } from '../decision/evidence.ts';
import type { RunningService } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import type { StoredDocument } from '../model/stored-document.ts';
import { DAY_MILLISECONDS } from '../model/time.ts';
import { type CostAnswer, costKey } from '../money/costs.ts';
import { mergedSizes } from '../sizing/running-sizes.ts';
import { isStillAt } from '../usage/follows-size.ts';
import { shortHash } from './hash.ts';
import { parsePin } from './pin-document.ts';
import { parseContext } from './plan-publication.ts';
import { realizedSaving } from './realized-saving.ts';
import { rejectedHash, rejectedUntil } from './rejection.ts';
import { parseDocument, type SizesDocument } from './sizes-document.ts';
import {
  type HistoryEntry,
  type State,
  type StoredBreach,
  seenSizeOf,
  type Watch,
  type WatchedSoFar,
} from './state-document.ts';

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
  readonly state: State;
  readonly live?: StoredDocument;
  /** The usable sizes of `live`. */
  readonly liveSizes?: Sizes;
  readonly pin?: StoredDocument;
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
  const watched = watchOutcome(input, seen, status);
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

function entryOf(state: State, live: StoredDocument | undefined): HistoryEntry | undefined {
  if (live === undefined) return undefined;
  const hash = shortHash(live.text);
  return state.history.find((entry) => entry.version === live.version && entry.hash === hash);
}

/** A live version that the state does not know was written by somebody else: theirs stands, and its change counts. */
function withForeignVersion({ state, live, time }: RememberInput): State {
  if (live === undefined || entryOf(state, live) !== undefined) return state;
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
function withSeen({ follows: stored, seenSize: _, ...state }: State, input: RememberInput): State {
  const { evidence, service, time } = input;
  const { levels = {}, timeline } = evidence.context ?? {};
  const stays = stored !== undefined && isStillAt(levels.levelPercent, stored) ? stored : undefined;
  const follows = levels.follows ?? stays;
  return {
    ...state,
    ...(follows && { follows }),
    // Where the past is known from elsewhere there is nothing to keep.
    ...(timeline?.source === 'CurrentSize' && { seenSize: seenSizeOf(input.state, service.taskSize, time) }),
  };
}

function statusOf({ live, liveSizes, service, target, evidence }: RememberInput, state: State) {
  const entry = entryOf(state, live);
  if (liveSizes === undefined || entry === undefined) return undefined;
  return deploymentStatus({
    live: liveSizes,
    liveSince: entry.at,
    service,
    keys: target.parameters,
    deployments: evidence.context?.deployments ?? [],
  });
}

function sizesOf(document: SizesDocument, { target, service }: RememberInput): Sizes | undefined {
  const parsed = parseDocument(JSON.stringify(document), parseContext(target, service));
  return parsed.kind === 'invalid' ? undefined : mergedSizes(parsed.sizes, service, target.parameters);
}

function breachOf(stored: StoredBreach, input: RememberInput): readonly Breach[] {
  const { document, ...rest } = stored;
  const sizes = sizesOf(document, input);
  return sizes === undefined ? [] : [{ ...rest, sizes }];
}

/** A pin that cannot be read holds as well: somebody wanted the sizes to stay. */
function activePin(input: RememberInput, seen: State): ActivePin | undefined {
  const { pin: stored, time } = input;
  if (stored === undefined) return undefined;
  const parsed = parsePin(stored.text);
  if (parsed.kind === 'invalid') return { until: 'somebody takes it away', by: 'somebody', why: 'it cannot be read' };
  const { document, until, by, why, at } = parsed.pin;
  if (!(time < Date.parse(until))) return undefined;
  // What somebody wrote into live by hand after the pin stands.
  const entry = entryOf(seen, input.live);
  const isHandWritten = entry?.author === FOREIGN && Date.parse(entry.at) > Date.parse(at);
  const sizes = isHandWritten ? input.liveSizes : sizesOf(document, input);
  return { until, by, why, ...(sizes && { sizes }) };
}

type Watched = Pick<Remembered, 'state' | 'wrong' | 'soFar'>;

/** What becomes of a watched change in this run: nothing yet, it held, or it went wrong. */
function watchOutcome(input: RememberInput, state: State, status: DeploymentStatus | undefined): Watched {
  const { watch } = state;
  if (watch === undefined || status?.kind !== 'deployed') return { state };
  const { evidence, target, time } = input;
  const deployedAt = Date.parse(status.since);
  const outcome = outcomeSince(evidence, deployedAt, watch.forecast.size);
  const wrong = wrongOf(watch.forecast, outcome);
  if (wrong !== undefined) return { state: withBreach(state, { watch, wrong, outcome, time }), wrong };
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
  const breach: StoredBreach = {
    resources: wrong.resources,
    document: watch.before,
    at: new Date(time).toISOString(),
    until: new Date(time + BREACH_DAYS * DAY_MILLISECONDS).toISOString(),
    what: wrong.what,
  };
  const standing = (state.breaches ?? []).filter(({ until }) => Date.parse(until) > time);
  const result = `went wrong: ${wrong.what}; ${outcomeText(outcome)}`;
  return { ...withResult(state, watch, { result }), breaches: [...standing, breach] };
}
