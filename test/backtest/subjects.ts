import type { PercentSeries, Subject } from '../../backtest/subject.ts';
import { service, size, target } from '../support/builders.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-10-01T00:00:00Z');

/** Percent at every hour of so many weeks, with others at some. */
export function hourly(weeks: number, percent: number, others: Readonly<Record<number, number>> = {}): PercentSeries {
  return { maximum: Float64Array.from({ length: weeks * 168 }, (_, hour) => others[hour] ?? percent) };
}

/** A service of 2048 CPU units and 4096 MiB; as long as its CPU is. */
export function subject(cpu: PercentSeries, fields: Partial<Subject> = {}): Subject {
  const length = cpu.maximum?.length ?? cpu.average?.length ?? 0;
  return {
    target: target({ parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} } }),
    service: service({ taskSize: size(2048, 4096), containers: [] }),
    window: { startTime: START, endTime: START + length * HOUR, periodSeconds: 3600 },
    cpu,
    ...fields,
  };
}

/** Ten hours at 39 % at the beginning of the fifth week, else 19 %: 798.72 and 389.12 units. */
export const BUSY_HOURS = Object.fromEntries(Array.from({ length: 10 }, (_, hour) => [672 + hour, 39]));

/** Six weeks with those hours, and 25 % of the memory but for one hour of the last week at 75 %: 1024 and 3072 MiB. */
export const sixWeeks = () => subject(hourly(6, 19, BUSY_HOURS), { memory: hourly(6, 25, { 900: 75 }) });
