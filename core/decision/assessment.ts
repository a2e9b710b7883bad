import type { Resource } from '../model/resource.ts';
import type { ContainerNeed } from '../sizing/container-needs.ts';
import type { Demand } from '../sizing/demand.ts';
import type { CpuRow, KillRisk } from '../sizing/shortage.ts';
import type { ResourceQuality, ResourceVerdict } from '../usage/data-quality.ts';

/** What was read from one resource on the way to the decision. */
export interface Assessment {
  readonly quality: ResourceQuality;
  readonly verdict: ResourceVerdict;
  /** Absent without a data point. */
  readonly demand?: Demand;
  /** The demand with headroom, in CPU units or MiB; absent where utilization has no say. */
  readonly needed?: number;
  /** CPU: what the row costs that is taken because the one below would be short too often. */
  readonly shortage?: CpuRow['below'];
  /** Memory: what too little of it is expected to cost. */
  readonly killRisk?: KillRisk;
  /** By container: what it needs and where that was read. Empty where utilization has no say. */
  readonly containers: readonly ContainerNeed[];
}

export type Assessments = Readonly<Partial<Record<Resource, Assessment>>>;
