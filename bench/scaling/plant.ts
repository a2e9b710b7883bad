import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../../core/model/task-size.ts';
import type { ScalingSettings } from '../../core/scaling/load.ts';
import type { ScaledService } from './services.ts';

/**
 * Target tracking, minute rules on a grid of five minutes, written without the model that is judged: utilization is cut
 * at 100 %, ordered tasks come after alarm and boot, and some go after 15 minutes below nine tenths of the target.
 */
export interface Played {
  /** USD a month at the reference price. */
  readonly priceUsd: number;
  /** Hours a month in which the hottest task wanted more than it has. */
  readonly hoursShort: number;
  /** What CloudWatch would show: the mean over tasks and the hottest, percent, and how many tasks ran. */
  readonly averagePercent: Float64Array;
  readonly maximumPercent: Float64Array;
  readonly tasks: Float64Array;
}

const PLATFORM = { operatingSystem: 'LINUX', architecture: 'X86_64' } as const;
const QUIET_POINTS = 3;
const QUIET_SHARE = 0.9;
const MINUTES_OF_ALARM = 3;
const POINT_MINUTES = 5;

/** Of a smaller task the hottest is further above the mean, and of a larger one less far. */
function hottestAt({ hottest, configured }: ScaledService, index: number, cpuUnits: number): number {
  return 1 + ((hottest[index] as number) - 1) * Math.sqrt(configured.size.cpuUnits / cpuUnits);
}

/** Points from and until, exclusive. */
export type Stretch = readonly [from: number, until: number];

/** Plays a stretch of a service's demand under settings. */
export function play(service: ScaledService, settings: ScalingSettings, [from, until]: Stretch): Played {
  const { size, targetPercent, minimum, maximum } = settings;
  const clamp = (tasks: number) => Math.min(maximum, Math.max(minimum, tasks));
  const delay = Math.ceil((MINUTES_OF_ALARM + service.bootMinutes) / POINT_MINUTES);
  const ordered: number[] = [];
  const seen = { averagePercent: [] as number[], maximumPercent: [] as number[], tasks: [] as number[] };
  let running = clamp(Math.ceil((service.demand[from] as number) / ((size.cpuUnits * targetPercent) / 100)) || minimum);
  let quiet: number[] = [];
  let [points, short, taskPoints] = [0, 0, 0];
  for (let index = from; index < until; index += 1) {
    const demand = service.demand[index] as number;
    running = clamp(Math.max(running, ordered[index - from - delay] ?? 0));
    if (Number.isNaN(demand)) {
      ordered.push(0);
      for (const series of Object.values(seen)) series.push(Number.NaN);
      continue;
    }
    const whole = running * size.cpuUnits;
    const average = Math.min(100, (100 * demand) / whole);
    const hottest = hottestAt(service, index, size.cpuUnits);
    seen.averagePercent.push(average);
    seen.maximumPercent.push(Math.min(100, average * hottest));
    seen.tasks.push(running);
    points += 1;
    taskPoints += running;
    if (demand * hottest > whole) short += 1;
    const wanted = Math.ceil((running * average) / targetPercent);
    ordered.push(average > targetPercent ? wanted : 0);
    quiet = average < targetPercent * QUIET_SHARE ? [...quiet.slice(1 - QUIET_POINTS), wanted] : [];
    if (quiet.length === QUIET_POINTS) running = clamp(Math.min(running, Math.max(...quiet)));
  }
  return {
    priceUsd: (taskPoints / points) * hourlyUsd(size, referencePrice(PLATFORM)) * HOURS_PER_MONTH,
    hoursShort: (short / points) * HOURS_PER_MONTH,
    averagePercent: Float64Array.from(seen.averagePercent),
    maximumPercent: Float64Array.from(seen.maximumPercent),
    tasks: Float64Array.from(seen.tasks),
  };
}
