/** What the embedded AWS is filled with at start: plain data, so that a test can write its own in a few lines. */
export interface Scenario {
  readonly name: string;
  /** Another seed gives other noise around the same curves. */
  readonly seed: number;
  readonly services: readonly ScenarioService[];
  readonly topics: readonly ScenarioTopic[];
  /** Of EventBridge Scheduler; absent means none. */
  readonly schedules?: readonly ScenarioSchedule[];
  /** Since when ECS tags are cost allocation tags (not retroactive), ISO; absent: never, so no cost has a service. */
  readonly costAllocationTagsFrom?: string;
  /** What Fargate costs, for the Price List and the bill; default local/usual-prices.ts. */
  readonly prices?: readonly ScenarioPrices[];
  /** ARNs of roles that AssumeRole refuses with AccessDenied. */
  readonly refusedRoles?: readonly string[];
  /** The external id that the trust of a role asks for, by its ARN. */
  readonly externalIds?: Readonly<Record<string, string>>;
  /** Whether Compute Optimizer is switched on in the accounts and regions of the services; default notEnrolled. */
  readonly computeOptimizer?: 'enrolled' | 'notEnrolled';
  /** `documented`: calls beyond AWS's documented rates are throttled (local/quotas.ts); default: none are. */
  readonly quotas?: 'documented' | 'none';
  /** Whether the rule that records memory kills runs in the accounts and regions of the services; default deployed. */
  readonly memoryKillRecorder?: 'deployed' | 'absent';
}

/** What an hour of Fargate on Linux costs in a region, on demand. */
export interface ScenarioPrices {
  readonly region: string;
  /** In front of the region's usage types, such as USE1. */
  readonly prefix: string;
  readonly x86: ScenarioHourlyPrice;
  readonly arm: ScenarioHourlyPrice;
  readonly storagePerGbUsd: number;
}

export interface ScenarioHourlyPrice {
  readonly perVcpuUsd: number;
  readonly perGbUsd: number;
}

export interface ScenarioTopic {
  readonly name: string;
  /** Default 123456789012. */
  readonly account?: string;
  /** Default us-east-1. */
  readonly region?: string;
  readonly subscriptions: readonly ScenarioSubscription[];
  /** The key that encrypts it; absent: none. */
  readonly kmsMasterKeyId?: string;
  /** Default allowed: whether the key lets those who publish use it. */
  readonly kmsUse?: 'allowed' | 'denied';
}

export interface ScenarioSubscription {
  readonly protocol: string;
  readonly endpoint: string;
  /** Default confirmed; only those get messages. */
  readonly state?: 'confirmed' | 'pending' | 'deleted';
}

export interface ScenarioSchedule {
  readonly name: string;
  /** Default default. */
  readonly group?: string;
  /** Default 123456789012. */
  readonly account?: string;
  /** Default us-east-1. */
  readonly region?: string;
  readonly expression: string;
  /** Default UTC. */
  readonly timeZone?: string;
  /** Default ENABLED. */
  readonly state?: 'ENABLED' | 'DISABLED';
  /** The name of the Lambda that it starts, in the same account and region. */
  readonly functionName: string;
}

/** A launch type, or a capacity provider strategy of the providers named. */
export type ServiceLaunch =
  | 'FARGATE'
  | 'EC2'
  | 'EXTERNAL'
  | 'FARGATE strategy'
  | 'FARGATE_SPOT strategy'
  | 'FARGATE and FARGATE_SPOT strategy'
  | 'EC2 strategy';

