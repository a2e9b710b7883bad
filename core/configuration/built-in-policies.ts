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
 * Production is sized on peak load with a buffer of 20 to 30 %: 25 % on top of the peak.
 * For CPU the 99.5th percentile is the peak, since a task that lacks CPU for a few minutes in four weeks is slower for
 * these minutes, and one deployment's start-up must not set the size of a month. Memory is incompressible, a task that
 * lacks it is killed: there the highest value counts, in every policy. A week of data (168 hours) covers every weekday.
 */
const production: Policy = {
  name: 'production',
  cpu: { peakStatistic: 'p99.5', peakWeightPercent: 100, headroomPercent: 25 },
  memory: { peakStatistic: 'max', peakWeightPercent: 100, headroomPercent: 25 },
  minimumDataHours: 168,
  minimumCoveragePercent: MINIMUM_COVERAGE_PERCENT,
  minimumDaysSinceDeployment: 0,
  changeGate: SLOWLY,
};

/**
 * Development is sized on average and peak, at most what production gets: half way between the two, with 20 %.
 * Memory stays on the peak, because a kill interrupts a developer as well. Three days of data are enough, for
 * a wrong size costs little here and is corrected within days.
 */
const development: Policy = {
  name: 'development',
  cpu: { peakStatistic: 'p99.5', peakWeightPercent: 50, headroomPercent: 20 },
  memory: { peakStatistic: 'max', peakWeightPercent: 100, headroomPercent: 20 },
  minimumDataHours: 72,
  minimumCoveragePercent: MINIMUM_COVERAGE_PERCENT,
  minimumDaysSinceDeployment: 0,
  changeGate: QUICKLY,
  neverAbovePolicy: 'production',
};

/**
 * Validation is as small as is viable: mostly the average, with 10 %. Viable means that it stays up, so memory
 * stands on the peak here too: the team's val stage died of a memory guess that was too small.
 */
const validation: Policy = {
  name: 'validation',
  cpu: { peakStatistic: 'p99.5', peakWeightPercent: 25, headroomPercent: 10 },
  memory: { peakStatistic: 'max', peakWeightPercent: 100, headroomPercent: 10 },
  minimumDataHours: 72,
  minimumCoveragePercent: MINIMUM_COVERAGE_PERCENT,
  minimumDaysSinceDeployment: 0,
  changeGate: QUICKLY,
};

/** The policy that new policies take from what they do not say. */
export const BASE_POLICY = 'production';

/** The policies that every configuration has, by name. */
export const builtInPolicies: Readonly<Record<'production' | 'development' | 'validation', Policy>> = {
  production,
  development,
  validation,
};
