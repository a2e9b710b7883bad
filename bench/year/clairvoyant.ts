import { hourlyUsd, referencePrice, type TaskSize, validPairs } from '../../core/model/task-size.ts';
import { DAYS_PER_WEEK, MINUTES_PER_POINT, momentsOf, WEEKS_BEFORE } from './calendar.ts';
import type { Plant } from './plant.ts';

const PRICE = referencePrice({ operatingSystem: 'LINUX', architecture: 'X86_64' });
const PAIRS = validPairs('LINUX');
const ROWS = [...new Set(PAIRS.map(({ cpuUnits }) => cpuUnits))];

export function usdPerHour(size: TaskSize): number {
  return hourlyUsd(size, PRICE);
}

/** What a day asks for, with tasks of a CPU row. */
interface Need {
  /** The busiest five minutes, CPU units of a task. */
  readonly cpuUnits: number;
  readonly taskHours: number;
}

/** A day's needs by CPU row, and the memory that is enough for it. */
export interface DayNeeds {
  readonly byRow: ReadonlyMap<number, Need>;
  /** Of the whole task. */
  readonly memoryMiB: number;
}

function dayNeeds(plant: Plant, day: number): DayNeeds {
  const peaks = new Map(ROWS.map((row) => [row, { cpuUnits: 0, taskHours: 0 }]));
  let memoryMiB = 0;
  let [asked, passed] = [0, 0];
  for (const at of momentsOf(day)) {
    asked += plant.cpuUnits(at);
    memoryMiB = Math.max(memoryMiB, plant.enoughMiB(at));
    passed += 1;
    if (passed < MINUTES_PER_POINT) continue;
    const cpuUnits = asked / MINUTES_PER_POINT;
    for (const [row, peak] of peaks) {
      const tasks = plant.tasks?.(at, { taskCpuUnits: row, cpuUnits, waiting: 0 }) ?? 1;
      peak.taskHours += (tasks * MINUTES_PER_POINT) / 60;
      if (tasks > 0) peak.cpuUnits = Math.max(peak.cpuUnits, cpuUnits / tasks);
    }
    [asked, passed] = [0, 0];
  }
  return { byRow: peaks, memoryMiB: memoryMiB + (plant.sidecar?.usesMiB ?? 0) };
}

/** The needs of each day from the tool's first on, known before they come. */
export function needsOf(plant: Plant, days: number): readonly DayNeeds[] {
  return Array.from({ length: days }, (_, day) => dayNeeds(plant, WEEKS_BEFORE * DAYS_PER_WEEK + day));
}

/** A boot may take twice as long as with all the CPU that it wants. */
const SLOWEST_BOOT = 2;

/** Whether a size is enough for known days: no five minutes are cut, nothing is killed, and its tasks come up. */
export function isEnough(plant: Plant, size: TaskSize, days: readonly DayNeeds[]): boolean {
  const ownMiB = size.memoryMiB - (plant.sidecar?.usesMiB ?? 0);
  if (size.cpuUnits * SLOWEST_BOOT < (plant.boot?.cpuUnits ?? 0)) return false;
  if (plant.comesUp?.({ ...size, memoryMiB: ownMiB }) === false) return false;
  return days.every(({ byRow, memoryMiB }) => {
    const need = byRow.get(size.cpuUnits);
    return need !== undefined && need.cpuUnits <= size.cpuUnits && memoryMiB <= size.memoryMiB;
  });
}

function usdOf(size: TaskSize, days: readonly DayNeeds[]): number {
  const hours = days.reduce((total, { byRow }) => total + (byRow.get(size.cpuUnits)?.taskHours ?? 0), 0);
  return hours * usdPerHour(size);
}

/** A size is for five weeks, so that what comes once a month is always in them. */
export const HORIZON_DAYS = 35;

/**
 * What each week costs the clairvoyant. Every week it takes the cheapest valid size that is enough for the five weeks
 * that come. It adds no headroom, knows every peak before it comes, and resizes without a deployment. A boot is no
 * demand; it may take twice as long as it would with all the CPU that it wants.
 */
export function clairvoyantUsd(plant: Plant, needs: readonly DayNeeds[], weeks: number): readonly number[] {
  return Array.from({ length: weeks }, (_, week) => {
    const first = week * DAYS_PER_WEEK;
    const coming = needs.slice(first, first + HORIZON_DAYS);
    const enough = PAIRS.filter((size) => isEnough(plant, size, coming));
    const own = coming.slice(0, DAYS_PER_WEEK);
    const [cheapest] = enough.toSorted((a, b) => usdOf(a, coming) - usdOf(b, coming));
    if (cheapest === undefined) throw new Error(`${plant.name}: no size of Fargate is enough in week ${week}`);
    return usdOf(cheapest, own);
  });
}
