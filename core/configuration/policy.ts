/** Which statistic of the five-minute maxima counts as the peak: the highest value, or a percentile. */
export const PEAK_STATISTICS = ['max', 'p99.5', 'p99', 'p95', 'p90', 'p50'] as const;
export type PeakStatistic = (typeof PEAK_STATISTICS)[number];

/**
 * How one resource's demand is read from its usage:
 * `demand = average + (peak - average) × peakWeightPercent / 100`, then `× (1 + headroomPercent / 100)`.
 */
export interface ResourcePolicy {
  readonly peakStatistic: PeakStatistic;
  /** 0 (the average counts) to 100 (the peak counts). */
  readonly peakWeightPercent: number;
  /** Spare room on top of the demand, before the snap to the Fargate grid; 0 to 300. */
  readonly headroomPercent: number;
}

/** What it costs when a size turns out to be too small; the cheapest size is the one whose price and these costs are least. */
export interface ShortageCosts {
  /** USD for an hour in which CPU was not enough. */
  readonly cpuUsdPerHour: number;
  /** USD a month for a CPU size that was not enough at all, be it for five minutes. */
  readonly cpuUsdPerMonthExceeded: number;
  /** USD for a task that was killed for memory. */
  readonly memoryUsdPerKill: number;
}

/**
 * When a size that was found may be written (docs/contracts.md, who wins, 9). Growing is never kept waiting; all of this
 * is about shrinking.
 */
export interface ChangeGate {
  /** A shrink waits until it was recommended on so many different days. */
  readonly agreementDays: number;
  /** Days after any change of the live sizes in which nothing shrinks; 0 switches this off. */
  readonly cooldownDays: number;
  /** A shrink that saves less is not worth its deployment. USD a month at the running number of tasks; where there is no price only the percent decide. */
  readonly minimumSavingUsdPerMonth: number;
  /** Likewise, percent of what the task costs; 0 to 100. */
  readonly minimumSavingPercent: number;
  /** One CPU row of Fargate down at a time, each deployed before the next; false: straight to the recommended size. */
  readonly oneCpuRowPerChange: boolean;
  /** For so many days after a change was deployed, what happens is compared with what was forecast. */
  readonly watchDays: number;
}

/** How a kind of stage is sized: data, so that a team can read and override it in rightsizer.yml. */
export interface Policy {
  readonly name: string;
  readonly cpu: ResourcePolicy;
  readonly memory: ResourcePolicy;
  /** A resource with fewer hours of data points in the window keeps at least the size it has. */
  readonly minimumDataHours: number;
  /** With less of the possible points than this, utilization is advice that is not applied; 0 to 100. */
  readonly minimumCoveragePercent: number;
  /** For so many days after a deployment utilization is advice that is not applied; 0 switches this off. */
  readonly minimumDaysSinceDeployment: number;
  /** CPU that stood at its limit in more than this share of its points is not shrunk: nobody knows how much it wanted; percent, 0 to 100. */
  readonly toleratedCensoredPercent: number;
  /** Never larger than the stages of the same service that follow this policy (docs/contracts.md, who wins). */
  readonly neverAbovePolicy?: string;
  readonly shortage: ShortageCosts;
  readonly changeGate: ChangeGate;
  /** `required`: a shrink that Compute Optimizer does not support only advises; `shown`: its opinion stands beside ours. */
  readonly secondOpinion: 'shown' | 'required';
}
