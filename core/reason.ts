import type { PeakStatistic, Resource } from './configuration/policy.ts';
import type { TaskSize } from './sizing/fargate-grid.ts';

/** What a container's need was read from: its own metrics, or the task's usage split in proportion to what is declared. */
export type ContainerSource = 'ContainerInsights' | 'DeclaredShare';

/** Why a recommendation is what it is: a closed set of codes, each with the numbers that its sentence needs. */
export type Reason =
  | { readonly code: 'NoData'; readonly resource: Resource }
  | {
      readonly code: 'InsufficientData';
      readonly resource: Resource;
      readonly dataHours: number;
      readonly minimumDataHours: number;
    }
  | { readonly code: 'BrokenData'; readonly resource: Resource; readonly points: number }
  | { readonly code: 'CensoredCpu'; readonly points: number }
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
  | { readonly code: 'ContainerNotDeployed'; readonly container: string };

export type ReasonCode = Reason['code'];
