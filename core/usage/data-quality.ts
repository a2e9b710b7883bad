import type { Policy } from '../configuration/policy.ts';
import { sum } from '../model/sizes.ts';
import { RESOURCES, type Resource } from '../model/task-size.ts';
import { DAY_SECONDS, expectedPoints, HOUR_MILLISECONDS, HOUR_SECONDS, type Window } from '../model/time.ts';
import { NAMES, type ReasonsOf, WORDS } from '../model/words.ts';
import { offStretches } from './starts.ts';
import { countPoints } from './statistics.ts';
import { peakPoints, type Series } from './usage.ts';

/** How much can be read from one resource's series; counts are points of the series that peaks are read from. */
export interface ResourceQuality {
  readonly points: number;
  readonly expectedPoints: number;
  /** Points in stretches of an hour or more without any: nothing ran, and nothing was expected. */
  readonly offPoints: number;
  /** Points that are there and were left out on purpose: starts, two revisions side by side, unknown sizes. */
  readonly leftOutPoints: number;
  /** Share of the points that could be there (expected, less off and left out), 0 to 100, two decimals. */
  readonly coveragePercent: number;
  readonly longestGapHours: number;
  readonly dataHours: number;
  /** Days, counted back from the end, in which there is a point. */
  readonly dataDays: number;
  /** Points refused as negative or infinite. */
  readonly brokenPoints: number;
  /** CPU only: points at 99 % of the size in force or more. They say "at least", not "this much". */
  readonly censoredPoints: number;
  /** The largest CPU size at which a point was censored, in CPU units; 0 without one. */
  readonly censoredAt: number;
  /** Points above 100 % of the task size: accepted, and worth knowing. */
  readonly overHundredPoints: number;
}

function countByDay(values: Float64Array, perDay: number): Pick<ResourceQuality, 'points' | 'dataDays'> {
  let [points, dataDays] = [0, 0];
  for (let end = values.length; end > 0; end -= perDay) {
    const ofDay = countPoints(values.subarray(Math.max(0, end - perDay), end));
    points += ofDay;
    if (ofDay > 0) dataDays += 1;
  }
  return { points, dataDays };
}

/** Counts what a resource's series offers: coverage, gaps, broken, censored and over-100 % points. */
export function dataQuality(resource: Resource, series: Series, window: Window): ResourceQuality {
  const values = peakPoints(series);
  const { points, dataDays } = countByDay(values, DAY_SECONDS / window.periodSeconds);
  const expected = expectedPoints(window);
  // What is left out was there: its hours are no gap.
  const off = points === 0 ? [] : offStretches(values, window, series.leftOut);
  const hours = off.map(({ startTime, endTime }) => (endTime - startTime) / HOUR_MILLISECONDS);
  const offPoints = Math.round((sum(hours) * HOUR_SECONDS) / window.periodSeconds);
  const { leftOutPoints, brokenPoints, overHundredPoints } = series;
  const possible = Math.max(points, expected - offPoints - leftOutPoints);
  return {
    points,
    expectedPoints: expected,
    offPoints,
    leftOutPoints,
    coveragePercent: possible > 0 ? Math.round((points / possible) * 10_000) / 100 : 0,
    longestGapHours: Math.round(Math.max(0, ...hours) * 100) / 100,
    dataHours: Math.round((points * window.periodSeconds) / 36) / 100,
    dataDays,
    brokenPoints,
    censoredPoints: resource === 'cpu' ? series.censoredPoints : 0,
    censoredAt: resource === 'cpu' ? series.censoredAt : 0,
    overHundredPoints,
  };
}

/**
 * What utilization may say about a resource: `size` it freely, `grow` it only, or `keep` it because there is too little
 * to go by. The reasons name all that speaks against shrinking (docs/contracts.md, what always holds, 2).
 */
export interface ResourceVerdict<Why = DataReason> {
  readonly kind: 'size' | 'grow' | 'keep';
  readonly reasons: readonly Why[];
}

const JOB_DAYS = 14;

/**
 * A service that is off between runs has few hours of data. Enough is an eighth of the hours that the policy wants, on
 * fourteen days, and all there could be while it ran, if it was watched, off or on, for as long as the policy wants.
 */
