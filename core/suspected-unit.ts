import { type ByResource, RESOURCES, type Resource, type TaskSize } from './model/task-size.ts';

/** CPU and memory in percent of the task, as somebody sent them. */
export interface SentSeries {
  readonly average?: readonly (number | null)[];
  readonly maximum?: readonly (number | null)[];
}

/** A series that looks as if its unit were another one than percent of the task. */
export interface SuspectedUnit {
  readonly code: 'UnitSuspected';
  readonly resource: Resource;
  readonly highestPercent: number;
  readonly text: string;
}

/** A task cannot well use more than it has; a point may be measured a little above. */
const POSSIBLE_PERCENT = 110;
const TOLERATED_SHARE = 0.01;
const UNITS_A_CORE = 1024;

const ANYWAY = 'The size is kept; say "unit": "percent" if it is percent of the task all the same.';

/**
 * The first resource whose series cannot well be percent of the task: nothing above 1, as with shares from 0 to 1, or
 * CPU above 110 in more than one point in a hundred that percent of one core explains. Datadog's
 * `ecs.fargate.cpu.percent` counts one core as 100.
 */
export function suspectedUnit(series: ByResource<SentSeries>, task: TaskSize): SuspectedUnit | undefined {
  for (const resource of RESOURCES) {
    const { average, maximum = average ?? [] } = series[resource] ?? {};
    const points = maximum.filter((point) => point !== null);
    const highestPercent = points.reduce((highest, point) => Math.max(highest, point), 0);
    const cores = resource === 'cpu' ? task.cpuUnits / UNITS_A_CORE : 0;
    const why = suspicion(points, highestPercent, cores);
    if (why !== undefined) return { code: 'UnitSuspected', resource, highestPercent, text: `${why} ${ANYWAY}` };
  }
  return undefined;
}

/** @param cores - Of the task; none for memory. */
function suspicion(points: readonly number[], highestPercent: number, cores: number): string | undefined {
  if (highestPercent > 0 && highestPercent <= 1) {
    return `${cores > 0 ? 'CPU' : 'Memory'} never passes ${highestPercent} %: are these shares from 0 to 1? Percent would be 100 times that.`;
  }
  if (cores <= 1 || highestPercent > POSSIBLE_PERCENT * cores) return undefined;
  const impossible = points.filter((point) => point > POSSIBLE_PERCENT).length;
  if (impossible <= TOLERATED_SHARE * points.length) return undefined;
  return (
    `CPU passes ${POSSIBLE_PERCENT} % of the task in ${impossible} of ${points.length} points, up to ${highestPercent}. ` +
    `Is it percent of one core, as Datadog counts? The task has ${cores}: divide by ${cores}.`
  );
}
