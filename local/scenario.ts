/** What the embedded AWS is filled with at start: plain data, so that a test can write its own in a few lines. */
export interface Scenario {
  readonly name: string;
  /** Another seed gives other noise around the same curves. */
  readonly seed: number;
  readonly services: readonly ScenarioService[];
  readonly topics: readonly ScenarioTopic[];
  /** ARNs of roles that AssumeRole refuses with AccessDenied. */
  readonly refusedRoles?: readonly string[];
}

export interface ScenarioTopic {
  readonly name: string;
  /** Default 123456789012. */
  readonly account?: string;
  /** Default us-east-1. */
  readonly region?: string;
  readonly subscriptions: readonly { readonly protocol: string; readonly endpoint: string }[];
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
  /** Default ACTIVE. */
  readonly status?: 'ACTIVE' | 'INACTIVE' | 'DRAINING';
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly operatingSystem: string;
  readonly architecture: 'X86_64' | 'ARM64';
  /** Absent for a task definition that says nothing, which Fargate would not accept: bad input for tests. */
  readonly taskCpu?: string;
  readonly taskMemory?: string;
  /** Default `<cluster>-<service>`. */
  readonly taskDefinitionFamily?: string;
  /** Default 1. */
  readonly taskDefinitionRevision?: number;
  readonly containers: readonly ScenarioContainer[];
  readonly containerInsights: 'enhanced' | 'enabled' | 'disabled';
  /** The service ran from this moment (ISO, inclusive); absent means always. */
  readonly metricsFrom?: string;
  /** The service ran until this moment (ISO, exclusive); absent means until now, or never when runningCount is 0. */
  readonly metricsUntil?: string;
  /** UTC hours in which the service runs, for stages that sleep at night; absent means around the clock. */
  readonly runningHours?: { readonly from: number; readonly until: number };
  /** Hand-made points instead of the computed ones, for each metric named here. */
  readonly rawUtilization?: readonly RawUtilization[];
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
  readonly healthCheck?: { readonly command: readonly string[]; readonly interval?: number; readonly retries?: number };
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
}