export interface ScenarioService {
  /** Default 123456789012. */
  readonly account?: string;
  /** Default us-east-1. */
  readonly region?: string;
  readonly cluster: string;
  readonly service: string;
  readonly launch: ServiceLaunch;
  readonly tags?: Readonly<Record<string, string>>;
  /** Default ACTIVE. */
  readonly status?: 'ACTIVE' | 'INACTIVE' | 'DRAINING';
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly operatingSystem: string;
  readonly architecture: 'X86_64' | 'ARM64';
  /** Absent for a task definition that says nothing, which Fargate would not accept: bad input for tests. */
  readonly taskCpu?: string;
  readonly taskMemory?: string;
  /** Absent: the 20 GB that every task has. */
  readonly ephemeralStorageGb?: number;
  /** Default `<cluster>-<service>`. */
  readonly taskDefinitionFamily?: string;
  /** Default 1; with `deployments` the number of the last successful one, default the least that fits the others. */
  readonly taskDefinitionRevision?: number;
  readonly containers: readonly ScenarioContainer[];
  readonly containerInsights: 'enhanced' | 'enabled' | 'disabled';
  /** Metric filters of its performance log, under any Container Insights: CPU and memory of containers, by family. */
  readonly containerFilters?: { readonly namespace: string };
  /** The service ran from this moment (ISO, inclusive); absent means always. */
  readonly metricsFrom?: string;
  /** The service ran until this moment (ISO, exclusive); absent means until now, or never when runningCount is 0. */
  readonly metricsUntil?: string;
  /** UTC hours in which the service runs, for stages that sleep at night; absent means around the clock. */
  readonly runningHours?: { readonly from: number; readonly until: number };
  /** UTC weekdays on which the service runs, 0 is Sunday; absent: every day. A minute needs its hour and its day. */
  readonly runningWeekdays?: readonly number[];
  /** The share (0 to 1) of five-minute intervals that lost all points of the service; default 0. */
  readonly missingShare?: number;
  /**
   * The deployments that ECS remembers, oldest first, one after the other; absent means none in the last 90 days. The
   * last successful one brought what the service runs now: its task size is `taskCpu` and `taskMemory`.
   */
  readonly deployments?: readonly ScenarioDeployment[];
  /**
   * What ran before the first of `deployments`; absent means the same sizes as it. Nothing ran before it, and it has no
   * revision before it, when `metricsFrom` is not earlier than its start.
   */
  readonly sizeBefore?: ScenarioSize;
  /** Default available; otherwise ListServiceDeployments answers UnsupportedFeatureException. */
  readonly serviceHistory?: 'available' | 'unavailable';
  /** Default ECS. */
  readonly deploymentController?: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** Only with the EXTERNAL controller, which makes task sets; default there. */
  readonly primaryTaskSet?: 'there' | 'absent';
  readonly healthCheckGracePeriodSeconds?: number;
  /** How many tasks scaling leaves it in each UTC hour of a day, 24 of them; absent: `runningCount` all the time. */
  readonly hourlyTasks?: readonly number[];
  /** How often its tasks tell CPU and memory; default every 60 seconds. Revisions tell of 20. */
  readonly sampleSeconds?: 20;
  readonly scaling?: {
    readonly policies: readonly ScenarioScalingPolicy[];
    /** How few and how many tasks; default 1 and 10. */
    readonly minimum?: number;
    readonly maximum?: number;
  };
  /** Metric alarms on it. */
  readonly alarms?: readonly ScenarioAlarm[];
  /** Absent: Compute Optimizer has no recommendation for it. */
  readonly recommendation?: ScenarioRecommendation;
  /**
   * What MemoryUtilization is a percentage of. `softLimits`: the sum of what containers reserve, else of their limits,
   * so that it can pass 100 (service_utilization, an older copy of the ECS developer guide). Default taskSize.
   */
  readonly memoryDenominator?: 'taskSize' | 'softLimits';
  /** What the memory kill recorder saw. The kill of an essential container restarts the task. */
  readonly memoryKills?: readonly MemoryKill[];
  /** ISO times at which the recorder saw a task end with an error. */
  readonly taskFailures?: readonly string[];
  /** Hand-made points instead of the computed ones, for each metric named here. */
  readonly rawUtilization?: readonly RawUtilization[];
}

/** The sizes that one revision of a service declares. */
export interface ScenarioSize {
  readonly taskCpu: string;
  readonly taskMemory: string;
  /** What is said here about a container holds instead of what the service's container of that name says. */
  readonly containers?: readonly ScenarioContainerSize[];
}

export interface ScenarioContainerSize {
  readonly name: string;
  readonly image?: string;
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
}

/** Old and new revision run side by side from start to finish. */
export interface ScenarioDeployment extends ScenarioSize {
  /** ISO. */
  readonly startedAt: string;
  /** ISO; one in progress, which must be the last, is still in progress after it. */
  readonly finishedAt?: string;
  /** What was rolled back ran beside the old revision, and left it as it was. */
  readonly status: 'SUCCESSFUL' | 'ROLLBACK_SUCCESSFUL' | 'IN_PROGRESS';
}

