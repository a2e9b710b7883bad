import type { Target } from '../configuration/configuration.ts';
import type { Deployment, RunningService, ScalingLimits, ScalingPolicy } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import type { TaskSize } from '../model/task-size.ts';
import type { Window } from '../model/time.ts';
import type { Pricing } from '../money/tariff.ts';
import type { Load } from '../scaling/load.ts';
import type { AlarmNeed } from '../usage/alarm-needs.ts';
import type { BusyHours, EarlierPeak, LastYear } from '../usage/before-window.ts';
import type { MemoryLevels } from '../usage/follows-size.ts';
import type { MemoryKill } from '../usage/kills.ts';
import type { MemoryGrowth } from '../usage/memory-growth.ts';
import type { RolledBack } from '../usage/rolled-back.ts';
import type { SizeTimeline } from '../usage/size-timeline.ts';
import type { Starts } from '../usage/starts.ts';
import type { TaskCounts } from '../usage/task-counts.ts';
import type { Series } from '../usage/usage.ts';
import type { ChangeContext } from './change-context.ts';
import type { OpinionAnswer } from './opinion.ts';

export interface ContainerUsage {
  readonly cpu: Series;
  readonly memory: Series;
}

/** Everything a target is sized from; usage in CPU units and MiB. */
export interface Evidence {
  readonly window: Window;
  readonly service: RunningService;
  readonly cpu: Series;
  /** Absent: memory is not measured at all, and the CPU's smallest memory is right. All NaN: it keeps what it has. */
  readonly memory?: Series;
  readonly containers: Readonly<Record<string, ContainerUsage>>;
  /** What its tasks cost, for money that is shown and for thresholds of money; absent: not known. */
  readonly pricing?: Pricing;
  /** What is known beside the series; absent where only series are given (`size`). */
  readonly context?: EvidenceContext;
}

/** What is known of a service beside its series. */
export interface EvidenceContext {
  readonly timeline: SizeTimeline;
  /** Size changes inside the window. */
  readonly resizes: number;
  /** Points in which two revisions ran side by side, and those whose size is not known. */
  readonly mixedPoints: number;
  readonly unknownPoints: number;
  /** From the last deployment to the end of the window; absent when none is known. */
  readonly daysSinceDeployment?: number | undefined;
  readonly starts: Starts;
  readonly kills: readonly MemoryKill[];
  /** Whether a container was killed for memory in the window, whether that still counts or not. */
  readonly killedInWindow: boolean;
  /** Whether somebody records memory kills in the target's account and region. */
  readonly killsKnown: boolean;
  /** Before it nobody recorded them; epoch milliseconds, absent where somebody did as long as kills count. */
  readonly killsUnknownUntil?: number | undefined;
  readonly scaling: readonly ScalingPolicy[];
  /** How few and how many tasks target tracking may leave; absent where it does not scale, or nobody says. */
  readonly scalingLimits?: ScalingLimits | undefined;
  /** Why nobody knows who scales the service; absent where that is known. */
  readonly scalingUnknown?: string | undefined;
  /** Why nobody knows its deployments; absent where they are known. */
  readonly historyUnknown?: string | undefined;
  /** Why points could not be read, by deployment; absent where all could. */
  readonly sizesUnreadable?: readonly string[] | undefined;
  /** How many tasks ran at each point; absent where nobody counted. */
  readonly counts?: TaskCounts | undefined;
  /** What all tasks used together, and how evenly; absent without counts or averages. */
  readonly load?: Pick<Load, 'demand' | 'unevenness'> | undefined;
  /** Above zero at each point in which a task failed; absent where none was recorded. */
  readonly taskFailures?: Float64Array | undefined;
  /** What alarms of the service need, by what was seen. */
  readonly alarmNeeds?: readonly AlarmNeed[] | undefined;
  /** Why nobody knows its alarms; absent where they are known. */
  readonly alarmsUnknown?: string | undefined;
  readonly growth?: MemoryGrowth | undefined;
  readonly levels?: MemoryLevels | undefined;
  /** Memory before the window, and how much more of it last year took in the weeks to come. */
  readonly earlierPeak?: EarlierPeak | undefined;
  readonly lastYear?: LastYear | undefined;
  /** CPU by the hour, in the window and before it, and in the weeks to come if they are as last year. */
  readonly busy?: BusyHours | undefined;
  readonly lastYearBusy?: BusyHours | undefined;
  /** What a task uses beside the containers of its task definition, in MiB; absent where nothing or not known. */
  readonly besideMiB?: number | undefined;
  readonly deployments: readonly Deployment[];
  /** A size whose deployment failed, and that is not tried again. */
  readonly rolledBack?: RolledBack | undefined;
}

/** A target, and all that was seen of it. */
export interface Subject {
  readonly target: Target;
  readonly evidence: Evidence;
}

/** Everything that one target is decided from. */
export interface RecommendInput extends Subject {
  /** What the live document holds, where there is a usable one. */
  readonly live?: Sizes;
  /** The size this target may not pass (guard 8), where there is one. */
  readonly neverAbove?: TaskSize;
  /** What is known of changes; absent where nothing is kept, and nothing waits then. */
  readonly change?: ChangeContext;
  /** What Compute Optimizer said of the services of the account; absent where nobody asked it. */
  readonly opinion?: OpinionAnswer;
}
