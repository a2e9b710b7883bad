import * as v from 'valibot';
import type { Policy } from '../configuration/policy.ts';
import type { ReadonlyDeep } from '../configuration/setting.ts';
import { HOURS_PER_MONTH, type Resource, type TaskSize } from '../model/task-size.ts';
import { DAY_MILLISECONDS, pointFrom, type Window } from '../model/time.ts';
import { countAtLeast, countPoints, highest } from '../usage/statistics.ts';
import { CENSORED_PERCENT, peakPoints, type Series } from '../usage/usage.ts';
import type { Evidence } from './evidence.ts';
import { expectedRisk, thousandths } from './expected-risk.ts';
import { STEP_UP_PERCENT } from './guards/data-verdict.ts';
import type { DecidedRecommendation } from './recommendation.ts';

/** What a change was expected to bring, kept in the state to be compared with what happens. */
export const forecastSchema = v.object({
  size: v.object({ cpuUnits: v.number(), memoryMiB: v.number() }),
  /** What was needed with headroom, CPU units and MiB; absent where utilization had no say. */
  neededCpuUnits: v.exactOptional(v.number()),
  neededMemoryMiB: v.exactOptional(v.number()),
  /** Share of the time in which a task is expected to be short of CPU, in percent. */
  exceededPercent: v.number(),
  /** Memory kills that are expected in a month, all tasks together; absent where nothing is known of memory. */
  killsAMonth: v.exactOptional(v.number()),
  /** The longest boot seen before the change. */
  bootMinutes: v.number(),
  /** What the change saves a month, by prices and tasks of its day; negative: it costs more. Absent without a price. */
  savingsUsdPerMonth: v.exactOptional(v.number()),
});
export type Forecast = ReadonlyDeep<v.InferOutput<typeof forecastSchema>>;

export interface Outcome {
  readonly points: number;
  /** CPU units and MiB; absent without a point. */
  readonly cpuPeak?: number;
  readonly memoryPeak?: number;
  /** Points in which CPU stood at 99 % of its size or more, and their share. */
  readonly censoredPoints: number;
  readonly censoredPercent: number;
  readonly kills: number;
  readonly bootMinutes: number;
}

/** What went wrong after a change: in which resources, and in words. */
export interface Wrong {
  readonly resources: readonly Resource[];
  readonly what: string;
}

/** An hour of data at five minutes: below it nothing is judged from points. */
const LEAST_POINTS = 12;
/** Memory this full is about to be killed. */
const FULL_SHARE = 0.95;
/** A start this much slower than before, and by more than two minutes, is slower because of the size. */
const SLOWER_FACTOR = 1.5;
const SLOWER_MINUTES = 2;

/** What a recommendation forecasts for sizes that are about to be written, and so many tasks. */
export function forecastOf(
  { assessments, context }: DecidedRecommendation,
  { size, tasks }: { readonly size: TaskSize; readonly tasks: number },
): Forecast {
  const { cpu, memory } = assessments;
  const alone = expectedRisk(assessments, size, 1).cpu?.aMonth ?? 0;
  const kills = expectedRisk(assessments, size, tasks).memory?.aMonth;
  return {
    size,
    ...(cpu?.needed !== undefined && { neededCpuUnits: Math.ceil(cpu.needed) }),
    ...(memory?.needed !== undefined && { neededMemoryMiB: Math.ceil(memory.needed) }),
    exceededPercent: thousandths((100 * alone) / HOURS_PER_MONTH),
    ...(kills !== undefined && { killsAMonth: kills }),
    bootMinutes: context?.starts.bootMinutes ?? 0,
  };
}

function pointsSince(series: Series | undefined, window: Window, time: number): Float64Array {
  return series === undefined ? new Float64Array(0) : peakPoints(series).subarray(pointFrom(window, time));
}

/** What happened since a deployment. @param deployedAt - Epoch milliseconds at which the deployment was finished. */
export function outcomeSince(evidence: Evidence, deployedAt: number, size: TaskSize): Outcome {
  const { window, context } = evidence;
  const cpu = pointsSince(evidence.cpu, window, deployedAt);
  const memory = pointsSince(evidence.memory, window, deployedAt);
  const points = countPoints(cpu);
  const [cpuPeak, memoryPeak] = [highest(cpu), highest(memory)];
  const censored = countAtLeast(cpu, (size.cpuUnits * CENSORED_PERCENT) / 100);
  const starts = context?.starts;
  return {
    points,
    ...(cpuPeak !== undefined && { cpuPeak: Math.ceil(cpuPeak) }),
    ...(memoryPeak !== undefined && { memoryPeak: Math.ceil(memoryPeak) }),
    censoredPoints: censored,
    censoredPercent: points === 0 ? 0 : Math.round((censored / points) * 10_000) / 100,
    kills: (context?.kills ?? []).filter(({ at }) => at >= deployedAt).length,
    bootMinutes: starts?.times.some((time) => time >= deployedAt) ? starts.bootMinutes : 0,
  };
}

