import * as v from 'valibot';
import { name } from './names.ts';
import {
  described,
  mapping,
  mappingOf,
  number,
  oneOf,
  policySetting,
  type SettingsOf,
  trueOrFalse,
  wholeNumber,
} from './setting.ts';

/** Which statistic of the five-minute maxima counts as the peak: the highest value, or a percentile. */
const PEAK_STATISTICS = ['max', 'p99.5', 'p99', 'p95', 'p90', 'p50'] as const;
export type PeakStatistic = (typeof PEAK_STATISTICS)[number];

const peakStatistic = oneOf(PEAK_STATISTICS);
const headroomPercent = number(0, 300, 'percent');
const PEAK = 'Which of the five-minute maxima is the peak: the highest, or a percentile';
const HEADROOM = 'Spare room on top of the peak, before the snap to a size of Fargate';

const cpu = mapping({
  peakStatistic: policySetting(peakStatistic, PEAK, ['p99.5', 'p90', 'p50']),
  headroomPercent: policySetting(headroomPercent, HEADROOM, [20, 0, 0]),
});

const memory = mapping({
  peakStatistic: policySetting(peakStatistic, PEAK, ['max', 'max', 'max']),
  headroomPercent: policySetting(headroomPercent, HEADROOM, [20, 10, 5]),
});

const usd = number(0, 1_000_000, 'USD');
const percent = number(0, 100, 'percent');
// 63 days: what CloudWatch keeps at 300 seconds.
const days = wholeNumber(0, 63, 'days');

const shortage = mapping({
  cpuUsdPerHour: policySetting(usd, 'What an hour costs in which a task is short of CPU', [15, 2, 2]),
  memoryUsdPerKill: policySetting(usd, 'What a task costs that is killed for memory', [300, 100, 100]),
});

/** When a size that was found may be written (docs/contracts.md, who wins, 9); all of it is about shrinking. */
const changeGate = mapping({
  agreementDays: policySetting(
    wholeNumber(1, 63, 'days'),
    'A shrink waits until it was recommended on so many different days',
    [7, 3, 3],
  ),
  cooldownDays: policySetting(days, 'Days after any change of the sizes in which nothing shrinks', [7, 3, 3]),
  minimumSavingUsdPerMonth: policySetting(
    usd,
    'A shrink that saves less a month, at the running number of tasks, is not worth its deployment; without a known price only the percent decide',
    [2, 1, 1],
  ),
  minimumSavingPercent: policySetting(percent, 'Likewise in percent of what the task costs', [5, 5, 5]),
  oneCpuRowPerChange: policySetting(
    trueOrFalse,
    'One CPU row of Fargate down at a time, each deployed before the next; false: straight to the recommended size',
    [true, false, false],
  ),
  watchDays: policySetting(
    days,
    'Days after a deployed change in which what happens is compared with the forecast',
    [7, 7, 7],
  ),
});

/** One policy as written: everything it does not say comes from the built-in of its name, else from `production`. */
export const policySchema = described(
  mapping({
    cpu: v.exactOptional(described(cpu, 'How the need for CPU is read from its use')),
    memory: v.exactOptional(described(memory, 'How the need for memory is read from its use')),
    minimumDataHours: policySetting(
      wholeNumber(1, 63 * 24, 'hours'),
      'A resource with fewer hours of data keeps at least the size it has',
      [168, 72, 72],
    ),
    minimumCoveragePercent: policySetting(
      percent,
      'Share of the possible data points below which utilization only advises',
      [80, 80, 80],
    ),
    minimumDaysSinceDeployment: policySetting(
      days,
      'Days after a deployment in which utilization only advises',
      [0, 0, 0],
    ),
    toleratedCensoredPercent: policySetting(
      percent,
      'CPU that stood at its limit in more than this share of its points is not shrunk: nobody knows how much it wanted',
      [0, 1, 1],
    ),
    shortage: v.exactOptional(
      described(shortage, 'What a size that is too small costs; 0 everywhere: only peak and headroom count'),
    ),
    changeGate: v.exactOptional(described(changeGate, 'When a smaller size may be written; growing never waits')),
    secondOpinion: policySetting(
      oneOf(['shown', 'required']),
      'required: a shrink that AWS Compute Optimizer does not support only advises; shown: its opinion stands beside ours',
      ['shown', 'shown', 'shown'],
    ),
    neverAbovePolicy: policySetting(
      v.nullable(name),
      'Never larger than the stages of the same service under this policy; null lifts a built-in limit',
      [undefined, 'production', undefined],
    ),
  }),
  'How a kind of stage is sized',
);

export const policiesSchema = described(
  mappingOf(name, policySchema),
  'Overrides of the policies production, development and validation, or new ones, which take what they do not say from production',
);

export type PolicyFile = SettingsOf<typeof policySchema>;

/** The same with everything said. */
type Complete<Part> = {
  readonly [Key in keyof Part]-?: Part[Key] extends object | undefined ? Complete<Part[Key] & object> : Part[Key];
};

/** How a kind of stage is sized: data, so that a team can read and override it in rightsizer.yml. */
export interface Policy extends Complete<Omit<PolicyFile, 'neverAbovePolicy'>> {
  readonly name: string;
  readonly neverAbovePolicy?: string;
}

/** How one resource's need is read from its usage: its peak, `× (1 + headroomPercent / 100)`. */
export type ResourcePolicy = Policy['cpu'];
/** When a size that was found may be written; growing is never kept waiting. */
export type ChangeGate = Policy['changeGate'];
