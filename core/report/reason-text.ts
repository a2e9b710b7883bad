import type { Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import type { TaskSize } from '../sizing/fargate-grid.ts';

const NAMES: Readonly<Record<Resource, string>> = { cpu: 'CPU', memory: 'Memory' };
const UNITS: Readonly<Record<Resource, string>> = { cpu: 'CPU units', memory: 'MiB' };

function amount(resource: Resource, value: number): string {
  return `${Math.ceil(value)} ${UNITS[resource]}`;
}

/** A task size as people write it: `1024 CPU / 2048 MiB`. */
export function sizeText({ cpuUnits, memoryMiB }: TaskSize): string {
  return `${cpuUnits} CPU / ${memoryMiB} MiB`;
}

type ReasonOf<Code extends Reason['code']> = Extract<Reason, { code: Code }>;

function utilizationText(reason: ReasonOf<'Utilization'>): string {
  const { resource, peakStatistic, peakWeightPercent, headroomPercent } = reason;
  const statistic = peakStatistic === 'max' ? 'the highest of' : '99.5 % of';
  const basis =
    peakWeightPercent === 100
      ? ''
      : ` The policy counts ${peakWeightPercent} % of the way from the average (${Math.round(reason.average)}) to that peak.`;
  const above = reason.highest > reason.peak ? ` (the highest was ${Math.ceil(reason.highest)})` : '';
  const peak = `${NAMES[resource]} peaked at ${amount(resource, reason.peak)}, ${statistic} ${reason.points} points${above}.`;
  return `${peak}${basis} With ${headroomPercent} % headroom ${amount(resource, reason.needed)} are needed.`;
}

function containerText({ container, resource, needed, source }: ReasonOf<'ContainerNeed'>): string {
  const origin =
    source === 'ContainerInsights'
      ? 'by its own metrics'
      : 'as its declared share of the task, for want of its own metrics';
  return `Container ${container} needs ${amount(resource, needed)}, ${origin}.`;
}

const SENTENCES: { readonly [Code in Reason['code']]: (reason: ReasonOf<Code>) => string } = {
  NoData: ({ resource }) => `There is no ${NAMES[resource]} data in the window.`,
  InsufficientData: ({ resource, dataHours, minimumDataHours }) =>
    `${NAMES[resource]} has ${dataHours} hours of data; the policy wants ${minimumDataHours}.`,
  BrokenData: ({ resource, points }) =>
    `${points} ${NAMES[resource]} points are negative or infinite and were left out.`,
  CensoredCpu: ({ points }) =>
    `CPU stood at its limit in ${points} points: the demand is at least that, so CPU is not shrunk.`,
  OverHundredPercent: ({ resource, points }) => `${NAMES[resource]} passed 100 % of the task size in ${points} points.`,
  Utilization: utilizationText,
  ContainerNeed: containerText,
  KeepsSize: ({ resource, amount: value }) => `${NAMES[resource]} keeps at least its ${amount(resource, value)}.`,
  NeverShrink: ({ resource, amount: value }) =>
    `The configuration never shrinks ${NAMES[resource]} below the running ${amount(resource, value)}.`,
  MinimumTaskSize: ({ resource, amount: value }) => `The configured minimum is ${amount(resource, value)}.`,
  MaximumTaskSize: ({ resource, amount: value, needed }) =>
    `${amount(resource, needed)} are needed, and the configured maximum allows ${value}.`,
  MaximumBelowFloor: ({ resource, amount: value, needed }) =>
    `The configured maximum of ${amount(resource, value)} is below the ${needed} that must be there: nothing was changed.`,
  ContainerMinimumMemory: ({ container, amount: value }) =>
    `Container ${container} has a configured minimum of ${value} MiB.`,
  HeapFloor: ({ container, maximumHeapMiB, amount: value }) =>
    `Container ${container} may grow its heap to ${maximumHeapMiB} MiB, which takes at least ${value} MiB.`,
  NeverAbovePolicy: ({ resource, policy, amount: value, needed }) =>
    `${amount(resource, needed)} are wanted, and ${policy} has ${value}: utilization takes this stage no higher.`,
  NoPairHolds: ({ needed, size }) =>
    `No permitted task size holds ${sizeText(needed)}; ${sizeText(size)} comes closest.`,
  NoPairHoldsFloor: ({ needed }) =>
    `No permitted task size holds the ${sizeText(needed)} that must be there: nothing was changed.`,
  ContainersDoNotFit: ({ size, problem }) =>
    `The containers cannot be fitted into ${sizeText(size)}, for ${problem}: nothing was changed.`,
  CheapestPair: ({ size, needed }) => `${sizeText(size)} is the cheapest task size that holds ${sizeText(needed)}.`,
  FreeMemory: ({ memoryMiB, containers }) =>
    `${memoryMiB} MiB come with this task size beyond the need; they go to ${containers.join(', ')}.`,
  ContainerNotDeployed: ({ container }) =>
    `Container ${container} is configured and not deployed yet; "rightsizer seed" gives it its first sizes.`,
};

/** The sentence for a reason, with the numbers of its evidence. */
export function explain(reason: Reason): string {
  const sentence = SENTENCES[reason.code] as (reason: Reason) => string;
  return sentence(reason);
}
