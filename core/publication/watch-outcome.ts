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
import type { DeploymentStatus } from '../decision/deployment-status.ts';
import type { Evidence } from '../decision/evidence.ts';
import type { RunningService } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import { RESOURCES, type Resource, SIDES, type TaskSize } from '../model/task-size.ts';
import { DAY_MILLISECONDS, dayOf } from '../model/time.ts';
import { counted } from '../model/words.ts';
import { type CostAnswer, costKey } from '../money/costs.ts';
import { firstDayOfSizeBefore, realizedByCosts, realizedBySizes } from '../money/realized.ts';
import { mergedSizes } from '../sizing/running-sizes.ts';
import { judgeDocument, parseContext, type SizesDocument } from './sizes-document.ts';
import type { HistoryEntry, State, StoredBreach, Watch, WatchedSoFar } from './state-document.ts';
import type { TargetDocuments } from './target-documents.ts';

export interface RememberInput {
  readonly target: Target;
  readonly service: RunningService;
  readonly evidence: Evidence;
  readonly documents: Pick<TargetDocuments, 'live' | 'pin' | 'state'>;
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
  readonly costs?: CostAnswer;
}

/** As long as a memory kill counts: after it the window holds nothing of what happened. */
const BREACH_DAYS = 28;

/** What a document asks for of the service as it runs; undefined where it does not fit. */
export function sizesOf(document: SizesDocument, { target, service }: RememberInput): Sizes | undefined {
  const parsed = judgeDocument(document, parseContext(target, service));
  return parsed.kind === 'invalid' ? undefined : mergedSizes(parsed.sizes, service, target.parameters);
}

export interface Watched {
  /** What was seen now: a foreign version of live, the end of a watch, a breach. */
  readonly state: State;
  /** A change that went wrong, seen in this run. */
  readonly wrong?: Wrong;
  /** What came so far of a change that is still watched: kept where another one takes its place. */
  readonly soFar?: WatchedSoFar;
}

/** What becomes of a watched change in this run: nothing yet, it held, or it went wrong. */
export function watchOutcome(input: RememberInput, state: State, status: DeploymentStatus | undefined): Watched {
  const { watch } = state;
  if (watch === undefined || status === undefined) return { state };
  if (status.kind === 'rolledBack') return { state: withRollback(input, state, watch) };
  if (status.kind !== 'deployed' && status.kind !== 'inProgress') return { state };
  const { evidence, target, time } = input;
  const deployedAt = Date.parse(status.since);
  const outcome = outcomeSince(evidence, deployedAt, watch.forecast.size);
  const cycle = cyclePoints(target.policy, evidence.window);
  const seen = wrongOf(watch.forecast, outcome, cycle);
  const wrong = together([downSince(input, watch, deployedAt), seen]);
  if (wrong !== undefined) {
    // No use tells what it takes to start as fast as before.
    const isSlower = seen !== undefined && outcome.bootMinutes > watch.forecast.bootMinutes;
    const failed = isSlower ? {} : { failed: watch.forecast.size };
    return { state: withBreach(state, { watch, wrong, outcome, time, ...failed }), wrong };
  }
  if (status.kind === 'inProgress') return { state };
  const days = target.policy.changeGate.watchDays;
  const passed = Math.floor((time - deployedAt) / DAY_MILLISECONDS);
  if (passed < 1 && days > 0) return { state };
  const saved = savedBy(input, watch, deployedAt);
  if (passed >= days) {
    return { state: withResult(state, watch, { result: `held for ${days} days: ${outcomeText(outcome)}`, ...saved }) };
  }
  const result = `held for ${counted(passed, 'day')} until the next change: ${outcomeText(outcome)}`;
  return { state, soFar: { version: watch.version, result, ...saved } };
}

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

/** What ECS took back went wrong: new images alone are no reason to try the size again. Its news is the rollback's. */
function withRollback(input: RememberInput, state: State, watch: Watch): State {
  const resources = takenBy(input, watch);
  if (resources.length === 0) return state;
  const outcome = outcomeSince(input.evidence, input.time, watch.forecast.size);
  const wrong = { resources, what: 'ECS rolled its deployment back' };
  return withBreach(state, { watch, wrong, outcome, time: input.time, failed: watch.forecast.size });
}

/** A day's bill is complete a day later: Cost Explorer updates every 24 hours (AWS Cost Management guide, 2026-11). */
const BILL_LAG_DAYS = 2;

/** What a change that held saved a month: by a bill that says enough, else by sizes, task counts and prices, if any. */
function savedBy(
  input: RememberInput,
  { before, forecast: { size: after } }: Watch,
  changedAt: number,
): Pick<HistoryEntry, 'realized'> {
  const { evidence, target, costs, time } = input;
  const { window, pricing, context } = evidence;
  const key = costKey({ cluster: target.cluster, service: target.ecsService });
  const byCosts = realizedByCosts({
    daily: (costs?.kind === 'known' ? costs.byService.get(key) : undefined) ?? [],
    changedOn: dayOf(changedAt),
    lastDay: dayOf(time - BILL_LAG_DAYS * DAY_MILLISECONDS),
    firstDay: firstDayOfSizeBefore(context?.timeline.spans ?? [], after, changedAt),
  });
  // Absent where the document before the change does not fit the service any more.
  const old = sizesOf(before, input)?.task;
  const bySizes = () =>
    old && realizedBySizes({ before: old, after, changedAt, window, counts: context?.counts, pricing });
  const realized = byCosts ?? bySizes();
  if (realized === undefined) return {};
  const { usdPerMonth: usd, ...rest } = realized;
  return { realized: { usd, ...rest } };
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
  readonly failed?: TaskSize;
}

function withBreach(state: State, { watch, wrong, outcome, time, failed }: WentWrong): State {
  const { neededCpuUnits: cpuUnits, neededMemoryMiB: memoryMiB } = watch.forecast;
  const breach: StoredBreach = {
    resources: wrong.resources,
    document: watch.before,
    ...(failed && { failed }),
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