function isJobWithEnough(quality: ResourceQuality, policy: Policy): boolean {
  const { dataHours, dataDays, coveragePercent, points, offPoints } = quality;
  const watchedHours = (dataHours * (points + offPoints)) / points;
  const isWatched = watchedHours >= policy.minimumDataHours && coveragePercent >= policy.minimumCoveragePercent;
  return isWatched && dataHours >= policy.minimumDataHours / 8 && dataDays >= JOB_DAYS;
}

/**
 * Judges one resource's data before any number is computed from it.
 *
 * @param others - What else speaks against shrinking it: a scaling policy that controls it, kills that nobody records.
 */
export function judgeData(
  resource: Resource,
  quality: ResourceQuality,
  { policy, others = [] }: { readonly policy: Policy; readonly others?: readonly DataReason[] },
): ResourceVerdict {
  if (quality.points === 0) return { kind: 'keep', reasons: [{ code: 'NoData', resource }] };
  const { dataHours } = quality;
  const { minimumDataHours } = policy;
  if (!(dataHours >= minimumDataHours) && !isJobWithEnough(quality, policy)) {
    return { kind: 'keep', reasons: [{ code: 'InsufficientData', resource, dataHours, minimumDataHours }] };
  }
  const reasons: DataReason[] = [];
  if (quality.brokenPoints > 0) reasons.push({ code: 'BrokenData', resource, points: quality.brokenPoints });
  reasons.push(...others);
  return { kind: reasons.length > 0 ? 'grow' : 'size', reasons };
}

/**
 * What may be done with what utilization says about a target: `act` on it, `advise` it without applying it, or be
 * `silent`. Floors and kills may grow a size under any verdict.
 */
export interface TargetVerdict<Why = DataReason> {
  readonly kind: 'act' | 'advise' | 'silent';
  readonly reasons: readonly Why[];
}

export interface VerdictInput {
  readonly resources: Readonly<
    Partial<Record<Resource, { readonly quality: ResourceQuality; readonly verdict: ResourceVerdict }>>
  >;
  readonly policy: Policy;
  /** Absent when no deployment is known. */
  readonly daysSinceDeployment?: number | undefined;
}

/** What is left out above this share of the points with data may well be what matters (docs/algorithm.md). */
const MOST_LEFT_OUT_PERCENT = 25;

/** What misses too many points, and what of which too many are left out. */
function holes({ resources, policy: { minimumCoveragePercent } }: VerdictInput): readonly DataReason[] {
  const read = RESOURCES.flatMap((resource) => {
    const { quality, verdict } = resources[resource] ?? {};
    return quality === undefined || verdict?.kind === 'keep' ? [] : [{ resource, ...quality }];
  });
  const low = read.filter(({ coveragePercent }) => !(coveragePercent >= minimumCoveragePercent));
  const left = read.map(({ resource, points, leftOutPoints }) => {
    const leftOutPercent = Math.round((leftOutPoints / (points + leftOutPoints)) * 100);
    return { code: 'MuchLeftOut', resource, leftOutPercent } as const;
  });
  return [
    ...low.map(({ resource, coveragePercent }) => {
      return { code: 'LowCoverage', resource, coveragePercent, minimumCoveragePercent } as const;
    }),
    ...left.filter(({ leftOutPercent }) => leftOutPercent > MOST_LEFT_OUT_PERCENT),
  ];
}

function recentDeployment({ daysSinceDeployment, policy }: VerdictInput): readonly DataReason[] {
  const { minimumDaysSinceDeployment } = policy;
  if (daysSinceDeployment === undefined || daysSinceDeployment >= minimumDaysSinceDeployment) return [];
  return [{ code: 'RecentDeployment', daysSinceDeployment, minimumDaysSinceDeployment }];
}

/** Percentages of nobody knows what: somebody should look before anything is done with them. */
function aboveSize({ resources: { memory } }: VerdictInput): readonly DataReason[] {
  return memory?.verdict.reasons.filter(({ code }) => code === 'MemoryAboveSize') ?? [];
}

