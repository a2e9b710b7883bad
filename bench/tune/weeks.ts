import { createHash } from 'node:crypto';
import { type TaskSize, validPairs } from '../../core/model/task-size.ts';
import type { Use } from '../../core/sizing/use-shape.ts';
import { columnsOf, turnsOf } from '../traces.ts';

const PERIOD_SECONDS = 300;
const HOUR_POINTS = 12;
/** A week with less than half a day of data is not judged. */
const LEAST_POINTS = 144;
const NOMINAL_CPU = [512, 1024, 2048, 4096, 8192];
const FOLDS = 5;

/** Four weeks or less of a service, and the week after them; shares of the nominal size, 0 to 1. */
export interface JudgedWeek {
  readonly before: { readonly cpu: Float64Array; readonly memory?: Float64Array };
  /** The same for the week after, and at which index of the trace it begins. */
  readonly after: { readonly cpu: Float64Array; readonly memory?: Float64Array };
  readonly start: number;
  /** Points of CPU in the week after. */
  readonly points: number;
}

/** A trace that is judged. */
export interface JudgedService {
  readonly name: string;
  /** 0 to 4: the services of one fold are never used to choose what is tried on them. */
  readonly fold: number;
  readonly weeks: readonly JudgedWeek[];
  /** Months of CPU points that are judged. */
  readonly months: number;
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

function peaks(average: Float64Array, maximum: Float64Array): Float64Array | undefined {
  const shares = maximum.map((value, index) => (Number.isNaN(value) ? (average[index] as number) : value) / 100);
  return shares.every(Number.isNaN) ? undefined : shares;
}

function countPresent(values: Float64Array): number {
  return values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
}

/** A trace with its weekly decisions, as the referee cuts them. */
export function judgedService(name: string, folder: string): JudgedService {
  const [, cpuAverage, cpuMaximum, memoryAverage, memoryMaximum] = columnsOf(name, folder) as readonly [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const cpu = peaks(cpuAverage, cpuMaximum) ?? cpuAverage;
  const memory = peaks(memoryAverage, memoryMaximum);
  const cut = (start: number, end: number) => ({
    cpu: cpu.subarray(start, end),
    ...(memory && { memory: memory.subarray(start, end) }),
  });
  const weeks = turnsOf(cpu.length).map(({ start, decidedAt, end }) => {
    const after = cut(decidedAt, end);
    return { before: cut(start, decidedAt), after, start: decidedAt, points: countPresent(after.cpu) };
  });
  const judged = weeks.filter(({ points }) => points >= LEAST_POINTS);
  const points = judged.reduce((total, week) => total + week.points, 0);
  const [first = 0] = digest(`fold:${name}`);
  return { name, fold: first % FOLDS, weeks: judged, months: points / HOUR_POINTS / 730 };
}

/** The nominal size of a trace, the five CPU rows in turn by `shift`. */
export function nominalSize(name: string, shift: number): TaskSize {
  const [first = 0, second = 0] = digest(`nominal:${name}`);
  const cpuUnits = NOMINAL_CPU[(first + shift) % NOMINAL_CPU.length] ?? 512;
  const usual = validPairs('LINUX').filter(
    (pair) => pair.cpuUnits === cpuUnits && pair.memoryMiB >= 2 * cpuUnits && pair.memoryMiB <= 4 * cpuUnits,
  );
  return usual[second % usual.length] ?? { cpuUnits, memoryMiB: 2 * cpuUnits };
}

/** Shares of a size as use. */
export function useOf(shares: Float64Array, size: number): Use {
  return { points: shares.map((share) => share * size), periodSeconds: PERIOD_SECONDS };
}
