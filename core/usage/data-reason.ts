import type { Resource } from '../model/resource.ts';

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
  | { readonly code: 'KillsUnknown' };
