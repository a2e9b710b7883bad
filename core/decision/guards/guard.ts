import type { ContainerDefinition } from '../../model/service.ts';
import type { Sizes } from '../../model/sizes.ts';
import { type ByResource, type Resource, SIDES } from '../../model/task-size.ts';
import type { Coded, Sentences } from '../../model/words.ts';
import type { ResourceQuality, ResourceVerdict } from '../../usage/data-quality.ts';
import type { Constraint, Demand } from '../bounds.ts';
import type { Agreement, ChangeContext, SteadySince } from '../change-context.ts';
import type { Evidence, RecommendInput } from '../evidence.ts';
import { type Found, keepResource } from '../found.ts';

/** What the guards look at when they constrain a size. */
export interface GuardContext
  extends Pick<RecommendInput, 'target' | 'live' | 'neverAbove' | 'change'>,
    Pick<Evidence, 'service' | 'context'> {
  /** How many tasks it has on average. */
  readonly tasks: number;
  /** By resource; absent where the resource is not measured at all (`size` with CPU only). */
  readonly verdicts: ByResource<ResourceVerdict>;
  /** Containers that the live document names and ECS does not run yet: their numbers are the least. */
  readonly seeded: readonly ContainerDefinition[];
  /** Absent where CPU is not measured or too little is. */
  readonly cpuQuality?: ResourceQuality;
  /** Of the last day, in which the mean of CPU stood at the size that runs. */
  readonly pinnedHours?: number;
  /** The container whose heap is not asked, to find out what it costs. */
  readonly withoutHeapOf?: string;
}

export interface Applicable<Why extends Coded = Coded> {
  readonly sizes: Sizes;
  /** The same without any shrink, for a run that may shrink no more targets. */
  readonly withoutShrink: Sizes;
  /** What a person is asked to approve: nothing waits, but steps and payoff count. */
  readonly proposal: Sizes;
  /** What is kept waiting: what it waits for, and since when. */
  readonly holds: readonly Why[];
  /** Something a person must look at. */
  readonly alerts: readonly Why[];
  readonly agreement: Agreement;
  /** Whether the last good size is more than what is live. */
  readonly restores: boolean;
  /** Where utilization grows the task: the sizes without that. */
  readonly withoutGrowth?: Sizes;
  /** A person is asked to approve `proposal`, also where sizes are applied. */
  readonly asks?: true;
  /** Resources that are held at their larger size, since when. */
  readonly steadySince?: SteadySince;
}

/** These sizes, and nothing that waits. */
export function nothingWaits(sizes: Sizes, agreement: Agreement): Applicable<never> {
  return { sizes, withoutShrink: sizes, proposal: sizes, holds: [], alerts: [], agreement, restores: false };
}

/** Until a person approves what was found, these sizes stand. */
export function asking<Why extends Coded>(
  found: Applicable<Why>,
  until: Sizes,
  alerts: readonly Why[],
): Applicable<Why> {
  return { ...found, sizes: until, withoutShrink: until, proposal: found.sizes, asks: true, alerts };
}

/** What a guard that holds changes back looks at: what was found, and what is remembered of changes. */
export interface Holding extends Found {
  readonly change: ChangeContext;
}

export interface Rule<Why extends Coded> {
  readonly name: string;
  readonly constrain?: (context: GuardContext) => readonly Constraint<Why>[];
  /** What may change now: what the weaker guards let through, of what is wanted or of less, or a part of it. */
  readonly hold?: <Weaker extends Coded>(
    holding: Holding,
    weaker: (less?: Holding) => Applicable<Weaker>,
  ) => Applicable<Weaker | Why>;
}

/** One row of the order in docs/contracts.md: what it does, and a sentence for each reason that it can give. */
export interface Guard<Why extends Coded> extends Rule<Why> {
  readonly sentences: Sentences<Why>;
}

/** What a target has of a resource: what runs, or a larger live size that is permitted and waits for its deployment. */
function sizeItHas(resource: Resource, { target, service, live }: GuardContext): Sizes {
  const running: Sizes = { task: service.taskSize, containers: {} };
  const side = SIDES[resource];
  const most = target.maximumTaskSize[side] ?? Number.POSITIVE_INFINITY;
  return live !== undefined && live.task[side] > running.task[side] && live.task[side] <= most ? live : running;
}

/** The task and each of its containers keep at least what they have of a resource. */
export function keep<Why extends Coded>(
  resource: Resource,
  guard: GuardContext,
  why: (amount: number) => readonly Why[],
): Demand<Why> {
  const sizes = sizeItHas(resource, guard);
  return keepResource(resource, {
    sizes,
    containers: guard.service.containers,
    keys: guard.target.parameters,
    reasons: why(sizes.task[SIDES[resource]]),
  });
}
