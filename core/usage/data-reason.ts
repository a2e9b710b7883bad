import type { Resource } from '../model/resource.ts';
import { NAMES, type ReasonsOf, WORDS } from '../model/words.ts';

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
