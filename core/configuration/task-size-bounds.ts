import { validPairs } from '../model/fargate-grid.ts';
import type { TaskSizeBound } from './configuration.ts';
import { type ConfigurationProblem, type Path, problemAt } from './problem.ts';
import type { ReadableService } from './readable-parts.ts';
import type { TargetDraft } from './target-draft.ts';

interface Bounds {
  readonly minimumTaskSize?: TaskSizeBound;
  readonly maximumTaskSize?: TaskSizeBound;
}

/**
 * Bounds of a service that leave no size, and bounds of a stage that leave none together with its service's. A stage
 * that only inherits is not blamed again.
 *
 * For example: taskSizeProblems([connector], drafts) // [] where a valid Fargate size lies between the bounds
 */
export function taskSizeProblems(
  services: readonly ReadableService[],
  drafts: readonly TargetDraft[],
): ConfigurationProblem[] {
  const ofStages = drafts.filter(
    ({ stage }) => 'minimumTaskSize' in stage.settings || 'maximumTaskSize' in stage.settings,
  );
  return [
    ...services.flatMap(({ path, settings }) => boundProblems(settings ?? {}, path)),
    ...ofStages.flatMap(({ path, target }) => boundProblems(target, path)),
  ];
}

/**
 * A minimum above its maximum, else a pair of bounds without any size that Fargate offers.
 *
 * @example boundProblems({ minimumTaskSize: { cpuUnits: 512 }, maximumTaskSize: { cpuUnits: 256 } }, []).length // 1
 */
export function boundProblems({ minimumTaskSize = {}, maximumTaskSize = {} }: Bounds, path: Path) {
  const crossed = (['cpuUnits', 'memoryMiB'] as const).flatMap((field) => {
    const { [field]: minimum = 0 } = minimumTaskSize;
    const { [field]: maximum = Number.POSITIVE_INFINITY } = maximumTaskSize;
    const message = `must not be above maximumTaskSize.${field}, which is ${maximum}`;
    return minimum > maximum ? [problemAt([...path, 'minimumTaskSize', field], message, minimum)] : [];
  });
  if (crossed.length > 0 || hasPairBetween(minimumTaskSize, maximumTaskSize)) return crossed;
  const message = `leaves no valid Fargate size above minimumTaskSize, which is ${JSON.stringify(minimumTaskSize)}`;
  return [problemAt([...path, 'maximumTaskSize'], message, maximumTaskSize)];
}

function hasPairBetween(minimum: TaskSizeBound, maximum: TaskSizeBound): boolean {
  // The sizes for Windows are a part of those for Linux, and the file does not say which one a service runs.
  return validPairs('LINUX').some(
    ({ cpuUnits, memoryMiB }) =>
      cpuUnits >= (minimum.cpuUnits ?? 0) &&
      memoryMiB >= (minimum.memoryMiB ?? 0) &&
      cpuUnits <= (maximum.cpuUnits ?? cpuUnits) &&
      memoryMiB <= (maximum.memoryMiB ?? memoryMiB),
  );
}
