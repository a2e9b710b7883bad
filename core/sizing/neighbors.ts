import { type OperatingSystem, type TaskSize, validPairs } from '../model/task-size.ts';

/** A task size one step away on Fargate's grid. */
export interface Neighbor {
  readonly kind: 'lessCpu' | 'moreCpu' | 'lessMemory' | 'moreMemory';
  readonly task: TaskSize;
}

function pairAs(kind: Neighbor['kind'], task: TaskSize | undefined): readonly Neighbor[] {
  return task === undefined ? [] : [{ kind, task }];
}

/**
 * The sizes one step away: the next CPU row below and above, each with its least memory that holds `neededMiB`, and the
 * next memory below and above in the same row. A row without such a memory is left out.
 *
 * @example neighborsOf({ cpuUnits: 256, memoryMiB: 512 }, 400, 'LINUX').map(({ kind }) => kind)
 * // ['moreCpu', 'moreMemory']
 */
export function neighborsOf(task: TaskSize, neededMiB: number, operatingSystem: OperatingSystem): readonly Neighbor[] {
  const pairs = validPairs(operatingSystem);
  const rowBelow = Math.max(...pairs.map(({ cpuUnits }) => cpuUnits).filter((units) => units < task.cpuUnits));
  const rowAbove = Math.min(...pairs.map(({ cpuUnits }) => cpuUnits).filter((units) => units > task.cpuUnits));
  const inRow = (units: number) =>
    pairs.find(({ cpuUnits, memoryMiB }) => cpuUnits === units && memoryMiB >= neededMiB);
  const own = pairs.filter(({ cpuUnits }) => cpuUnits === task.cpuUnits);
  return [
    ...pairAs('lessCpu', inRow(rowBelow)),
    ...pairAs('moreCpu', inRow(rowAbove)),
    ...pairAs(
      'lessMemory',
      own.findLast(({ memoryMiB }) => memoryMiB < task.memoryMiB),
    ),
    ...pairAs(
      'moreMemory',
      own.find(({ memoryMiB }) => memoryMiB > task.memoryMiB),
    ),
  ];
}