/** A service that is judged on a week of data has a weekly rhythm, others a daily one. */
const HOURS_OF_A_WEEK = 168;
/** A share is an estimate: twice of what was forecast is another one. */
const TOLERANCE_FACTOR = 2;

/** How many points a full cycle has: a day, or a week where the policy asks for a week of data. */
export function cyclePoints({ minimumDataHours }: Pick<Policy, 'minimumDataHours'>, { periodSeconds }: Window): number {
  const days = minimumDataHours >= HOURS_OF_A_WEEK ? 7 : 1;
  return (days * DAY_MILLISECONDS) / (periodSeconds * 1000);
}

/** More points at the limit than a full cycle may have by what was forecast, in less than one as well. */
function isCensoredMore(outcome: Outcome, { exceededPercent }: Forecast, cycle: number): boolean {
  const { points, censoredPoints } = outcome;
  const mostPercent = Math.max(STEP_UP_PERCENT, exceededPercent * TOLERANCE_FACTOR);
  return points >= LEAST_POINTS && censoredPoints > (Math.max(points, cycle) * mostPercent) / 100;
}

/** What of an outcome breaks the forecast; undefined when it holds so far. `cycle`: how many points a full one has. */
export function wrongOf(forecast: Forecast, outcome: Outcome, cycle: number): Wrong | undefined {
  const { size, bootMinutes: before, neededMemoryMiB = Number.POSITIVE_INFINITY } = forecast;
  const { points, censoredPercent, kills, memoryPeak, bootMinutes } = outcome;
  const enough = points >= LEAST_POINTS;
  const wrong: readonly (Wrong & { readonly happened: boolean })[] = [
    {
      happened: isCensoredMore(outcome, forecast, cycle),
      resources: ['cpu'],
      what: `CPU stood at its limit in ${censoredPercent} % of the points`,
    },
    { happened: kills > 0, resources: ['memory'], what: 'a container was killed for memory' },
    {
      happened:
        enough && memoryPeak !== undefined && memoryPeak >= size.memoryMiB * FULL_SHARE && memoryPeak > neededMemoryMiB,
      resources: ['memory'],
      what: `memory reached ${memoryPeak} of ${size.memoryMiB} MiB`,
    },
    {
      happened: before > 0 && bootMinutes > before * SLOWER_FACTOR && bootMinutes > before + SLOWER_MINUTES,
      resources: ['cpu'],
      what: `starts take ${bootMinutes} minutes instead of ${before}`,
    },
  ];
  return together(wrong.filter(({ happened }) => happened));
}

/** All that went wrong as one; undefined where nothing did. */
export function together(all: readonly (Wrong | undefined)[]): Wrong | undefined {
  const found = all.filter((each) => each !== undefined);
  if (found.length === 0) return undefined;
  const resources = [...new Set(found.flatMap((each) => each.resources))];
  return { resources, what: found.map(({ what }) => what).join('; ') };
}

/** For example: 'needs CPU 875 of 1024, memory 3750 of 4096; short of CPU 0.02 % of the time, …'. */
export function forecastText(forecast: Forecast): string {
  const { size, neededCpuUnits: cpu, neededMemoryMiB: memory, exceededPercent, killsAMonth } = forecast;
  const needs = [
    ...(cpu === undefined ? [] : [`CPU ${cpu} of ${size.cpuUnits}`]),
    ...(memory === undefined ? [] : [`memory ${memory} of ${size.memoryMiB}`]),
  ].join(', ');
  const kills = killsAMonth === undefined ? '' : `, ${killsAMonth} memory kills a month`;
  return `${needs === '' ? '' : `needs ${needs}; `}short of CPU ${exceededPercent} % of the time${kills}`;
}

/** What happened, in words, for the history. For example: 'CPU up to 880, memory up to 3500' */
export function outcomeText({ cpuPeak, memoryPeak }: Outcome): string {
  const parts = [
    ...(cpuPeak === undefined ? [] : [`CPU up to ${cpuPeak}`]),
    ...(memoryPeak === undefined ? [] : [`memory up to ${memoryPeak}`]),
  ];
  return parts.join(', ') || 'no data';
}
