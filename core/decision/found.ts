import { type ContainerDefinition, partOf } from '../model/service.ts';
import {
  acceptsOf,
  type ContainerSize,
  deployedContainers,
  type NamedSize,
  type ParameterKeys,
  type Sizes,
} from '../model/sizes.ts';
import { covers, RESOURCES, type Resource, SIDES } from '../model/task-size.ts';
import type { Coded } from '../model/words.ts';
import { boundByKey, type ContainerBound, partKey, reserves } from '../sizing/key-groups.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import { type Bounds, type Constraint, type Demand, resolveBounds } from './bounds.ts';
import { choose, chooseTask, fitted } from './choose.ts';
import type { RecommendInput } from './evidence.ts';
import { isDeployable, knownContainers, standingSizes } from './standing-sizes.ts';

export interface Demanded<Why extends Coded = Coded> {
  readonly name: string;
  readonly constraints: readonly Constraint<Why>[];
}

/** What was found for a target, once: every variant of it is chosen from the same demands. */
export interface Found {
  readonly input: RecommendInput;
  /** By guard, strongest first. */
  readonly guards: readonly Demanded[];
  /** What utilization wants: it yields to every guard. */
  readonly utilization: readonly Demand[];
  readonly bounds: Bounds;
  /** The sizes, when nothing waits. */
  readonly wanted: Sizes;
  /** Whether the verdict on the data lets it be applied; else it is advice. */
  readonly acts: boolean;
  /** What may be written by that verdict, when nothing waits. */
  readonly firm: Sizes;
}

/** Resolves constraints, with numbers that share a key as one number. */
export function boundsFor<Why extends Coded>(
  input: RecommendInput,
  constraints: readonly Constraint<Why>[],
): Bounds<Why> {
  const known = knownContainers(input);
  const byKey = constraints.map((each) =>
    each.kind === 'atMost' || each.containers === undefined
      ? each
      : { ...each, containers: boundByKey(each.containers, known, input.target.parameters) },
  );
  const { operatingSystem, overlaps = false } = acceptsOf(input.evidence.service);
  return resolveBounds(byKey, { cpuAddsUp: operatingSystem === 'WINDOWS', overlaps });
}

/** What deployments read, else what runs: what shrinks and what grows is told from this. */
export function baseOf({ live, evidence, target }: RecommendInput): Sizes {
  return live ?? runningSizes(evidence.service, target.parameters);
}

/** What the guards stronger than this one demand. */
export function strongerThan(name: string, guards: readonly Demanded[]): readonly Constraint[] {
  const end = guards.findIndex((each) => each.name === name);
  return guards.slice(0, end).flatMap(({ constraints }) => constraints);
}

/** Live sizes in bounds stay, even above what runs: nobody knows they are too much. Else what the bounds ask for. */
export function liveOr(input: RecommendInput, bounds: Bounds): Sizes {
  const { live } = input;
  const stays =
    live !== undefined &&
    covers(live.task, bounds.firm) &&
    covers(bounds.upper, live.task) &&
    standingSizes(input, bounds, live.task) === live;
  return stays ? live : choose(input, bounds).sizes;
}

/** It yields to every guard that sets a maximum: freeze windows and the change gate delay, and forbid nothing. */
export function held(resource: Resource, input: RecommendInput): Demand {
  const { containers } = input.evidence.service;
  const keys = input.target.parameters;
  return { ...keepResource(resource, { sizes: baseOf(input), containers, keys, reasons: [] }), kind: 'wants' };
}

/**
 * What containers keep of a resource without the change gate: what they have less headroom, for what people run in a
 * sleeping one is not measured. A reservation is no limit: it kills nothing. Nothing where live sizes do not fit.
 *
 * For example: 2048 MiB, headroom 20 % // 1707
 */