/** The size that Compute Optimizer would take, in CPU units and MiB; the size it looked at means that this is right. */
export interface ScenarioRecommendation {
  readonly cpu: number;
  readonly memory: number;
  /** The size it looked at, such as a former one soon after a deployment; default what the service has. */
  readonly current?: { readonly cpu: number; readonly memory: number };
  /** What it leaves alone. */
  readonly autoScaling?: 'TargetTrackingScalingCpu' | 'TargetTrackingScalingMemory';
}

export type ScenarioScalingPolicy =
  | {
      readonly kind: 'targetTracking';
      readonly metric:
        | 'ECSServiceAverageCPUUtilization'
        | 'ECSServiceAverageMemoryUtilization'
        | 'ALBRequestCountPerTarget';
      /** Percent, or requests for each target. */
      readonly targetValue: number;
    }
  /** The names of the alarms that set it off. */
  | { readonly kind: 'step'; readonly alarms: readonly string[] };

/** An alarm on the average of a service's utilization, at or above a percentage. */
export interface ScenarioAlarm {
  readonly name: string;
  readonly metric: 'CPUUtilization' | 'MemoryUtilization';
  readonly threshold: number;
  /** Default 60. */
  readonly periodSeconds?: number;
  /** Default 1. */
  readonly periods?: number;
  /** Default all periods. */
  readonly datapoints?: number;
  /** Whether ECS rolls a deployment back when it rings. */
  readonly rollsBack?: boolean;
}

export interface MemoryKill {
  /** ISO. */
  readonly at: string;
  readonly container: string;
  /** The limit that was in force. */
  readonly limitMiB: number;
}

export interface RawUtilization {
  readonly metric: 'CPUUtilization' | 'MemoryUtilization';
  readonly points: readonly RawPoint[];
}

/** One minute's values in percent, as they are: negative, NaN and infinite ones included. */
export interface RawPoint {
  readonly at: string;
  readonly average: number;
  readonly maximum: number;
}

export interface ScenarioContainer {
  readonly name: string;
  readonly image: string;
  /** Default true, as in ECS. */
  readonly essential?: boolean;
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  /** All times in seconds. */
  readonly healthCheck?: {
    readonly command: readonly string[];
    readonly interval?: number;
    readonly retries?: number;
    readonly timeout?: number;
    readonly startPeriod?: number;
  };
  /** Absent: the container uses nothing. */
  readonly load?: ContainerLoad;
}

/** What one container uses in one task. */
export interface ContainerLoad {
  readonly cpuUnits: Workload;
  readonly memoryMiB: Workload;
}

/** One resource over time; every amount is in the resource's own unit, every hour is UTC. */
export interface Workload {
  /** What is always used. */
  readonly base: number;
  /** What the busiest moment of a weekday adds to the base. */
  readonly dailyAmplitude?: number;
  /** The hour of that moment; default 13. */
  readonly peakHour?: number;
  /** The share of the daily amplitude that is left on Saturday and Sunday; default 1. */
  readonly weekendFactor?: number;
  readonly weeklyBatch?: {
    /** 0 is Sunday. */
    readonly weekday: number;
    readonly hour: number;
    readonly minutes: number;
    readonly amount: number;
  };
  /** How far noise moves the value up or down, as a share of it: 0.1 is ten percent; default 0. */
  readonly noiseShare?: number;
  readonly spikes?: {
    /** How many to expect in a day, at most 24. */
    readonly perDay: number;
    readonly minutes: number;
    readonly amount: number;
  };
  /** How far the hottest sample of a minute may stand above the minute's average, as a share of it; default 0.08. */
  readonly burstShare?: number;
  /**
   * What each day adds since the task started by a deployment, or anew after the kill of an essential container. What
   * ran before the first listed deployment started seven days before that; without deployments it started at
   * `metricsFrom`, and without that the amount never grows.
   */
  readonly growthPerDay?: number;
  /** What a task's first minutes add: after a deployment, a morning of `runningHours`, `metricsFrom`, a restart. */
  readonly boot?: { readonly minutes: number; readonly amount: number };
}
