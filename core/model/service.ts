import type { Platform, Resource, TaskSize } from './task-size.ts';

/** The largest heap a container's runtime may grow to, and where that was read. */
export interface HeapSetting {
  /** Absolute, in MiB; absent when it is a share of the container's memory. */
  readonly maximumMiB?: number;
  /** `-XX:MaxRAMPercentage`: the heap grows and shrinks with the container. */
  readonly ramPercent?: number;
  /** What the runtime needs beside it, as a share of it; absent: a JVM's. */
  readonly nonHeapShare?: number;
  /** `environment KAFKA_HEAP_OPTS`, `command`, `entry point`, `default of the image`. */
  readonly source: string;
  /** Nobody said so: it is what such an image usually does. */
  readonly isGuess?: boolean;
}

/** One container as the running task definition declares it; an absent number is not declared. */
export interface ContainerDefinition {
  readonly name: string;
  readonly essential: boolean;
  readonly cpuUnits?: number;
  /** Hard limit: the container is killed above it. */
  readonly memoryMiB?: number;
  /** Soft limit: what the task must hold for it. */
  readonly memoryReservationMiB?: number;
  readonly image?: string;
  /** What its environment, command or image says about the largest heap of its runtime. */
  readonly heap?: HeapSetting;
  /** How long its health check lets it start: start period plus interval times retries. */
  readonly startSeconds?: number;
}

export const SKIP_REASONS = [
  'NotDeployed',
  'NotFargate',
  'TaskSizeMissing',
  'UnsupportedTaskSize',
  'NoData',
  'InsufficientData',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface CapacityProvider {
  /** `FARGATE` or `FARGATE_SPOT`. */
  readonly name: string;
  readonly weight: number;
  /** So many tasks run on it first. */
  readonly base: number;
}

export interface RunningService {
  readonly kind: 'running';
  readonly region: string;
  readonly serviceArn?: string;
  readonly taskDefinitionArn: string;
  /** When its task definition was registered, epoch milliseconds. */
  readonly registeredAt?: number;
  readonly taskSize: TaskSize;
  readonly platform: Platform;
  readonly desiredCount: number;
  readonly runningCount: number;
  /** How long the load balancer's health checks leave a new task alone. */
  readonly healthCheckGracePeriodSeconds?: number;
  /** Absent or empty: launch type FARGATE. */
  readonly capacityProviders?: readonly CapacityProvider[];
  /** Absent: the 20 GB that every task has. */
  readonly ephemeralStorageGb?: number;
  readonly containers: readonly ContainerDefinition[];
  /** The controller that deploys it, where that is not ECS itself. */
  readonly deployedBy?: string;
  readonly rollbackAlarms?: readonly string[];
}

export interface SkippedService {
  readonly kind: 'skipped';
  readonly skipReason: SkipReason;
  /** One sentence for people. */
  readonly detail: string;
}

export interface ScalingPolicy {
  readonly name: string;
  readonly kind: 'targetTracking' | 'step';
  /** The resource whose per-task utilization the policy holds; absent where it follows something else or names none. */
  readonly resource?: Resource;
  /** Percent, for target tracking of a resource. */
  readonly targetPercent?: number;
}

/** What ECS says about a target; `failed` when the question itself failed. */
export type ServiceDescription =
  | RunningService
  | SkippedService
  | { readonly kind: 'failed'; readonly message: string };

/** The memory that the task must hold for a container: its reservation, else its limit, else undefined. */
export function countedMemoryMiB(container: Declared): number | undefined {
  return container.memoryReservationMiB ?? container.memoryMiB;
}

type Declared = Readonly<Partial<Record<'cpuUnits' | 'memoryMiB' | 'memoryReservationMiB', number | undefined>>>;

/** What a container has of its task, where it says so: its CPU units, or the memory that the task must hold for it. */
export function partOf(container: Declared, side: keyof TaskSize): number | undefined {
  return side === 'cpuUnits' ? container.cpuUnits : countedMemoryMiB(container);
}

export interface ScalingLimits {
  readonly minimum: number;
  readonly maximum: number;
}

/** Who scales a service; `unavailable` where that cannot be asked: then somebody may. */
export type ScalingAnswer =
  | {
      readonly kind: 'known';
      readonly policies: readonly ScalingPolicy[];
      /** Of a service under target tracking; absent where they could not be read: then there is no advice on them. */
      readonly limits?: ScalingLimits;
    }
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface ServiceAlarm {
  readonly name: string;
  readonly resource: Resource;
  readonly statistic: 'average' | 'maximum';
  readonly periodSeconds: number;
  /** Percent of the task size at or above which it rings. */
  readonly thresholdPercent: number;
  /** It rings when so many of so many periods are at it. */
  readonly datapoints: number;
  readonly periods: number;
  /** The metric stands in an expression: what that makes of it is not known. */
  readonly isComputed: boolean;
}

/** The alarms on a service; `unavailable` where they cannot be asked. */
export type AlarmAnswer =
  | { readonly kind: 'known'; readonly alarms: readonly ServiceAlarm[] }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** A deployment of the service, as ECS recorded it; times are epoch milliseconds. */
export interface Deployment {
  readonly startedAt: number;
  /** Absent while it is in progress. */
  readonly finishedAt?: number;
  /** A rolled back deployment ended where it began: with the size before it. */
  readonly outcome: 'successful' | 'rolledBack' | 'inProgress';
  readonly revision: Revision;
  /** What ran before it, where ECS says so. */
  readonly before?: Revision;
}

/** A deployment whose size nobody can read any more: its task definition was deleted, for example. */
export interface UnreadableDeployment extends Pick<Deployment, 'startedAt' | 'finishedAt' | 'outcome'> {
  /** Why, in one sentence. */
  readonly detail: string;
}

export interface Revision {
  readonly taskDefinitionArn: string;
  readonly taskSize: TaskSize;
  readonly images: Readonly<Record<string, string>>;
  /** How often its tasks tell their CPU, in seconds; absent: every minute. */
  readonly sampleSeconds?: number;
}

/** What ECS remembers of a service's deployments. `unavailable` without a history (another deployment controller). */
export type DeploymentHistory =
  | {
      readonly kind: 'known';
      readonly deployments: readonly Deployment[];
      readonly unreadable?: readonly UnreadableDeployment[];
    }
  | { readonly kind: 'unavailable'; readonly detail: string };