/** Judges a target before any number: silent when no resource has enough data, advise when what there is has holes. */
export function judgeTarget(input: VerdictInput): TargetVerdict {
  const all = Object.values(input.resources);
  if (all.every(({ verdict }) => verdict.kind === 'keep')) {
    return { kind: 'silent', reasons: all.flatMap(({ verdict }) => verdict.reasons) };
  }
  const reasons = [...aboveSize(input), ...holes(input), ...recentDeployment(input)];
  return { kind: reasons.length > 0 ? 'advise' : 'act', reasons };
}

/** What takes all memory that it gets, and how to find out. */
const FILLS =
  'Likely causes are file caches of the kernel, a heap that is a share of the memory (MaxRAMPercentage), or a garbage collector that waits for the limit. Metrics of the containers (enhanced Container Insights) and recorded memory kills tell what is really needed.';

type Of = { readonly resource: Resource };

/** What the data itself says against sizing a resource by its use. */
export const DATA_SENTENCES = {
  NoData: ({ resource }: Of) => `There is no ${WORDS[resource]} data in the window.`,
  InsufficientData: ({ resource, dataHours, minimumDataHours }: Of & { dataHours: number; minimumDataHours: number }) =>
    `${NAMES[resource]} has ${dataHours} hours of data; the policy wants ${minimumDataHours}.`,
  BrokenData: ({ resource, points }: Of & { points: number }) =>
    `${points} ${WORDS[resource]} points are negative or infinite and were left out.`,
  LowCoverage: (data: Of & { coveragePercent: number; minimumCoveragePercent: number }) =>
    `Only ${data.coveragePercent} % of the possible ${WORDS[data.resource]} points are there; the policy wants ${data.minimumCoveragePercent}.`,
  MuchLeftOut: ({ resource, leftOutPercent }: Of & { leftOutPercent: number }) =>
    `${leftOutPercent} % of the ${WORDS[resource]} points with data are left out, because tasks started, two sizes ran side by side, or the size is unknown.`,
  RecentDeployment: (data: { daysSinceDeployment: number; minimumDaysSinceDeployment: number }) =>
    `The last deployment was ${data.daysSinceDeployment} days ago; the policy waits ${data.minimumDaysSinceDeployment}.`,
  TargetTracking: ({ resource, policy, targetPercent }: Of & { policy: string; targetPercent?: number }) =>
    `${NAMES[resource]} is held${targetPercent === undefined ? '' : ` at ${targetPercent} %`} by the scaling policy ${policy}: its utilization says nothing about the size, so it keeps what it has.${resource === 'cpu' ? ' The scaling advice, where there is one, says which minimum, target or size is cheaper.' : ''}`,
  StepScaling: ({ resource, policy }: Of & { policy: string }) =>
    `The step scaling policy ${policy} changes the number of tasks by an alarm, so ${WORDS[resource]} is not decreased.`,
  ScalingUnknown: ({ resource, detail }: Of & { detail: string }) =>
    `Who scales the service is not known (${detail}), so ${WORDS[resource]} is not sized by its utilization.`,
  KillsUnknown: () =>
    'Memory kills of this account and region are not recorded (see examples/memory-kills), so memory is not decreased.',
  /** Since the day on which the size changed and the percentage did not. */
  MemoryFollowsSize: ({ percent, since }: { percent: number; since: string }) =>
    `Memory follows the size of the task: it stood at ${percent} % before and after the change of ${since}. Another size would not tell more, so memory is neither increased nor decreased. ${FILLS}`,
  /** The containers are those with a memoryReservation. */
  MemoryAboveSize: ({ points, containers }: { points: number; containers: readonly string[] }) =>
    `Memory stood above 100 % of the task in ${points} points, which no task can: the percentages are of something else${containers.length === 0 ? '' : `, such as the memoryReservation of ${containers.join(', ')}`}. Memory keeps its size until it is known what they are of, or enhanced Container Insights measures the containers.`,
  MemoryFull: ({ fullDays }: { fullDays: number }) =>
    `Memory was full on ${fullDays} of its last 14 days, and no task was killed: that is no need, so memory is neither increased nor decreased. ${FILLS}`,
};
export type DataReason = ReasonsOf<typeof DATA_SENTENCES>;