export function keptLimits(resource: Resource, input: RecommendInput): Demand {
  const base = baseOf(input);
  const share = 1 + input.target.policy[resource].headroomPercent / 100;
  const { containers } = input.evidence.service;
  const keys = input.target.parameters;
  const own = isDeployable(base, input) ? ownContainers(resource, { sizes: base, containers, keys }) : [];
  const known = own.filter((each) => resource === 'cpu' || !reserves(each, keys));
  const limits = known.map((each) => [each.name, { [SIDES[resource]]: Math.ceil(amountOf(resource, each) / share) }]);
  return { kind: 'wants', containers: Object.fromEntries(limits), reasons: [] };
}

export type Holdable = Omit<Found, 'bounds' | 'firm' | 'acts'>;

/**
 * The sizes when the task and its containers keep what they have of some resources. Of the containers' part only limits
 * make the task larger. What is held is no reason to buy more than was found: a shortage's cost was weighed there.
 *
 * @param steps - Further constraints, such as the next row of CPU.
 */
export function sizesHolding(resources: readonly Resource[], steps: readonly Demand[], found: Holdable): Sizes {
  const { input, guards, utilization, wanted } = found;
  const ofAll = [
    ...guards.flatMap(({ constraints }) => constraints),
    ...utilization.map(({ shortage: _, ...each }) => each),
    { kind: 'wants', ...wanted.task, reasons: [] } as const,
    ...steps,
  ];
  // Limits make nothing larger where all that there is stays, and holds what is asked of it.
  const keepsAll = RESOURCES.every((resource) => resources.includes(resource));
  const base = keepsAll ? standingBase(input, boundsFor(input, ofAll)) : undefined;
  if (base !== undefined) return base;
  const kept = resources.map((resource) => held(resource, input));
  const limits = resources.map((resource) => keptLimits(resource, input));
  const least = boundsFor(input, [...ofAll, ...limits, ...kept.map((each) => ({ ...each, containers: {} }))]);
  const choice = chooseTask(least, input.evidence.service.platform);
  const whole = boundsFor(input, [...ofAll, ...kept]);
  const fits = choice !== undefined && covers(choice.size, whole.needed);
  return fitted(input, fits ? whole : least, choice).sizes;
}

/** What deployments read, else what runs, where its task and each of its containers have what is asked for. */
function standingBase(input: RecommendInput, bounds: Bounds): Sizes | undefined {
  const live = baseOf(input);
  if (!covers(live.task, bounds.needed) || !covers(bounds.upper, live.task)) return undefined;
  return standingSizes({ ...input, live }, bounds, live.task) === live ? live : undefined;
}

/** What was found, where it grows, and otherwise what there is: only what a stronger guard takes away is gone. */
export function withoutAnyShrink(found: Holdable): Sizes {
  const { input, wanted } = found;
  return covers(wanted.task, baseOf(input).task) ? wanted : sizesHolding(RESOURCES, [], found);
}

interface Kept {
  /** The sizes that a resource is not to fall below. */
  readonly sizes: Sizes;
  readonly containers: readonly ContainerDefinition[];
  readonly keys: ParameterKeys;
}

interface KeepInput<Why extends Coded> extends Kept {
  readonly reasons: readonly Why[];
}

/** What a container has of a resource in its task; 0 where it has no limit. */
export function amountOf(resource: Resource, container: ContainerSize): number {
  return partOf(container, SIDES[resource]) ?? 0;
}

/**
 * Containers with a number of their own. One under the task's own key has all of the task, whatever others take of it,
 * and keeps that with the task: were it asked for beside what the others need, the task would grow at every run.
 */
function ownContainers(resource: Resource, { sizes, containers, keys }: Kept): readonly NamedSize[] {
  return deployedContainers(sizes, containers).filter(
    (container) => partKey(container, SIDES[resource], keys) !== keys.task[resource],
  );
}

/** The task and each of its containers keep at least what `sizes` give them of a resource. */
export function keepResource<Why extends Coded>(resource: Resource, { reasons, ...kept }: KeepInput<Why>): Demand<Why> {
  const side = SIDES[resource];
  const bounds: ContainerBound = Object.fromEntries(
    ownContainers(resource, kept).map((each) => [each.name, { [side]: amountOf(resource, each) }]),
  );
  return { kind: 'atLeast', [side]: kept.sizes.task[side], containers: bounds, reasons };
}
