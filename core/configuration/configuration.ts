import type { Resource } from '../model/resource.ts';
import type { ParameterKeys } from '../model/sizes.ts';
import type { Policy } from './policy.ts';

/** `propose` writes `…/proposed` for a person to approve; `apply` writes the live document. */
export type Mode = 'apply' | 'propose';

/** A bound on the task size; an absent side is unbounded. */
export interface TaskSizeBound {
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
}

/** What rightsizer.yml says about one container beside its keys. */
export interface ContainerSettings {
  /** The container never gets less memory than this, whatever it used. */
  readonly minimumMemoryMiB?: number;
  /** The largest heap its runtime may grow to; the floor is this plus a share for everything that is not heap. */
  readonly heap?: { readonly maximumMiB: number };
}

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Days on which nothing ordinary changes, in UTC. All that is said must hold; at least one is said. */
export interface FreezeWindow {
  /** First day, `YYYY-MM-DD`. */
  readonly from?: string;
  /** Last day, `YYYY-MM-DD`, included. */
  readonly to?: string;
  readonly weekdays?: readonly Weekday[];
}

/** What rightsizer.yml forbids for one target. */
export interface GuardSettings {
  readonly neverShrink: readonly Resource[];
}

/** One ECS service in one stage, with everything the configuration says about it resolved. */
export interface Target {
  /** `<service>/<stage>`, unique in the configuration. */
  readonly id: string;
  readonly service: string;
  readonly stage: string;
  readonly cluster: string;
  readonly ecsService: string;
  readonly policy: Policy;
  readonly mode: Mode;
  /** Absent: the region the recommender runs in. */
  readonly region?: string;
  /** Absent: the account the recommender runs in. */
  readonly roleArn?: string;
  /** What the trust of the role asks for. */
  readonly externalId?: string;
  readonly parameterPrefix: string;
  readonly parameters: ParameterKeys;
  /** The KMS key that encrypts the documents; absent: the AWS managed key. */
  readonly kmsKeyArn?: string;
  /** Names beside the stage that get a copy of the live document, e.g. `default`. */
  readonly alsoPublishTo: readonly string[];
  readonly minimumTaskSize: TaskSizeBound;
  readonly maximumTaskSize: TaskSizeBound;
  readonly containers: Readonly<Record<string, ContainerSettings>>;
  readonly guards: GuardSettings;
  readonly freeze: readonly FreezeWindow[];
  /** A start may take this long at the recommended CPU; absent: what the health checks allow. */
  readonly maximumStartMinutes?: number;
  /** Images with a default heap, beside the well-known ones; the first that matches counts. */
  readonly images: readonly ImageHeapSetting[];
}

/** The heap that an image sets by itself, by repository name as in the task definition, without tag. */
export interface ImageHeapSetting {
  readonly repository: string;
  readonly maximumHeapMiB: number;
}

export interface Notifications {
  /** Absent: the topic of the stack. */
  readonly topicArn?: string;
  /** The KMS key that encrypts the topic; absent: none of the account's own. */
  readonly kmsKeyArn?: string;
  /** On this day (UTC) a run sends where everything stands, also when nothing happened. Absent: never. */
  readonly weeklyDigest?: Weekday;
}

/** Prices that a team pays in one region, USD an hour, and final: no discount is taken off them. */
export interface PaidPrices {
  readonly linuxX86?: { readonly perVcpuUsd: number; readonly perGbUsd: number };
  readonly linuxArm?: { readonly perVcpuUsd: number; readonly perGbUsd: number };
  /** Per GB of ephemeral storage above 20 GB. */
  readonly storagePerGbUsd?: number;
}

/** What rightsizer.yml says about money; it never changes which size is found. */
export interface PriceSettings {
  /** Off the on-demand price, such as a Savings Plan gives; percent, 0 to 100. */
  readonly discountPercent: number;
  /** Off the on-demand price, on Fargate Spot; absent: Spot is priced as on demand. */
  readonly spotDiscountPercent?: number;
  /** By region. */
  readonly regions: Readonly<Record<string, PaidPrices>>;
}

/** Which other AWS services a run asks, beside what it needs to decide. */
export interface Sources {
  /** The Price List Query API, for prices of today. */
  readonly priceList: boolean;
  /** Compute Optimizer, for a second opinion. */
  readonly computeOptimizer: boolean;
  /** Cost Explorer, for what a change really saved; 0.01 USD a request. */
  readonly costExplorer: boolean;
}

/** A checked rightsizer.yml. */
export interface Configuration {
  readonly parameterPrefix: string;
  readonly lookbackDays: number;
  readonly notifications: Notifications;
  /** So many targets may shrink in one run; the others wait for the next. Growing is not counted. */
  readonly maximumShrinksPerRun: number;
  readonly prices: PriceSettings;
  readonly sources: Sources;
  readonly policies: Readonly<Record<string, Policy>>;
  /** In the order of the file. */
  readonly targets: readonly Target[];
}

/** One thing that is wrong with a configuration: where, what is there, what is allowed. */
export interface ConfigurationProblem {
  /** Dotted path, e.g. `services.connector.stages.val.mode`; empty for the whole file. */
  readonly path: string;
  /** The value found, shortened JSON; absent when the key is missing. */
  readonly value?: string;
  readonly message: string;
}

/** The configuration cannot be used; `problems` lists everything that is wrong, all at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[], source = 'rightsizer.yml') {
    const lines = problems.map((problem) => {
      const place = problem.path === '' ? source : problem.path;
      const value = problem.value === undefined ? '' : ` = ${problem.value}`;
      return `  ${place}${value}: ${problem.message}`;
    });
    super(`${source} has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}
