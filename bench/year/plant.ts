import type { ContainerDefinition, ScalingPolicy } from '../../core/model/service.ts';
import type { TaskSize } from '../../core/model/task-size.ts';
import type { Moment } from './calendar.ts';

/** When it is deployed: at fixed hours, each time with a commit; `change`: when somebody wrote other sizes. */
export type Deploys = 'daily' | 'weekly' | 'tenADay' | 'change';

/** What a deployment whose tasks do not come up looks like from outside. */
export type FailedStart = 'completed' | 'inProgress' | 'rolledBack';

/** What decides how many tasks a service wants. */
export interface TaskQuestion {
  readonly taskCpuUnits: number;
  /** CPU units that are asked for now, and unit-minutes that still wait. */
  readonly cpuUnits: number;
  readonly waiting: number;
}

/** A service as it behaves, whoever sizes it. Its functions are pure: the same year every time. */
export interface Plant {
  readonly name: string;
  readonly policy: 'production' | 'development' | 'validation';
  /** The size that it has when the tool comes. */
  readonly start: TaskSize;
  readonly deploys: Deploys;
  /** CPU units that all tasks together are asked for. What a task cannot serve waits. */
  cpuUnits(at: Moment): number;
  /** The least memory of its container with which it works, in MiB. */
  enoughMiB(at: Moment): number;
  /** What it takes of the memory that it gets; above its limit it is killed. Absent: just what is enough. */
  takesMiB?(at: Moment, task: { readonly limitMiB: number; readonly ageDays: number }): number;
  /** Absent: one. */
  tasks?(at: Moment, question: TaskQuestion): number;
  /** Whether its tasks come up with this CPU and this memory of its container; absent: always. */
  comesUp?(size: TaskSize): boolean;
  readonly failedStart?: FailedStart;
  /** A task that starts burns this much, so long, and longer with less CPU; it serves nothing meanwhile. */
  readonly boot?: { readonly cpuUnits: number; readonly minutes: number };
  /** A second container that only sleeps. */
  readonly sidecar?: { readonly limitMiB: number; readonly usesMiB: number };
  /** What the definition of its container says about its heap. */
  readonly heap?: NonNullable<ContainerDefinition['heap']>;
  /** Container Insights; absent: enhanced. */
  readonly insights?: 'none' | 'standard' | 'enhanced';
  /** ECS keeps no history of its deployments, as with CODE_DEPLOY. */
  readonly withoutHistory?: true;
  readonly scaling?: readonly ScalingPolicy[];
  /** Memory percentages are of this soft limit, not of the task. */
  readonly memoryPercentOfMiB?: number;
  /** Somebody commits and deploys two hours after a kill. */
  readonly commitAfterKill?: true;
  /** Somebody approves what is proposed, on the morning on which it is: the demand is known to be real. */
  readonly approves?: true;
  /** The week after which it needs more for good; how long that takes to be there is measured. */
  readonly stepsUpInWeek?: number;
}
