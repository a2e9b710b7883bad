import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PercentSeries, Subject } from '../backtest/subject.ts';
import type { Policy } from '../core/configuration/policy.ts';
import { type TaskSize, validPairs } from '../core/model/task-size.ts';
import { serviceOf, targetOf } from '../core/sizing-request.ts';

/** Measured five-minute series in percent, gzipped CSVs, beside the folder RIGHTSIZER_REFEREE (`npm run judge`). */
export const TRACES = resolve(
  join(import.meta.dirname, '..'),
  process.env.RIGHTSIZER_REFEREE ?? '../shared/referee',
  '../traces',
);

const PERIOD_SECONDS = 300;
/** A Monday: what a trace without a calendar begins at. */
const START_TIME = Date.parse('2026-07-06T00:00:00Z');
const COLUMNS = ['time_s', 'cpu_avg', 'cpu_max', 'mem_avg', 'mem_max'];

/** The names of the traces, sorted; undefined where there is no folder of them. */
export function traceNames(folder = TRACES): readonly string[] | undefined {
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((file) => file.endsWith('.csv.gz'));
  return files.map((file) => basename(file, '.csv.gz')).sort();
}

/** The size that a trace's percent are of: by its name, so that all sizes occur. */
function nominalSize(name: string): TaskSize {
  const [first = 0, second = 0] = createHash('sha256').update(`nominal:${name}`).digest();
  const cpuUnits = [512, 1024, 2048, 4096, 8192][first % 5] ?? 512;
  const pairs = validPairs('LINUX').filter((pair) => pair.cpuUnits === cpuUnits);
  const usual = pairs.filter(({ memoryMiB }) => memoryMiB >= 2 * cpuUnits && memoryMiB <= 4 * cpuUnits);
  return usual[second % usual.length] as TaskSize;
}

/** A trace's averages and maxima in percent, by five minutes: `COLUMNS`; NaN where there is none. */
export function columnsOf(name: string, folder = TRACES): readonly Float64Array[] {
  const [head = '', ...rows] = gunzipSync(readFileSync(join(folder, `${name}.csv.gz`)))
    .toString()
    .trim()
    .split('\n');
  const order = COLUMNS.map((column) => head.trim().split(',').indexOf(column));
  const cells = rows.map((row) => row.trim().split(','));
  const at = (row: readonly string[], column: number) => {
    const cell = row[order[column] ?? -1];
    return cell === undefined || cell === '' ? Number.NaN : Number(cell);
  };
  const bin = (row: readonly string[]) => Math.round(at(row, 0) / PERIOD_SECONDS);
  const length = Math.max(...cells.map(bin)) + 1;
  return COLUMNS.map((_, column) => {
    const values = new Float64Array(length).fill(Number.NaN);
    for (const row of cells) values[bin(row)] = Math.min(100, at(row, column));
    return values;
  });
}

/** Both statistics; the averages where there are no maxima. Undefined without a point. */
function seriesOf(average: Float64Array, maximum: Float64Array): PercentSeries | undefined {
  const peaks = maximum.map((value, index) => (Number.isNaN(value) ? (average[index] as number) : value));
  return peaks.every(Number.isNaN) ? undefined : { average, maximum: peaks };
}

/** A trace as a service that always had one size; percent are cut at 100, as a task's are. */
export function traceSubject(name: string, policy: Policy): Subject {
  const [, cpuAverage, cpuMaximum, memoryAverage, memoryMaximum] = columnsOf(name) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const empty = new Float64Array(cpuAverage.length).fill(Number.NaN);
  const memory = seriesOf(memoryAverage, memoryMaximum);
  return {
    target: targetOf(name, policy),
    service: serviceOf({
      id: name,
      policy: policy.name,
      task: nominalSize(name),
      operatingSystem: 'LINUX',
      architecture: 'X86_64',
      periodSeconds: PERIOD_SECONDS,
      endTime: '',
      cpu: {},
      region: 'us-east-1',
    }),
    window: {
      startTime: START_TIME,
      endTime: START_TIME + empty.length * PERIOD_SECONDS * 1000,
      periodSeconds: PERIOD_SECONDS,
    },
    cpu: seriesOf(cpuAverage, cpuMaximum) ?? { maximum: empty },
    ...(memory && { memory }),
  };
}

/** A decision at a trace's point `end`, on the four weeks before it, and where the week after it ends. */
export interface Turn {
  readonly start: number;
  readonly decidedAt: number;
  readonly end: number;
}

const DAY = 288;

/** The day of the first decision: after four weeks, or less where the trace is short; undefined under eleven days. */
function firstDay(days: number): number | undefined {
  if (days >= 35) return 28;
  if (days >= 22) return 21;
  return days >= 11 ? 10 : undefined;
}

/** The weekly decisions of a trace of so many points. */
export function turnsOf(length: number): readonly Turn[] {
  const first = firstDay(length / DAY);
  if (first === undefined) return [];
  const count = Math.ceil((length - first * DAY) / (7 * DAY));
  return Array.from({ length: Math.max(0, count) }, (_, week) => first * DAY + week * 7 * DAY).map((decidedAt) => ({
    start: Math.max(0, decidedAt - 28 * DAY),
    decidedAt,
    end: Math.min(length, decidedAt + 7 * DAY),
  }));
}
