import type { ContainerLoad, Workload } from '../scenario.ts';
import { restartsOf, startsIn, type TaskSpan } from './running-time.ts';
import { minutesPerDay } from './workload-value.ts';

/** How old a task is in each minute of a UTC day. */
export interface TaskAges {
  /** Minutes since it started; infinite when that is more than a day ago. */
  readonly minutes: Float64Array;
  /** Days of growth; 0 before it began. */
  readonly growthDays: Float64Array;
}

/** The ages of a span's task on a day, or undefined when no load of it depends on them. */
export function taskAges(span: TaskSpan, day: number): TaskAges | undefined {
  if (!span.declared.containers.some(({ load }) => load !== undefined && dependsOnAge(load))) return undefined;
  const first = day * minutesPerDay;
  const ages = { minutes: new Float64Array(minutesPerDay), growthDays: new Float64Array(minutesPerDay) };
  const starts = startsIn(span);
  const restarts = restartsOf(span.declared).filter((minute) => minute >= span.from);
  let started = Number.NEGATIVE_INFINITY;
  for (let minute = first - minutesPerDay; minute < first + minutesPerDay; minute += 1) {
    if (minute >= span.from && starts(minute)) started = minute;
    if (minute < first) continue;
    const grownSince = restarts.findLast((restart) => restart <= minute) ?? span.growthSince;
    ages.minutes[minute - first] = minute - started;
    ages.growthDays[minute - first] = Math.max(0, (minute - grownSince) / minutesPerDay);
  }
  return ages;
}

/** What a task's age adds to what a workload uses. */
export function addedByAge(workload: Workload, ages: TaskAges, index: number): number {
  const { boot, growthPerDay = 0 } = workload;
  const isBooting = boot !== undefined && (ages.minutes[index] ?? 0) < boot.minutes;
  return growthPerDay * (ages.growthDays[index] ?? 0) + (isBooting ? boot.amount : 0);
}

function dependsOnAge({ cpuUnits, memoryMiB }: ContainerLoad): boolean {
  return [cpuUnits, memoryMiB].some(({ boot, growthPerDay }) => boot !== undefined || growthPerDay !== undefined);
}
