import { createHash } from 'node:crypto';
import { type TaskSize, validPairs } from '../../core/model/task-size.ts';
import type { ScalingSettings } from '../../core/scaling/load.ts';
import { countPoints, percentile } from '../../core/usage/statistics.ts';
import { columnsOf } from '../traces.ts';

/** A service under target tracking whose whole demand is known, as its team configured it. */
export interface ScaledService {
  readonly name: string;
  /** CPU units of all tasks together; NaN where there is none. */
  readonly demand: Float64Array;
  /** The hottest task to the mean over all, at each point, at the size of `configured`. */
  readonly hottest: Float64Array;
  readonly bootMinutes: number;
  /** What a task uses at most at the size of `configured`. */
  readonly memoryMiB: number;
  readonly configured: ScalingSettings;
}

const DAY = 288;
const LEAST_DAYS = 13;
const SUMMED = 8;

/** Numbers from 0 to 1 that depend on a name alone. */
function drawsOf(name: string): (label: string) => number {
  return (label) => createHash('sha256').update(`${label}:${name}`).digest().readUInt32BE(0) / 0xffff_ffff;
}

function pick<Value>(values: readonly Value[], draw: number): Value {
  return values[Math.min(values.length - 1, Math.floor(draw * values.length))] as Value;
}

/** The mean CPU of a trace in shares of its own mean; undefined where there are not two weeks of it. */
function shapeOf(name: string, folder: string): Float64Array | undefined {
  const [, average] = columnsOf(name, folder) as [Float64Array, Float64Array];
  const points = countPoints(average);
  if (points < LEAST_DAYS * DAY) return undefined;
  const mean = average.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0) / points;
  return mean > 0 ? average.map((value) => value / mean) : undefined;
}

/** The mean of shapes over what is there at each point, as long as the shortest. */
function together(shapes: readonly Float64Array[]): Float64Array {
  const length = Math.min(...shapes.map((shape) => shape.length));
  return Float64Array.from({ length }, (_, index) => {
    const known = shapes.map((shape) => shape[index] as number).filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

function configuredFor(demand: Float64Array, draw: (label: string) => number) {
  const cpuUnits = pick([512, 1024, 2048], draw('cpu'));
  const pairs = validPairs('LINUX').filter((pair) => pair.cpuUnits === cpuUnits && pair.memoryMiB >= cpuUnits * 2);
  const size: TaskSize = pick(
    pairs.filter(({ memoryMiB }) => memoryMiB <= cpuUnits * 4),
    draw('memory'),
  );
  const targetPercent = pick([40, 50, 60, 70], draw('target'));
  const tasksAt = (rank: number) => (percentile(demand, rank) as number) / ((cpuUnits * targetPercent) / 100);
  const minimum = Math.max(2, Math.round(tasksAt(90) * pick([0.4, 0.7, 1, 1.3], draw('minimum'))));
  const maximum = Math.max(minimum + 1, Math.ceil(tasksAt(100) * pick([1.2, 1.5, 2, 3], draw('maximum'))));
  return { size, targetPercent, minimum, maximum };
}

function serviceOf(name: string, shape: Float64Array): ScaledService {
  const draw = drawsOf(name);
  // So many tasks of a vCPU at 60 % in the busy hours: from 2 to 40, as many small services as large ones.
  const tasks = 2 * 20 ** draw('tasks');
  const scale = (tasks * 1024 * 0.6) / (percentile(shape, 99) as number);
  const demand = shape.map((value) => value * scale);
  const usual = 1 + 0.5 * draw('unevenness');
  let state = Math.floor(draw('noise') * 0x7fff_ffff);
  const hottest = demand.map(() => {
    state = (state * 1_103_515_245 + 12_345) % 0x8000_0000;
    return 1 + (usual - 1) * (0.5 + state / 0x8000_0000);
  });
  const configured = configuredFor(demand, draw);
  const memoryMiB = configured.size.memoryMiB * (0.2 + 0.65 * draw('use'));
  return { name, demand, hottest, bootMinutes: pick([1, 2, 4], draw('boot')), memoryMiB, configured };
}

/** One service for each trace, and one for each eight that follow one another in an order of chance. */
export function scaledServices(names: readonly string[], folder: string) {
  const byChance = names.toSorted((a, b) => drawsOf(a)('order') - drawsOf(b)('order'));
  const shapes = byChance.flatMap((name) => {
    const shape = shapeOf(name, folder);
    return shape === undefined ? [] : [{ name, shape }];
  });
  const sums = shapes.map(({ name }, index) => {
    const eight = Array.from({ length: SUMMED }, (_, after) => shapes[(index + after) % shapes.length]);
    return serviceOf(`sum of ${name}`, together(eight.flatMap((each) => (each ? [each.shape] : []))));
  });
  return { singles: shapes.map(({ name, shape }) => serviceOf(name, shape)), sums };
}
