import type { PriceSettings, Target } from '../core/configuration/configuration.ts';
import type { Wrong } from '../core/decision/after-change.ts';
import type { ActivePin } from '../core/decision/change-context.ts';
import type { DeploymentStatus } from '../core/decision/deployment-status.ts';
import type { Evidence, RecommendInput } from '../core/decision/evidence.ts';
import type { OpinionAnswer } from '../core/decision/opinion.ts';
import { partsNeeded, readEvidence } from '../core/decision/read-evidence.ts';
import { recommend } from '../core/decision/recommend.ts';
import type { Reason, Recommendation } from '../core/decision/recommendation.ts';
import { type Views, viewsOf } from '../core/decision/views.ts';
import { defined } from '../core/model/defined.ts';
import type { RunningService } from '../core/model/service.ts';
import type { MetricPart } from '../core/model/service-metrics.ts';
import type { TaskSize } from '../core/model/task-size.ts';
import type { Window } from '../core/model/time.ts';
import type { CostAnswer } from '../core/money/costs.ts';
import type { Pricing } from '../core/money/tariff.ts';
import type { PriceAnswer } from '../core/money/unit-price.ts';
import type { MetricsQuestion } from '../core/ports.ts';
import { remember } from '../core/publication/remembered.ts';
import type { State, WatchedSoFar } from '../core/publication/state-document.ts';
import { storedOf, usable } from '../core/publication/target-documents.ts';
import { earlierHours, hoursOfLastYear } from '../core/usage/before-window.ts';
import { type SeenSize, seenSizeOf } from '../core/usage/seen-size.ts';
import type { Surveyed } from './survey.ts';

export interface RunningTarget extends Required<Surveyed> {
  readonly service: RunningService;
}

export interface DecideInput extends RunningTarget {
  readonly window: Window;
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
  readonly neverAbove?: TaskSize;
  readonly money: Money;
  /** What Compute Optimizer says of the services of the account. */
  readonly opinion?: OpinionAnswer;
  /** What services cost, where it was asked. */
  readonly costs?: CostAnswer;
  readonly observe?: Observe;
}

/** What the prices of a target depend on beside itself. */
export interface Money {
  readonly settings: PriceSettings;
  /** Of the target's region; absent where the Price List is not asked. */
  readonly answer?: PriceAnswer;
}

/** What was seen of a target: the series too, which no report keeps. */
export interface Seen {
  readonly target: Target;
  readonly evidence: Evidence;
  readonly recommendation: Recommendation;
}

/** Is shown each target as it is decided. Who keeps what it sees pays for the memory: the Lambda has none. */
export type Observe = (seen: Seen) => void;

export interface TargetDecision {
  readonly recommendation: Recommendation;
  /** What people are shown beside it, computed when it is asked for; it holds the series until then. */
  readonly view: () => Views | undefined;
  readonly pricing?: Pricing;
  /** The state with what this run saw: foreign versions, the end of a watch, a breach. */
  readonly state: State;
  readonly status?: DeploymentStatus;
  readonly pin?: ActivePin;
  /** A change that was found to have gone wrong in this run. */
  readonly wrong?: Wrong;
  /** What came so far of a change that is still watched. */
  readonly soFar?: WatchedSoFar;
}

/** Reads a target's evidence and what is remembered of it, and sizes it. */
export async function decideTarget(input: DecideInput, signal: AbortSignal): Promise<TargetDecision> {
  const { target, service, documents, neverAbove, time, opinion, costs } = input;
  const seenSize = seenSizeOf(documents.state.seenSize, service, time);
  const evidence = await evidenceOf({ ...input, seenSize }, signal);
  const { change, ...seen } = remember({ target, service, evidence, documents, time, ...defined({ costs }) });
  const live = usable(documents.live)?.sizes;
  const given: RecommendInput = { target, evidence, change, ...defined({ live, neverAbove, opinion }) };
  const recommendation = recommend(given);
  const view = once(() => (recommendation.kind === 'skipped' ? undefined : viewsOf(given, recommendation)));
  input.observe?.({ target, evidence, recommendation });
  return { recommendation, view, ...seen, ...defined({ pricing: evidence.pricing, pin: change.pin }) };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Why it was decided so, and which heaps would permit a cheaper size. */
export function reasonsShown({
  recommendation,
  view,
}: Pick<TargetDecision, 'recommendation' | 'view'>): readonly Reason[] {
  return [...recommendation.reasons, ...(view()?.heaps ?? [])];
}

interface EvidenceInput
  extends Pick<DecideInput, 'target' | 'account' | 'service' | 'window' | 'money'>,
    Partial<Pick<DecideInput, 'documents'>> {
  readonly seenSize?: SeenSize;
}

export async function evidenceOf(input: EvidenceInput, signal: AbortSignal): Promise<Evidence> {
  const { target, account, service, window, money, seenSize } = input;
  const question = { cluster: target.cluster, service: target.ecsService };
  const [earlier, lastYear] = [earlierHours(window), hoursOfLastYear(window)];
  const asked = metricsQuestion(target, service, window);
  const parts: readonly MetricPart[] = input.documents?.state.watch === undefined ? ['use'] : ['use', 'failures'];
  const since = historySince(input);
  const past = defined({ deployedBy: service.deployedBy, earlier: earlier?.startTime });
  const [used, history, scaling, alarms] = await Promise.all([
    account.metrics.read({ ...asked, parts, lastYear, ...defined({ earlier }) }, signal),
    account.history.deployments({ ...question, since, ...past }, signal),
    account.history.scalingPolicies(question, signal),
    account.alarms.alarms({ ...question, at: window.endTime }, signal),
  ]);
  const raw = { service, metrics: used, history, scaling, alarms, window, money, ...defined({ seenSize }) };
  const missing = partsNeeded(raw);
  const more = missing.length === 0 ? {} : await account.metrics.read({ ...asked, parts: missing }, signal);
  return readEvidence({ ...raw, metrics: { ...more, ...used } });
}

/** Deployments tell the sizes of the window, and what became of the live sizes, which may be older. */
function historySince({ window, documents }: Pick<DecideInput, 'window'> & Partial<Pick<DecideInput, 'documents'>>) {
  const live = documents && storedOf(documents.live);
  const entry = documents?.state.history.find(({ version }) => version === live?.version);
  return Math.min(window.startTime, entry === undefined ? window.startTime : Date.parse(entry.at));
}

/** `kafka` of `arn:aws:ecs:eu-central-1:123456789012:task-definition/kafka:7`. */
function familyOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.replace(/^.*\//, '').replace(/:\d+$/, '');
}

export function metricsQuestion(
  { cluster, ecsService, containerMetrics }: Target,
  { containers, taskDefinitionArn }: RunningService,
  window: Window,
): MetricsQuestion {
  return {
    cluster,
    service: ecsService,
    containers: containers.map(({ name }) => name),
    ...(containerMetrics === 'filters' && { filteredFamily: familyOf(taskDefinitionArn) }),
    window,
  };
}
