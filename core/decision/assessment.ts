import type { Resource } from '../model/resource.ts';
import type { ContainerNeed } from '../sizing/container-needs.ts';
import type { Demand } from '../sizing/demand.ts';
import type { Expectation } from '../sizing/expected-shortage.ts';
import type { ResourceQuality, ResourceVerdict } from '../usage/data-quality.ts';

/** What was read from one resource on the way to the decision. */
export interface Assessment {
  readonly quality: ResourceQuality;
  readonly verdict: ResourceVerdict;
  /** Absent without a data point. */
  readonly demand?: Demand;
  /** The demand with headroom, in CPU units or MiB; absent where utilization has no say. */
  readonly needed?: number;
  /** How much of it any size is expected to be short of; absent without a data point. */
  readonly expected?: Expectation;
  /** By container: what it needs and where that was read. Empty where utilization has no say. */
  readonly containers: readonly ContainerNeed[];
}

export type Assessments = Readonly<Partial<Record<Resource, Assessment>>>;
