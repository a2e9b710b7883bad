import type { Target } from '../core/configuration/configuration.ts';
import type { RunningService } from '../core/model/service.ts';
import type { Window } from '../core/model/time.ts';
import { peakPoints, type Series, toUsage } from '../core/usage/usage.ts';

/** Percent of the task size that stands, oldest first, NaN where there is none; at least one statistic. */
export interface PercentSeries {
  readonly average?: Float64Array;
  readonly maximum?: Float64Array;
}

/** A service whose past is played again. */
export interface Subject {
  readonly target: Target;
  /** As it stood: the size in force at every decision. */
  readonly service: RunningService;
  readonly window: Window;
  readonly cpu: PercentSeries;
  readonly memory?: PercentSeries;
}

/** What is known at a decision: the four weeks before it. */
export interface Past {
  readonly subject: Subject;
  readonly window: Window;
  readonly cpu: Series;
  readonly memory?: Series;
}

function part({ average, maximum }: PercentSeries, start: number, end: number): PercentSeries {
  return {
    ...(average && { average: average.subarray(start, end) }),
    ...(maximum && { maximum: maximum.subarray(start, end) }),
  };
}

/** A stretch of a subject's series, in CPU units and MiB; the end is exclusive. */
export function stretchOf(subject: Subject, start: number, end: number): Past {
  const { service, window, cpu, memory } = subject;
  const { cpuUnits, memoryMiB } = service.taskSize;
  const at = (index: number) => window.startTime + index * window.periodSeconds * 1000;
  return {
    subject,
    window: { ...window, startTime: at(start), endTime: at(end) },
    cpu: toUsage(part(cpu, start, end), cpuUnits / 100),
    ...(memory && { memory: toUsage(part(memory, start, end), memoryMiB / 100) }),
  };
}

/** The peaks of a stretch, as rules of thumb read them. */
export function historyOf({ cpu, memory, window }: Past) {
  return {
    cpu: peakPoints(cpu),
    ...(memory && { memory: peakPoints(memory) }),
    periodSeconds: window.periodSeconds,
  };
}
