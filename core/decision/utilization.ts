import type { PeakStatistic } from '../configuration/policy.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import { amountText, NAMES, type Sentences } from '../model/words.ts';
import { cents, usdText } from '../money/usd.ts';
import type { ContainerSource } from '../sizing/container-needs.ts';
import { withHeadroom } from '../sizing/demand.ts';
import { isFixed, partKey } from '../sizing/key-groups.ts';
import type { Assessment, Assessments } from './assessment.ts';
import type { Demand } from './bounds.ts';
import { EARLIER_PEAK_SENTENCES, type EarlierPeakFloor, earlierPeakWants } from './earlier-peak.ts';
import { HEAP_SHARE_SENTENCES, type HeapShare, heapShareWants } from './heap-share.ts';
import type { RecommendInput } from './input.ts';
import { observedRisk } from './observed-risk.ts';

interface Utilization {
  readonly code: 'Utilization';
  readonly resource: Resource;
  readonly peakStatistic: PeakStatistic;
  readonly headroomPercent: number;
  readonly average: number;
  readonly peak: number;
  readonly highest: number;
  readonly needed: number;
  readonly points: number;
}
interface CpuShortage {
  readonly code: 'CpuShortage';
  /** The row below the one that was taken. */
  readonly cpuUnits: number;
  readonly weeks: number;
  readonly weeksExceeded: number;
  /** What the missing CPU of that row is expected to cost. */
  readonly shortageUsdPerMonth: number;
  readonly taken: number;
  readonly takenWeeksExceeded: number;
  /** What the step between the two costs. */
  readonly stepUsdPerMonth: number;
}
interface ContainerNeeded {
  readonly code: 'ContainerNeed';
  readonly container: string;
  readonly resource: Resource;
  readonly needed: number;
  readonly source: ContainerSource;
}
export type UtilizationReason =
  | Utilization
  | CpuShortage
  | ContainerNeeded
  | HeapShare
  | EarlierPeakFloor
  | { readonly code: 'OverHundredPercent'; readonly resource: Resource; readonly points: number };

export const UTILIZATION_SENTENCES: Sentences<UtilizationReason> = {
  ...HEAP_SHARE_SENTENCES,
  ...EARLIER_PEAK_SENTENCES,
  Utilization: utilizationText,
  CpuShortage: cpuShortageText,
  ContainerNeed: ({ container, resource, needed, source }) => {
    const from =
      source === 'ContainerInsights'
        ? 'by its own metrics'
        : 'its declared share of the task; it has no metrics of its own';
    return `Container ${container} needs ${amountText(resource, needed)}, ${from}.`;
  },
  OverHundredPercent: ({ resource, points }) =>
    `${NAMES[resource]} exceeded 100 % of the task size in ${points} points.`,
};

function utilizationText(reason: Utilization): string {
  const { resource, peakStatistic, headroomPercent } = reason;
  const statistic = peakStatistic === 'max' ? 'the highest of' : `${peakStatistic.slice(1)} % of`;
  const above = reason.highest > reason.peak ? ` (the highest was ${Math.ceil(reason.highest)})` : '';
  const peak = `${NAMES[resource]} peaked at ${amountText(resource, reason.peak)}, ${statistic} ${reason.points} points${above}.`;
  return `${peak} With ${headroomPercent} % headroom ${amountText(resource, reason.needed)} are needed.`;
}

function cpuShortageText(reason: CpuShortage): string {
  const { cpuUnits, weeks, weeksExceeded, taken, takenWeeksExceeded } = reason;
  const [shortage, step] = [reason.shortageUsdPerMonth, reason.stepUsdPerMonth].map((usd) => `${usdText(usd)} USD`);
  if (weeksExceeded === 0) {
    return `${cpuUnits} CPU units would have been enough in all ${weeks} weeks, but the load is irregular: the policy expects a shortage of ${shortage} a month there, and ${taken} units cost ${step} more.`;
  }
  const there = takenWeeksExceeded === 0 ? 'none' : takenWeeksExceeded;
  return `${cpuUnits} CPU units would have been exceeded in ${weeksExceeded} of ${weeks} weeks, which the policy counts as ${shortage} a month; ${taken} in ${there}, and they cost ${step} more.`;
}

/** What utilization wants of a target: it yields to every guard. */
export function utilizationWants(
  input: RecommendInput,
  assessments: Assessments,
): readonly Demand<UtilizationReason>[] {
  return [
    ...RESOURCES.flatMap((resource) => wantsOf(resource, assessments[resource], input)),
    ...heapShareWants(input, assessments.memory?.containers ?? []),
    ...earlierPeakWants(input, assessments.memory),
  ];
}

/** What utilization wants of one resource: it yields to every guard. */
function wantsOf(
  resource: Resource,
  assessment: Assessment | undefined,
  input: RecommendInput,
): readonly Demand<UtilizationReason>[] {
  const { target, evidence } = input;
  if (assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { demand, needed, quality, shortage, killRisk } = assessment;
  const side = SIDES[resource];
  const { average, peak, highest } = demand;
  const required = withHeadroom(demand.peak, target.policy[resource].headroomPercent);
  const { points, overHundredPoints } = quality;
  const reasons: UtilizationReason[] = [
    {
      code: 'Utilization',
      resource,
      ...target.policy[resource],
      average,
      peak,
      highest,
      needed: shortage === undefined ? needed : required,
      points,
    },
    ...(shortage === undefined ? [] : [shortageReason(shortage, needed, input)]),
    ...assessment.containers
      .filter(({ container }) => isPublished(container, side, input))
      .map((need): UtilizationReason => ({ code: 'ContainerNeed', resource, ...need })),
  ];
  if (overHundredPoints > 0) reasons.push({ code: 'OverHundredPercent', resource, points: overHundredPoints });
  // What a container that nobody sizes used beyond its declaration buys nothing: it cannot get more.
  const fixed = evidence.service.containers.filter((container) => isFixed(container, side, target.parameters));
  const names = new Set(fixed.map(({ name }) => name));
  const needs = assessment.containers.filter(({ container }) => !names.has(container));
  const containers = Object.fromEntries(needs.map((need) => [need.container, { [side]: need.needed }]));
  return [{ kind: 'wants', [side]: needed, containers, reasons, ...(killRisk && { killRisk }) }];
}

/** Why a CPU row is taken that is larger than what is needed. */
function shortageReason(
  { cpuUnits, shortageUsd, stepUsd }: NonNullable<Assessment['shortage']>,
  row: number,
  { evidence: { cpu, window } }: RecommendInput,
): UtilizationReason {
  const below = observedRisk(cpu, cpuUnits, window.periodSeconds);
  const taken = observedRisk(cpu, row, window.periodSeconds);
  return {
    code: 'CpuShortage',
    cpuUnits,
    weeksExceeded: below.weeksExceeded,
    weeks: below.weeks,
    shortageUsdPerMonth: cents(shortageUsd),
    taken: row,
    takenWeeksExceeded: taken.weeksExceeded,
    stepUsdPerMonth: cents(stepUsd),
  };
}

function isPublished(name: string, side: keyof TaskSize, { target, evidence }: RecommendInput): boolean {
  const container = evidence.service.containers.find((each) => each.name === name);
  return container !== undefined && partKey(container, side, target.parameters) !== undefined;
}
