import type { ServiceAlarm } from '../model/service.ts';
import { HOURS_PER_MONTH } from '../model/task-size.ts';
import { HOUR_SECONDS } from '../model/time.ts';
import type { Series } from './usage.ts';

/** What an alarm needs a task to have, so that what was seen does not make it ring more often than it did. */
export interface AlarmNeed extends ServiceAlarm {
  /** CPU units or MiB. */
  readonly amount: number;
  /** Whether its ringing rolls a deployment back. */
  readonly rollsBack: boolean;
  /** Stretches of its periods in which it was seen to ring at the size of that time. */
  readonly rang: number;
  /** For each hour of a usual month without a ring, what it takes to stay so: CPU units or MiB, the most first. */
  readonly hourly: Hourly;
}

/** Hours that stand for a month. */
export interface Hourly {
  readonly amounts: readonly number[];
  /** How many hours of a month each of them stands for. */
  readonly hoursEach: number;
}

/** Hours of a month in which an alarm would ring at a size, and did not ring at the size of that time. */
export function hoursRinging({ amounts, hoursEach }: Hourly, amount: number): number {
  return amounts.filter((needed) => needed > amount).length * hoursEach;
}

export interface AlarmInput {
  readonly alarm: ServiceAlarm;
  /** What was used, starts included: an alarm does not know what a start is. */
  readonly usage: Series;
  /** For each point what 1 % was worth; NaN where unknown. */
  readonly worth: Float64Array;
  readonly periodSeconds: number;
}

const PERCENT = 100;

/**
 * The most that a statistic of an alarm's period can have been at a point. The mean of a minute is at most the highest
 * of the five, and M minutes above a value are M fifths of their mean.
 */
function pointsFor({ alarm, usage, periodSeconds }: AlarmInput): Float64Array {
  const { average = usage.maximum, maximum = usage.average } = usage;
  const [mean, most] = [average ?? new Float64Array(0), maximum ?? new Float64Array(0)];
  if (alarm.statistic === 'maximum') return most;
  const parts = Math.max(1, periodSeconds / (alarm.periodSeconds * alarm.datapoints));
  return mean.map((value, index) => Math.min(value * parts, Math.max(value, most[index] as number)));
}

/** Points as the alarm's own periods, where these are longer: their mean or their highest. */
function inPeriods(points: Float64Array, { alarm, periodSeconds }: AlarmInput): Float64Array {
  const each = Math.max(1, Math.round(alarm.periodSeconds / periodSeconds));
  if (each === 1) return points;
  return Float64Array.from({ length: Math.floor(points.length / each) }, (_, period) => {
    const own = points.subarray(period * each, (period + 1) * each).filter((value) => !Number.isNaN(value));
    const sum = own.reduce((total, value) => total + value, 0);
    return alarm.statistic === 'maximum' ? (own.toSorted().at(-1) ?? Number.NaN) : sum / own.length;
  });
}

/** The M-th largest of each N values in a row; a missing value is none. */
function levels(values: Float64Array, datapoints: number, periods: number): readonly number[] {
  const last = values.length - periods;
  return Array.from({ length: Math.max(0, last + 1) }, (_, start) => {
    const own = values.subarray(start, start + periods).filter((value) => !Number.isNaN(value));
    return own.toSorted().at(-datapoints) ?? Number.NaN;
  });
}

/** How many of an alarm's periods one of these values stands for, when its periods are shorter. */
function shortened(count: number, { alarm, periodSeconds }: AlarmInput): number {
  return Math.max(1, Math.ceil((count * Math.min(alarm.periodSeconds, periodSeconds)) / periodSeconds));
}

interface Levels {
  /** What was used, and in percent of the size of that time: the M-th largest of N periods that begin there. */
  readonly used: readonly number[];
  readonly percents: readonly number[];
}

/** The most of each hour with points, without the hours in which it rang. */
function byHour({ used, percents }: Levels, { alarm, periodSeconds }: AlarmInput): Hourly {
  const seconds = Math.max(alarm.periodSeconds, periodSeconds);
  const hours = new Map<number, { most: number; rang: boolean }>();
  for (const [index, amount] of used.entries()) {
    if (Number.isNaN(amount)) continue;
    const hour = Math.floor((index * seconds) / HOUR_SECONDS);
    const { most, rang } = hours.get(hour) ?? { most: 0, rang: false };
    const rings = (percents[index] as number) >= alarm.thresholdPercent;
    hours.set(hour, { most: Math.max(most, amount), rang: rang || rings });
  }
  const quiet = [...hours.values()].filter(({ rang }) => !rang).map(({ most }) => most);
  const amounts = quiet.map((most) => (most * PERCENT) / alarm.thresholdPercent).toSorted((a, b) => b - a);
  return { amounts, hoursEach: HOURS_PER_MONTH / Math.max(1, hours.size) };
}

/**
 * The task that an alarm permits by what was seen: the M-th largest of each N of its periods by its threshold. What
 * rang before may ring as often. Undefined without a point.
 *
 * For example: 300 CPU units for five minutes, an alarm at 75 % // 300 / 0.75 = 400
 */
export function alarmNeed(input: AlarmInput): Pick<AlarmNeed, 'amount' | 'rang' | 'hourly'> | undefined {
  const { alarm, worth } = input;
  const [datapoints, periods] = [shortened(alarm.datapoints, input), shortened(alarm.periods, input)];
  const found = (points: Float64Array) => levels(inPeriods(points, input), datapoints, periods);
  const points = pointsFor(input);
  const percents = found(points.map((value, index) => value / (worth[index] as number)));
  const rang = percents.filter((percent) => percent >= alarm.thresholdPercent).length;
  const used = found(points);
  const amounts = used.filter((amount) => !Number.isNaN(amount)).toSorted((a, b) => b - a);
  const decides = amounts[Math.min(rang, amounts.length - 1)];
  if (decides === undefined) return undefined;
  return {
    amount: (decides * PERCENT) / alarm.thresholdPercent,
    rang,
    hourly: byHour({ used, percents }, input),
  };
}
