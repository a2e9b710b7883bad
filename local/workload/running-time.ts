import { placeOf } from '../ecs/service-arns.ts';
import { historyOf } from '../ecs/service-history.ts';
import type { ScenarioService } from '../scenario.ts';
import { placeKey } from '../wire/place.ts';
import { seedFor, unitNoise } from './integer-noise.ts';
import { minutesPerDay, weekdayOf } from './workload-value.ts';

/** Whether something is so in a minute, counted from the epoch. */
export type MinutePredicate = (minute: number) => boolean;

/** Whether anything ran in a minute: no running task means no points, never zero. */
export function runsIn(service: ScenarioService): MinutePredicate {
  const { metricsFrom, metricsUntil, runningHours, runningWeekdays } = service;
  const from = metricsFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(metricsFrom) / 60_000;
  const stillRuns = service.runningCount > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const until = metricsUntil === undefined ? stillRuns : Date.parse(metricsUntil) / 60_000;
  return (minute) => {
    if (!(minute >= from && minute < until)) return false;
    if (runningWeekdays !== undefined && !runningWeekdays.includes(weekdayOf(minute))) return false;
    if (runningHours === undefined) return true;
    const hour = (minute % minutesPerDay) / 60;
    return runningHours.from <= runningHours.until
      ? hour >= runningHours.from && hour < runningHours.until
      : hour >= runningHours.from || hour < runningHours.until;
  };
}

/** How many tasks of a revision run in a minute. */
export function tasksAt({ hourlyTasks, runningCount }: ScenarioService, minute: number): number {
  if (hourlyTasks === undefined) return Math.max(1, runningCount);
  const hour = Math.floor((((minute % minutesPerDay) + minutesPerDay) % minutesPerDay) / 60);
  return Math.max(1, hourlyTasks[hour] ?? runningCount);
}

/** Whether a minute has points: something ran, and its five-minute interval was not lost. */
export function publishesIn(service: ScenarioService, seed: number): MinutePredicate {
  const runs = runsIn(service);
  const { missingShare = 0 } = service;
  if (missingShare === 0) return runs;
  const own = seedFor(seed, placeKey(placeOf(service), `${service.cluster}|${service.service}|missing`));
  return (minute) => runs(minute) && unitNoise(own, Math.floor(minute / 5)) >= missingShare;
}

/** The time that the tasks of one revision ran, in minutes since the epoch. */
export interface TaskSpan {
  /** The service as that revision declares it. */
  readonly declared: ScenarioService;
  /** Inclusive; minus infinity for what ran before anybody knows. */
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  /** Since when its memory may have grown. */
  readonly growthSince: number;
}

const unknownAgeMinutes = 7 * minutesPerDay;

/** The spans of all revisions, oldest first; two overlap while one replaces the other. */
export function taskSpans(service: ScenarioService): readonly TaskSpan[] {
  const { initial, deployments } = historyOf(service);
  const spans: TaskSpan[] = [];
  const endOf = (index: number): number => {
    const next = deployments.slice(index).find(({ status }) => status === 'SUCCESSFUL');
    return next === undefined ? Number.POSITIVE_INFINITY : Math.ceil(next.finishedAt / 60_000);
  };
  if (initial !== undefined)
    spans.push({
      declared: initial.declared,
      from: Number.NEGATIVE_INFINITY,
      until: endOf(0),
      growthSince: initialGrowthSince(service, deployments[0]?.startedAt),
    });
  for (const [index, { target, startedAt, finishedAt, status }] of deployments.entries()) {
    const from = Math.floor(startedAt / 60_000);
    const until = status === 'SUCCESSFUL' ? endOf(index + 1) : Math.ceil(finishedAt / 60_000);
    spans.push({ declared: target.declared, from, until, growthSince: from });
  }
  return spans;
}

function initialGrowthSince(service: ScenarioService, firstDeployment: number | undefined): number {
  if (firstDeployment !== undefined) return Math.floor(firstDeployment / 60_000) - unknownAgeMinutes;
  return service.metricsFrom === undefined ? Number.POSITIVE_INFINITY : Date.parse(service.metricsFrom) / 60_000;
}

/** Whether a task of a span starts in a minute: it is deployed, wakes up, or was killed and comes back. */
export function startsIn(span: TaskSpan): MinutePredicate {
  const runs = runsIn(span.declared);
  const restarts = new Set(restartsOf(span.declared));
  return (minute) => runs(minute) && (minute === span.from || restarts.has(minute) || !runs(minute - 1));
}

/** The minutes in which a kill ended the whole task, oldest first; a sidecar's kill does not. */
export function restartsOf(service: ScenarioService): readonly number[] {
  const isEssential = (name: string): boolean =>
    service.containers.some((container) => container.name === name && container.essential !== false);
  return (service.memoryKills ?? [])
    .filter(({ container }) => isEssential(container))
    .map(({ at }) => Math.floor(Date.parse(at) / 60_000))
    .sort((a, b) => a - b);
}
