import type { TaskSize } from '../../core/model/task-size.ts';

/** A write of the live document that changed the task. */
export interface LiveChange {
  readonly minute: number;
  readonly before: TaskSize;
  readonly after: TaskSize;
  /** No point was measured since the size that runs came into force. */
  readonly isSilent: boolean;
}

const RESOURCES = ['cpuUnits', 'memoryMiB'] as const;
type Amount = (typeof RESOURCES)[number];

export function isChange(before: TaskSize, after: TaskSize): boolean {
  return RESOURCES.some((amount) => before[amount] !== after[amount]);
}

/** How often a resource went the other way than the last time it changed. */
export function reversalsOf(changes: readonly LiveChange[], amount: Amount): number {
  const directions = changes.map(({ before, after }) => Math.sign(after[amount] - before[amount])).filter(Boolean);
  return directions.filter((direction, index) => index > 0 && direction !== directions[index - 1]).length;
}

/** Shrinks of anything in silence. */
export function silentShrinks(changes: readonly LiveChange[]): number {
  const shrinks = ({ before, after }: LiveChange) => RESOURCES.some((amount) => after[amount] < before[amount]);
  return changes.filter((change) => change.isSilent && shrinks(change)).length;
}
