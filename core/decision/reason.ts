import type { PeakStatistic } from '../configuration/policy.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import type { ContainerSource } from '../sizing/container-needs.ts';
import type { DataReason } from '../usage/data-reason.ts';
import type { TimelineSource } from '../usage/size-timeline.ts';
import type { NoOpinionCause } from './opinion.ts';

/** Why a recommendation is what it is: a closed set of codes, each with the numbers that its sentence needs. */
export type Reason =
  | DataReason
  | {
      readonly code: 'CensoredCpu';
      readonly points: number;
      /** Of the points with data. */
      readonly sharePercent: number;
      readonly censoredAt: number;
      /** The CPU that is not gone below because of it. */
      readonly amount: number;
    }
  | {
      readonly code: 'MemoryKill';
      readonly container: string;
      readonly limitMiB: number;
      /** ISO time of the newest five-minute interval in which it was killed. */
      readonly at: string;
      readonly amount: number;
    }
  | {
      readonly code: 'SizeHistory';
      readonly source: TimelineSource;
      readonly resizes: number;
      readonly leftOutPoints: number;
    }
  | { readonly code: 'Starts'; readonly starts: number; readonly peakPercent: number; readonly bootMinutes: number }
  | { readonly code: 'HistoryUnknown'; readonly source: TimelineSource; readonly detail: string }
  | {
      readonly code: 'SlowStart';
      readonly bootMinutes: number;
      readonly bootCpuUnits: number;
      readonly limitMinutes: number;
      readonly amount: number;
    }
  | {
      readonly code: 'StartUnlimited';
      readonly bootMinutes: number;
      readonly predictedMinutes: number;
      readonly cpuUnits: number;
    }
  | {
      readonly code: 'LeakSuspected';
      readonly slopeMiBPerDay: number;
      readonly daysUntilLimit: number;
      readonly usualDays: number;
      readonly needed: number;
    }
  | {
      readonly code: 'UnevenTasks';
      readonly tasks: number;
      /** The hottest task to the mean over tasks, one decimal: reached in three quarters of the busy points. */
      readonly ratio: number;
      /** The medians over busy points, CPU units. */
      readonly average: number;
      readonly maximum: number;
    }
  | { readonly code: 'HeapCpu'; readonly heapMiB: number; readonly amount: number }
  | {
      readonly code: 'HeapDecides';
      readonly container: string;
      readonly maximumHeapMiB: number;
      /** The heap that would permit `size`. */
      readonly permittedHeapMiB: number;
      readonly size: TaskSize;
      readonly savesUsdPerMonth: number;
    }
  | { readonly code: 'ContainersEstimated'; readonly containers: readonly string[] }
  | { readonly code: 'AdviceOnly' }
  | {
      readonly code: 'SecondOpinionMissing';
      readonly resource: Resource;
      readonly because: NoOpinionCause;
      readonly detail: string;
    }
  | {
      readonly code: 'SecondOpinionLarger';
      readonly resource: Resource;
      /** What was found. */
      readonly amount: number;
      /** What Compute Optimizer would take. */
      readonly size: TaskSize;
    }
  | { readonly code: 'OverHundredPercent'; readonly resource: Resource; readonly points: number }
  | {
      readonly code: 'Utilization';
      readonly resource: Resource;
      readonly peakStatistic: PeakStatistic;
      readonly peakWeightPercent: number;
      readonly headroomPercent: number;
      readonly average: number;
      readonly peak: number;
      readonly highest: number;
      readonly needed: number;
      readonly points: number;
    }
  | {
      readonly code: 'ContainerNeed';
      readonly container: string;
      readonly resource: Resource;
      readonly needed: number;
      readonly source: ContainerSource;
    }
  | {
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
  | {
      readonly code: 'KillRisk';
      /** The cheaper size that would hold what is needed. */
      readonly cheaper: TaskSize;
      readonly size: TaskSize;
      /** Estimated kills a month there and here. */
      readonly killsThere: number;
      readonly killsHere: number;
      readonly usdPerKill: number;
      /** What the larger size costs more, at the reference price. */
      readonly stepUsdPerMonth: number;
    }
  | { readonly code: 'KeepsSize'; readonly resource: Resource; readonly amount: number }
  | { readonly code: 'NeverShrink'; readonly resource: Resource; readonly amount: number }
  | { readonly code: 'MinimumTaskSize'; readonly resource: Resource; readonly amount: number }
  | { readonly code: 'MaximumTaskSize'; readonly resource: Resource; readonly amount: number; readonly needed: number }
  | {
      readonly code: 'MaximumBelowFloor';
      readonly resource: Resource;
      readonly amount: number;
      readonly needed: number;
    }
  | { readonly code: 'ContainerMinimumMemory'; readonly container: string; readonly amount: number }
  | {
      readonly code: 'HeapFloor';
      readonly container: string;
      readonly maximumHeapMiB: number;
      /** Where the heap was read. */
      readonly source: string;
      readonly amount: number;
    }
  | {
      readonly code: 'NeverAbovePolicy';
      readonly resource: Resource;
      readonly policy: string;
      readonly amount: number;
      readonly needed: number;
    }
  | { readonly code: 'NoPairHolds'; readonly needed: TaskSize; readonly size: TaskSize }
  | { readonly code: 'NoPairHoldsFloor'; readonly needed: TaskSize }
  | { readonly code: 'ContainersDoNotFit'; readonly size: TaskSize; readonly problem: string }
  | { readonly code: 'CheapestPair'; readonly size: TaskSize; readonly needed: TaskSize }
  | { readonly code: 'FreeMemory'; readonly memoryMiB: number; readonly containers: readonly string[] }
  | {
      readonly code: 'Pinned';
      /** ISO time. */
      readonly until: string;
      readonly by: string;
      readonly why: string;
    }
  | { readonly code: 'PinUnusable'; readonly until: string }
  | { readonly code: 'PinBelowFloor'; readonly resource: Resource; readonly amount: number; readonly needed: number }
  | { readonly code: 'PinAboveMaximum'; readonly resource: Resource; readonly amount: number; readonly needed: number }
  | { readonly code: 'Frozen'; readonly window: string; readonly since: string }
  | {
      readonly code: 'Breach';
      readonly at: string;
      /** ISO time until which the size is the least. */
      readonly until: string;
      readonly what: string;
      readonly size: TaskSize;
    }
  | {
      readonly code: 'RolledBack';
      readonly at: string;
      /** What ECS took back. */
      readonly size: TaskSize;
      readonly restored: TaskSize;
    }
  | {
      readonly code: 'GrowthRolledBack';
      readonly resource: Resource;
      readonly amount: number;
      readonly needed: number;
    }
  | {
      readonly code: 'WaitsForAgreement';
      readonly resource: Resource;
      readonly days: number;
      readonly agreementDays: number;
      /** The day of the first recommendation, UTC. */
      readonly since: string;
    }
  | { readonly code: 'Cooldown'; readonly since: string; readonly until: string; readonly cooldownDays: number }
  | { readonly code: 'WaitsForDeployment'; readonly since: string }
  | { readonly code: 'OneCpuRow'; readonly size: TaskSize; readonly target: TaskSize; readonly since: string }
  | {
      readonly code: 'SavingTooSmall';
      /** Absent where no price is confirmed. */
      readonly savesUsdPerMonth?: number;
      readonly savesPercent: number;
      readonly minimumSavingUsdPerMonth: number;
      readonly minimumSavingPercent: number;
      readonly since: string;
    }
  | { readonly code: 'ShrinkCap'; readonly maximumShrinksPerRun: number; readonly since: string }
  | {
      readonly code: 'Rejected';
      readonly at: string;
      readonly until: string;
      readonly by: string;
      readonly why: string;
    }
  | { readonly code: 'NotDeployedYet'; readonly since: string; readonly size: TaskSize }
  | { readonly code: 'Drifted'; readonly since: string; readonly size: TaskSize }
  | { readonly code: 'ContainerNotDeployed'; readonly container: string }
  | { readonly code: 'RunningMisfit'; readonly problem: string };

export type ReasonCode = Reason['code'];
