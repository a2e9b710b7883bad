import type { ChangeGate, Policy } from './policy.ts';

/** One point in five may be missing before the rest stops standing for the whole. */
const MINIMUM_COVERAGE_PERCENT = 80;

/**
 * Production goes down slowly: a week of agreement sees every weekday once more, and each CPU row is deployed and watched before
 * the next. A deployment is a risk, and for a single task without a second one an outage: it should save two dollars a month.
 */
const SLOWLY: ChangeGate = {
  agreementDays: 7,
  cooldownDays: 7,
  minimumSavingUsdPerMonth: 2,
  minimumSavingPercent: 5,
  oneCpuRowPerChange: true,
  watchDays: 7,
};

/** Elsewhere a wrong size is an annoyance that the next runs correct. */
const QUICKLY: ChangeGate = {
  agreementDays: 3,
  cooldownDays: 3,
  minimumSavingUsdPerMonth: 1,
  minimumSavingPercent: 5,
  oneCpuRowPerChange: false,
  watchDays: 7,
};

/**
 * Production is sized on peak load with a buffer of 20 to 30 %: 20 % on top of the 99.5th percentile of the CPU's maxima, so that one deployment's
 * start-up does not set the size of a month, and on top of the highest memory, for a task that lacks memory is killed. What lies above that counts by what it
 * costs: 40 USD a month for a CPU size that was not enough at all, or that an irregular load may well outgrow, so that a spike is covered where a row costs
 * less, and 15 USD for each hour of it; 300 USD for a kill. docs/algorithm.md has the curves that led here. A week of data (168 hours) covers every weekday.
 */
const production: Policy = {
  name: 'production',
  cpu: { peakStatistic: 'p99.5', headroomPercent: 20 },
  memory: { peakStatistic: 'max', headroomPercent: 20 },
  minimumDataHours: 168,
  minimumCoveragePercent: MINIMUM_COVERAGE_PERCENT,
  minimumDaysSinceDeployment: 0,
  toleratedCensoredPercent: 0,
  shortage: { cpuUsdPerHour: 15, cpuUsdPerMonthExceeded: 40, memoryUsdPerKill: 300 },
  changeGate: SLOWLY,
  secondOpinion: 'shown',
};

/**
 * Development is sized on what it uses nearly always, at most what production gets: the 90th percentile of the CPU's maxima; busier minutes count with 2 USD an
 * hour. 5.50 USD a month for a size that was not enough are less than a row after three weeks of data, and more than the first one after two, when the estimate
 * is wider. Memory stays on the highest value, because a kill interrupts a developer as well. Three days of data are enough, for a wrong size costs little here
 * and is corrected within days.
 */
const development: Policy = {
  name: 'development',
  cpu: { peakStatistic: 'p90', headroomPercent: 0 },
  memory: { peakStatistic: 'max', headroomPercent: 10 },
  minimumDataHours: 72,
  minimumCoveragePercent: MINIMUM_COVERAGE_PERCENT,
  minimumDaysSinceDeployment: 0,
  toleratedCensoredPercent: 1,
  neverAbovePolicy: 'production',
  shortage: { cpuUsdPerHour: 2, cpuUsdPerMonthExceeded: 5.5, memoryUsdPerKill: 100 },
  changeGate: QUICKLY,
  secondOpinion: 'shown',
};

/**
 * Validation is as small as is viable: the median of the CPU's maxima, and busier minutes where an hour of them at 2 USD costs more than the row. Viable
 * means that it stays up, so memory stands on the peak here too, with 5 % above it: the team's val stage died of a memory guess that was too small.
 */
const validation: Policy = {
  name: 'validation',
  cpu: { peakStatistic: 'p50', headroomPercent: 0 },
  memory: { peakStatistic: 'max', headroomPercent: 5 },
  minimumDataHours: 72,
  minimumCoveragePercent: MINIMUM_COVERAGE_PERCENT,
  minimumDaysSinceDeployment: 0,
  toleratedCensoredPercent: 1,
  shortage: { cpuUsdPerHour: 2, cpuUsdPerMonthExceeded: 5.5, memoryUsdPerKill: 100 },
  changeGate: QUICKLY,
  secondOpinion: 'shown',
};

/** The policy that new policies take from what they do not say. */
export const BASE_POLICY = 'production';

/** The policies that every configuration has, by name. */
export const builtInPolicies: Readonly<Record<'production' | 'development' | 'validation', Policy>> = {
  production,
  development,
  validation,
};
