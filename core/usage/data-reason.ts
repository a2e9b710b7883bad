import type { Resource } from '../model/resource.ts';
import { NAMES, type Sentences, WORDS } from '../model/words.ts';

/** What the data itself says against sizing a resource by its use: a closed set of codes, each with the numbers of its sentence. */
export type DataReason =
  | { readonly code: 'NoData'; readonly resource: Resource }
  | {
      readonly code: 'InsufficientData';
      readonly resource: Resource;
      readonly dataHours: number;
      readonly minimumDataHours: number;
    }
  | { readonly code: 'BrokenData'; readonly resource: Resource; readonly points: number }
  | {
      readonly code: 'LowCoverage';
      readonly resource: Resource;
      readonly coveragePercent: number;
      readonly minimumCoveragePercent: number;
    }
  | { readonly code: 'MuchLeftOut'; readonly resource: Resource; readonly leftOutPercent: number }
  | {
      readonly code: 'RecentDeployment';
      readonly daysSinceDeployment: number;
      readonly minimumDaysSinceDeployment: number;
    }
  | {
      readonly code: 'TargetTracking';
      readonly resource: Resource;
      readonly policy: string;
      readonly targetPercent?: number;
    }
  | { readonly code: 'StepScaling'; readonly resource: Resource; readonly policy: string }
  | { readonly code: 'ScalingUnknown'; readonly resource: Resource; readonly detail: string }
  | { readonly code: 'KillsUnknown' }
  | {
      readonly code: 'MemoryFollowsSize';
      readonly percent: number;
      /** The day on which the size changed and the percentage did not. */
      readonly since: string;
    }
  | {
      readonly code: 'MemoryAboveSize';
      readonly points: number;
      /** Those with a memoryReservation. */
      readonly containers: readonly string[];
    }
  | { readonly code: 'MemoryFull'; readonly fullDays: number };

/** What takes all memory that it gets, and how to find out. */
const FILLS =
  'Likely causes are file caches of the kernel, a heap that is a share of the memory (MaxRAMPercentage), or a garbage collector that waits for the limit. Metrics of the containers (enhanced Container Insights) and recorded memory kills tell what is really needed.';

export const DATA_SENTENCES: Sentences<DataReason> = {
  NoData: ({ resource }) => `There is no ${WORDS[resource]} data in the window.`,
  InsufficientData: ({ resource, dataHours, minimumDataHours }) =>
    `${NAMES[resource]} has ${dataHours} hours of data; the policy wants ${minimumDataHours}.`,
  BrokenData: ({ resource, points }) =>
    `${points} ${WORDS[resource]} points are negative or infinite and were left out.`,
  LowCoverage: ({ resource, coveragePercent, minimumCoveragePercent }) =>
    `Only ${coveragePercent} % of the possible ${WORDS[resource]} points are there; the policy wants ${minimumCoveragePercent}.`,
  MuchLeftOut: ({ resource, leftOutPercent }) =>
    `${leftOutPercent} % of the ${WORDS[resource]} points with data are left out, because tasks started, two sizes ran side by side, or the size is unknown.`,
  RecentDeployment: ({ daysSinceDeployment, minimumDaysSinceDeployment }) =>
    `The last deployment was ${daysSinceDeployment} days ago; the policy waits ${minimumDaysSinceDeployment}.`,
  TargetTracking: ({ resource, policy, targetPercent }) =>
    `${NAMES[resource]} is held${targetPercent === undefined ? '' : ` at ${targetPercent} %`} by the scaling policy ${policy}: its utilization says nothing about the size, so it keeps what it has.${resource === 'cpu' ? ' The scaling advice, where there is one, says which minimum, target or size is cheaper.' : ''}`,
  StepScaling: ({ resource, policy }) =>
    `The step scaling policy ${policy} changes the number of tasks by an alarm, so ${WORDS[resource]} is not decreased.`,
  ScalingUnknown: ({ resource, detail }) =>
    `Who scales the service is not known (${detail}), so ${WORDS[resource]} is not sized by its utilization.`,
  KillsUnknown: () =>
    'Memory kills of this account and region are not recorded (see examples/memory-kills), so memory is not decreased.',
  MemoryFollowsSize: ({ percent, since }) =>
    `Memory follows the size of the task: it stood at ${percent} % before and after the change of ${since}. Another size would not tell more, so memory is neither increased nor decreased. ${FILLS}`,
  MemoryAboveSize: ({ points, containers }) =>
    `Memory stood above 100 % of the task in ${points} points, which no task can: the percentages are of something else${containers.length === 0 ? '' : `, such as the memoryReservation of ${containers.join(', ')}`}. Memory keeps its size until it is known what they are of, or enhanced Container Insights measures the containers.`,
  MemoryFull: ({ fullDays }) =>
    `Memory was full on ${fullDays} of its last 14 days, and no task was killed: that is no need, so memory is neither increased nor decreased. ${FILLS}`,
};
