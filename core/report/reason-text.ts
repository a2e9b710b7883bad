import type { Reason } from '../decision/reason.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import { minuteText } from '../model/time.ts';
import { usdText } from '../money/usd.ts';
import type { TimelineSource } from '../usage/size-timeline.ts';

/** Within a sentence, and at its beginning. */
const WORDS: Readonly<Record<Resource, string>> = { cpu: 'CPU', memory: 'memory' };
const NAMES: Readonly<Record<Resource, string>> = { cpu: 'CPU', memory: 'Memory' };
const UNITS: Readonly<Record<Resource, string>> = { cpu: 'CPU units', memory: 'MiB' };

function amount(resource: Resource, value: number): string {
  return `${Math.ceil(value)} ${UNITS[resource]}`;
}

/** A task size as people write it: `1024 CPU / 2048 MiB`. */
export function sizeText({ cpuUnits, memoryMiB }: TaskSize): string {
  return `${cpuUnits} CPU / ${memoryMiB} MiB`;
}

/** A pin, its person and its end: every message about a pinned target has it. */
export function pinText({ until, by, why }: { until: string; by: string; why: string }): string {
  return `Pinned by ${by} until ${minuteText(until)}: ${why}`;
}

const SOURCES: Readonly<Record<TimelineSource, string>> = {
  Deployments: 'The sizes of the past are known from the deployments',
  ContainerInsights: 'The sizes of the past are read from Container Insights, for want of deployments',
  CurrentSize: 'The sizes of the past are not known; all points are read as percent of the current size',
};

type ReasonOf<Code extends Reason['code']> = Extract<Reason, { code: Code }>;

