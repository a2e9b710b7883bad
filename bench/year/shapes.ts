import { seedFor, unitNoise, wanderingNoise } from '../../local/workload/integer-noise.ts';
import { MINUTES_PER_DAY, type Moment } from './calendar.ts';

/** A level with noise: by so many percent up or down, half of it wandering. */
export function around(level: number, percent: number, { minute }: Moment): number {
  return level * (1 + (percent / 100) * wanderingNoise(percent, minute));
}

/** A hill over the day: 1 at the peak hour, 0 twelve hours away. */
export function hill({ hour }: Moment, peakHour = 14): number {
  const wave = (1 + Math.cos(((hour - peakHour) * Math.PI) / 12)) / 2;
  return wave * wave;
}

/** Whether it is within so many minutes after an hour of the day. */
export function within({ hour }: Moment, fromHour: number, minutes: number): boolean {
  return hour >= fromHour && hour < fromHour + minutes / 60;
}

/** A level that grows by so many percent a week from the tool's first week on. */
export function growing(level: number, percentPerWeek: number, { week }: Moment): number {
  return level * (1 + percentPerWeek / 100) ** Math.max(0, week);
}

export function sinceWeek<Value>({ week }: Moment, from: number, after: Value, before: Value): Value {
  return week >= from ? after : before;
}

const DAYS_OF_WALK = 520;

/** A factor that wanders from day to day by at most so many percent, and stays between a third and three. */
export function randomWalk(name: string, percentPerDay: number): (at: Moment) => number {
  const seed = seedFor(1, name);
  const factors = new Float64Array(DAYS_OF_WALK).fill(1);
  for (let day = 1; day < DAYS_OF_WALK; day += 1) {
    const step = 1 + (percentPerDay / 100) * (2 * unitNoise(seed, day) - 1);
    factors[day] = Math.min(3, Math.max(1 / 3, (factors[day - 1] as number) * step));
  }
  return ({ minute }) => factors[Math.min(DAYS_OF_WALK - 1, Math.floor(minute / MINUTES_PER_DAY))] as number;
}
