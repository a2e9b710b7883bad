import type { Policy } from '../configuration/policy.ts';
import { covers, type TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import { monthlyUsd } from '../money/tariff.ts';
import { choosePair } from '../sizing/choose-pair.ts';
import { type Demand, demandOf, requiresWithout } from '../sizing/demand.ts';
import { type Neighbor, neighborsOf } from '../sizing/neighbors.ts';
import { peakPoints } from '../usage/usage.ts';
import { lastWeeks, type Week, type WeeksExceeded, weeksExceeded, withoutWeek } from '../usage/weeks.ts';
import { needOf, seriesOf } from './assess.ts';
import type { Assessments } from './assessment.ts';
import type { Bounds } from './bounds.ts';
import type { Evidence } from './evidence.ts';

type ByResource = Readonly<Partial<Record<Resource, WeeksExceeded>>>;

/** What another size would have seen, and what it costs. */
export interface Alternative extends ByResource {
  readonly kind: 'recommended' | Neighbor['kind'];
  readonly task: TaskSize;
  /** Absent where the price is not confirmed. */
  readonly usdPerMonth?: number;
}

/** Each week against the size that is chosen on the others; and the recommended size beside its neighbors. */
export interface HoldOut extends ByResource {
  readonly alternatives: readonly Alternative[];
}

export interface HoldOutInput {
  readonly evidence: Evidence;
  readonly policy: Policy;
  readonly assessments: Assessments;
  readonly bounds: Bounds;
  /** The recommended size. */
  readonly task: TaskSize;
}

type Weeks = Readonly<Partial<Record<Resource, readonly Week[]>>>;

/** By resource: how often the size of each week was exceeded in it. */
function byResource(
  { evidence: { window } }: HoldOutInput,
  weeks: Weeks,
  sizeIn: (week: Week, resource: Resource) => number,
): ByResource {
  const found = RESOURCES.flatMap((resource) => {
    const counted = weeksExceeded(weeks[resource] ?? [], (week) => sizeIn(week, resource), window);
    return counted === undefined ? [] : [[resource, counted] as const];
  });
  return Object.fromEntries(found);
}

/** The evidence without a week, where utilization is heard; what has no say is left as it is. */
interface Others {
  readonly evidence: Evidence;
  readonly demands: Readonly<Partial<Record<Resource, Demand>>>;
}

function othersThan({ start, end }: Week, { evidence, policy, assessments }: HoldOutInput): Others {
  const known = RESOURCES.flatMap((resource) => {
    const series = seriesOf(evidence, resource);
    if (series === undefined || assessments[resource]?.needed === undefined) return [];
    const others = withoutWeek(series, start, end);
    const demand = demandOf(others, policy[resource]);
    return demand === undefined ? [] : [{ resource, others, demand }];
  });
  return {
    evidence: { ...evidence, ...Object.fromEntries(known.map(({ resource, others }) => [resource, others])) },
    demands: Object.fromEntries(known.map(({ resource, demand }) => [resource, demand])),
  };
}

/** An amount within the bounds that stand; what nothing asks for stays as recommended. */
function within({ bounds: { firm, upper }, task }: HoldOutInput, side: keyof TaskSize, needed: number | undefined) {
  return needed === undefined ? task[side] : Math.min(upper[side], Math.max(firm[side], needed));
}

/**
 * Whether what the other weeks require in any case is no less than a week's highest points, so that whatever is chosen on them, or stays, holds the
 * week: counted, which takes a tenth of the time that the choice takes.
 */
function isHeldAnyway(week: Week, input: HoldOutInput, highest: TaskSize): boolean {
  const { evidence, policy, assessments, bounds, task } = input;
  if (!covers(task, highest) || !covers(bounds.upper, highest)) return false;
  return RESOURCES.every((resource) => {
    const series = seriesOf(evidence, resource);
    if (series === undefined || assessments[resource]?.needed === undefined) return true;
    return requiresWithout(peakPoints(series), week, { policy: policy[resource], amount: highest[SIDES[resource]] });
  });
}

/** The size that the policy chooses on all weeks but one; the recommended one where none holds what is needed. */
function chosenWithout(week: Week, input: HoldOutInput, highest: TaskSize): TaskSize {
  const { policy, bounds, task } = input;
  if (isHeldAnyway(week, input, highest)) return task;
  const { evidence, demands } = othersThan(week, input);
  const needIn = (resource: Resource) => {
    const demand = demands[resource];
    return demand && needOf(evidence, resource, { policy, demand });
  };
  const [cpu, memory] = [needIn('cpu'), needIn('memory')];
  const needed = {
    cpuUnits: within(input, 'cpuUnits', cpu?.needed),
    memoryMiB: within(input, 'memoryMiB', memory?.needed),
  };
  const { platform } = evidence.service;
  const { killRisk } = memory ?? {};
  return choosePair(needed, bounds.upper, { platform, ...(killRisk && { killRisk }) }) ?? task;
}

/** Each week against what is chosen on the others. */
function heldOut(input: HoldOutInput, weeks: Weeks): ByResource {
  const highestIn = (resource: Resource, { start }: Week) =>
    weeks[resource]?.find((week) => week.start === start)?.highest ?? 0;
  const chosen = new Map<number, TaskSize>();
  const chosenFor = (week: Week): TaskSize => {
    const known = chosen.get(week.start);
    if (known !== undefined) return known;
    const highest = { cpuUnits: highestIn('cpu', week), memoryMiB: highestIn('memory', week) };
    const task = chosenWithout(week, input, highest);
    chosen.set(week.start, task);
    return task;
  };
  return byResource(input, weeks, (week, resource) => chosenFor(week)[SIDES[resource]]);
}

function weeksOf({ evidence }: HoldOutInput, isHeard: (resource: Resource) => boolean): Weeks {
  const known = RESOURCES.flatMap((resource) => {
    const series = seriesOf(evidence, resource);
    return series === undefined || !isHeard(resource)
      ? []
      : [[resource, lastWeeks(peakPoints(series), evidence.window)] as const];
  });
  return Object.fromEntries(known);
}

/**
 * Holds out each of the window's last four weeks: was the size exceeded in it that the policy chooses on the others? Beside it, what the recommended
 * size and its neighbors on Fargate's grid saw in the same weeks. Undefined without two weeks of data.
 */
export function holdOut(input: HoldOutInput): HoldOut | undefined {
  const { evidence, assessments, task, bounds } = input;
  const { platform } = evidence.service;
  const weeks = weeksOf(input, () => true);
  const heard = weeksOf(input, (resource) => assessments[resource]?.needed !== undefined);
  const seenAt = (size: TaskSize) => byResource(input, weeks, (_, resource) => size[SIDES[resource]]);
  if (Object.keys(seenAt(task)).length === 0) return undefined;
  const neighbors = neighborsOf(task, bounds.needed.memoryMiB, platform.operatingSystem);
  const alternatives = [{ kind: 'recommended', task } as const, ...neighbors].map((each): Alternative => {
    const usdPerMonth = monthlyUsd(each.task, evidence.pricing);
    return { ...each, ...(usdPerMonth !== undefined && { usdPerMonth }), ...seenAt(each.task) };
  });
  return { ...heldOut(input, heard), alternatives };
}
