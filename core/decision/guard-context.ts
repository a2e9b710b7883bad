import type { Target } from '../configuration/configuration.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import type { ContainerDefinition, RunningService } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import type { ResourceQuality, ResourceVerdict } from '../usage/data-quality.ts';
import type { Constraint } from './bounds.ts';
import type { ChangeContext } from './change-context.ts';
import type { EvidenceContext } from './evidence.ts';
import type { Reason } from './reason.ts';

/** What the guards look at. */
export interface GuardContext {
  readonly target: Target;
  readonly service: RunningService;
  /** By resource; absent where the resource is not measured at all (`size` with CPU only). */
  readonly verdicts: Readonly<Partial<Record<Resource, ResourceVerdict<Reason>>>>;
  /** What the live document holds, where there is a usable one. */
  readonly live?: Sizes;
  /** Containers that the live document names and ECS does not run yet: their numbers stay. */
  readonly seeded: readonly ContainerDefinition[];
  /** Absent where only series are given. */
  readonly context?: EvidenceContext;
  /** Absent where CPU is not measured or too little is. */
  readonly cpuQuality?: ResourceQuality;
  /** The container whose heap is not asked, to find out what it costs. */
  readonly withoutHeapOf?: string;
  /** The size that this target may not pass, where its policy has such a limit and the other stage is known. */
  readonly neverAbove?: TaskSize;
  /** Absent where nothing is kept of changes. */
  readonly change?: ChangeContext;
  /** What deployments read, else what runs: sizes that stay while nothing ordinary may change. Absent: everything may. */
  readonly frozen?: Sizes;
  /** What the change gate keeps waiting. */
  readonly gate?: readonly Constraint[];
}