function utilizationText(reason: ReasonOf<'Utilization'>): string {
  const { resource, peakStatistic, peakWeightPercent, headroomPercent } = reason;
  const statistic = peakStatistic === 'max' ? 'the highest of' : `${peakStatistic.slice(1)} % of`;
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

function cpuShortageText(reason: ReasonOf<'CpuShortage'>): string {
  const { cpuUnits, weeks, weeksExceeded, taken, takenWeeksExceeded } = reason;
  const [shortage, step] = [reason.shortageUsdPerMonth, reason.stepUsdPerMonth].map((usd) => `${usdText(usd)} USD`);
  if (weeksExceeded === 0) {
    return `${cpuUnits} CPU units would have been exceeded in none of ${weeks} weeks, but this load is irregular: that a coming week exceeds them counts ${shortage} a month by the policy's shortage, and the step to ${taken} costs ${step}.`;
  }
  const there = takenWeeksExceeded === 0 ? 'none' : takenWeeksExceeded;
  return `${cpuUnits} CPU units would have been exceeded in ${weeksExceeded} of ${weeks} weeks, a shortage of ${shortage} a month by the policy; ${taken} in ${there}, and the step costs ${step}.`;
}

const SENTENCES: { readonly [Code in Reason['code']]: (reason: ReasonOf<Code>) => string } = {
  NoData: ({ resource }) => `There is no ${WORDS[resource]} data in the window.`,
  InsufficientData: ({ resource, dataHours, minimumDataHours }) =>
    `${NAMES[resource]} has ${dataHours} hours of data; the policy wants ${minimumDataHours}.`,
  BrokenData: ({ resource, points }) =>
    `${points} ${WORDS[resource]} points are negative or infinite and were left out.`,
  CensoredCpu: ({ points, sharePercent, censoredAt, amount: value }) =>
    `CPU stood at its limit of ${censoredAt} units in ${points} points (${sharePercent} %): the demand is at least that, so CPU gets at least ${value}.`,
  LowCoverage: ({ resource, coveragePercent, minimumCoveragePercent }) =>
    `Only ${coveragePercent} % of the possible ${WORDS[resource]} points are there; the policy wants ${minimumCoveragePercent}.`,
  RecentDeployment: ({ daysSinceDeployment, minimumDaysSinceDeployment }) =>
    `The last deployment was ${daysSinceDeployment} days ago; the policy waits ${minimumDaysSinceDeployment}.`,
  TargetTracking: ({ resource, policy, targetPercent }) =>
    `${NAMES[resource]} is held${targetPercent === undefined ? '' : ` at ${targetPercent} %`} by the scaling policy ${policy}: its utilization says nothing about the size, so it is not shrunk. Sizing it needs the task count and a new target value.`,
  StepScaling: ({ resource, policy }) =>
    `The step scaling policy ${policy} changes the number of tasks by an alarm, so ${WORDS[resource]} is not shrunk.`,
  ScalingUnknown: ({ resource, detail }) =>
    `Who scales the service is not known (${detail}), so ${WORDS[resource]} is not sized by its utilization.`,
  HistoryUnknown: ({ source, detail }) => `The deployments could not be read (${detail}). ${SOURCES[source]}.`,
  KillsUnknown: () =>
    'Memory kills of this account and region are not recorded (see examples/memory-kills), so memory is not shrunk.',
  MemoryKill: ({ container, limitMiB, at, amount: value }) =>
    `Container ${container} was killed at its limit of ${limitMiB} MiB (last seen ${minuteText(at)}); it gets at least ${value} MiB until four weeks are clean or its image changes.`,
  SizeHistory: ({ source, resizes, leftOutPoints }) =>
    `${SOURCES[source]}${resizes === 0 ? '' : `; ${resizes} ${resizes === 1 ? 'resize' : 'resizes'} in the window`}${leftOutPoints === 0 ? '' : `; ${leftOutPoints} points in which two revisions ran or the size is unknown were left out`}.`,
  Starts: ({ starts, peakPercent, bootMinutes }) =>
    `${starts} task ${starts === 1 ? 'start is' : 'starts are'} kept out of the steady use; CPU reached ${Math.round(peakPercent)} % in them${bootMinutes > 0 ? `, for up to ${bootMinutes} minutes` : ''}.`,
  SlowStart: ({ bootMinutes, bootCpuUnits, limitMinutes, amount: value }) =>
    `A start burned its ${bootCpuUnits} CPU units for ${bootMinutes} minutes and may take ${limitMinutes}: with less than ${value} units it would take longer.`,
  StartUnlimited: ({ bootMinutes, predictedMinutes, cpuUnits }) =>
    `A start took ${bootMinutes} minutes and would take about ${predictedMinutes} with ${cpuUnits} CPU units; no health check and no maximumStartMinutes limits that.`,
  LeakSuspected: ({ slopeMiBPerDay, daysUntilLimit, usualDays, needed }) =>
    `Memory climbs ${slopeMiBPerDay} MiB a day from each start to the next: a leak is suspected, the task is full in ${daysUntilLimit} days. The usual ${usualDays} days between starts need ${needed} MiB.`,
  HeapCpu: ({ heapMiB, amount: value }) =>
    `There is no CPU data; a heap of ${heapMiB} MiB gets the CPU row that Fargate pairs with it, ${value} units.`,
  HeapDecides: ({ container, maximumHeapMiB, permittedHeapMiB, size, savesUsdPerMonth }) =>
    `The heap of ${container} decides: with a maximum of ${permittedHeapMiB} MiB instead of ${maximumHeapMiB}, ${sizeText(size)} would do and save ${usdText(savesUsdPerMonth)} USD a month.`,
  ContainersEstimated: ({ containers }) =>
    `Enhanced Container Insights on the cluster would measure ${containers.join(', ')}, of which there are no metrics (billed for each series).`,
  AdviceOnly: () => 'This is advice: the data is not good enough to apply it.',
  SecondOpinionMissing: ({ resource, detail }) =>
    `${NAMES[resource]} is not shrunk, for the policy requires a second opinion and there is none. ${detail}`,
  SecondOpinionLarger: ({ resource, amount: value, size }) =>
    `${NAMES[resource]} is not shrunk to ${amount(resource, value)}, for the policy requires a second opinion and Compute Optimizer would take ${sizeText(size)}.`,
  UnevenTasks: ({ tasks, ratio, average, maximum }) =>
    `The hottest of ${tasks} tasks used at least ${ratio} times the mean CPU in three quarters of the busy points (usually ${maximum} against ${average} units), three times what the others did or more: a larger size does not spread load.`,
  OverHundredPercent: ({ resource, points }) => `${NAMES[resource]} passed 100 % of the task size in ${points} points.`,
  Utilization: utilizationText,
  ContainerNeed: containerText,
  Pinned: pinText,
  PinUnusable: ({ until }) =>
    `A pin (until ${minuteText(until)}) cannot be used: what is live stays. Pin again, or take the pin away.`,
  PinBelowFloor: ({ resource, amount: value, needed }) =>
    `The pin gives ${amount(resource, value)}, and ${amount(resource, needed)} are needed: the pin wins, and somebody should look.`,
  PinAboveMaximum: ({ resource, amount: value, needed }) =>
    `The pin asks for ${amount(resource, needed)}, and the configured maximum is ${value}: nothing was changed.`,
  Frozen: ({ window, since }) =>
    `Frozen ${window} (rightsizer.yml), since ${since}: only floors, kills and the way back pass.`,
  Breach: ({ at, until, what, size }) =>
    `The last change went wrong (${what}, seen ${minuteText(at)}): ${sizeText(size)} from before it is the least until ${until.slice(0, 10)}.`,
  RolledBack: ({ at, size, restored }) =>
    `ECS rolled the deployment of ${sizeText(size)} back (${minuteText(at)}): that size is suspect. ${sizeText(restored)} runs and stays until other images are deployed or four weeks have passed.`,
  GrowthRolledBack: ({ resource, amount: value, needed }) =>
    `${amount(resource, needed)} are needed, and a deployment with more than ${value} was rolled back.`,
  WaitsForAgreement: ({ resource, days, agreementDays, since }) =>
    `Less ${WORDS[resource]} waits: recommended on ${days} of ${agreementDays} days, since ${since}.`,
  Cooldown: ({ since, until, cooldownDays }) =>
    `Shrinking waits until ${minuteText(until)}: ${cooldownDays} days after the change of ${minuteText(since)}.`,
  WaitsForDeployment: ({ since }) =>
    `Shrinking waits for a deployment: the live sizes are not deployed since ${minuteText(since)}.`,
  OneCpuRow: ({ size, target, since }) =>
    `One CPU row at a time: ${sizeText(size)} first, ${sizeText(target)} is the aim since ${since}.`,
  SavingTooSmall: ({ savesUsdPerMonth, savesPercent, minimumSavingUsdPerMonth, minimumSavingPercent, since }) =>
    `Shrinking would save ${savesUsdPerMonth === undefined ? '' : `${usdText(savesUsdPerMonth)} USD a month, `}${savesPercent} %; a deployment must save ${savesUsdPerMonth === undefined ? '' : `${usdText(minimumSavingUsdPerMonth)} USD and `}${minimumSavingPercent} %. So since ${since}.`,
  ShrinkCap: ({ maximumShrinksPerRun, since }) =>
    `At most ${maximumShrinksPerRun} services shrink in one run (maximumShrinksPerRun); this one waits since ${since}.`,
  Rejected: ({ at, until, by, why }) =>
    `Rejected by ${by} on ${at.slice(0, 10)} (${why}): not proposed again before ${until.slice(0, 10)}, unless another size is found.`,
  NotDeployedYet: ({ since, size }) => `${sizeText(size)} is live since ${minuteText(since)} and not deployed yet.`,
  Drifted: ({ since, size }) =>
    `ECS runs ${sizeText(size)}, deployed ${minuteText(since)}, which is not what is live: somebody changed it by hand, or the deployment does not read the document.`,
  CpuShortage: cpuShortageText,
  KillRisk: ({ cheaper, size, killsThere, killsHere, usdPerKill, stepUsdPerMonth }) =>
    `${sizeText(cheaper)} would hold it as well; with ${usdPerKill} USD for a memory kill, an estimated ${killsThere.toFixed(2)} kills a month there instead of ${killsHere.toFixed(2)} are worth the ${usdText(stepUsdPerMonth)} USD that ${sizeText(size)} costs more.`,
  KeepsSize: ({ resource, amount: value }) => `${NAMES[resource]} keeps at least its ${amount(resource, value)}.`,
  NeverShrink: ({ resource, amount: value }) =>
    `The configuration never shrinks ${WORDS[resource]} below its ${amount(resource, value)}.`,
  MinimumTaskSize: ({ resource, amount: value }) => `The configured minimum is ${amount(resource, value)}.`,
  MaximumTaskSize: ({ resource, amount: value, needed }) =>
    `${amount(resource, needed)} are needed, and the configured maximum allows ${value}.`,
  MaximumBelowFloor: ({ resource, amount: value, needed }) =>
    `The configured maximum of ${amount(resource, value)} is below the ${needed} that must be there: nothing was changed.`,
  ContainerMinimumMemory: ({ container, amount: value }) =>
    `Container ${container} has a configured minimum of ${value} MiB.`,
  HeapFloor: ({ container, maximumHeapMiB, source, amount: value }) =>
    `Container ${container} may grow its heap to ${maximumHeapMiB} MiB (${source}), which takes at least ${value} MiB.`,
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
  RunningMisfit: ({ problem }) => `What runs now cannot be recorded as the way back: ${problem}.`,
  ContainerNotDeployed: ({ container }) =>
    `Container ${container} is configured and not deployed yet; "rightsizer seed" gives it its first sizes.`,
};

/** The sentence for a reason, with the numbers of its evidence. */
export function explain(reason: Reason): string {
  const sentence = SENTENCES[reason.code] as (reason: Reason) => string;
  return sentence(reason);
}
