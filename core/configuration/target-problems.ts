import { validPairs } from '../model/task-size.ts';
import type { TaskSizeBound } from './configuration.ts';
import { placeOf } from './organization.ts';
import { type ConfigurationProblem, formatPath, type Path, problemAt, repeated } from './problem.ts';
import type { ReadableService } from './readable-parts.ts';
import type { TargetDraft } from './target-draft.ts';
import type { StageFile } from './target-settings.ts';

/** Every target that is the same ECS service as an earlier one: two answers for one service would fight. */
export function sameServiceProblems(drafts: readonly TargetDraft[]): ConfigurationProblem[] {
  const named = drafts.filter(isNamed);
  const identityOf = ({ target }: TargetDraft) =>
    JSON.stringify([placeOf(target), target.cluster, target.ecsService, target.find]);
  return repeated(named, identityOf).map(({ path, other, target: { cluster, ecsService, find } }) => {
    const which = find === undefined ? `"${ecsService}" in cluster "${cluster}"` : 'both are found by the same';
    return problemAt(path, `is the same ECS service as ${formatPath(other)}: ${which}`);
  });
}

/** The names of a target, or by what they are found. */
function isNamed({ target: { cluster, ecsService, find } }: TargetDraft): boolean {
  return find !== undefined || (cluster !== '' && ecsService !== '');
}

/** Every target of which the file says neither the names in ECS nor by what they are found. */
export function unnamedProblems(drafts: readonly TargetDraft[]): ConfigurationProblem[] {
  return drafts.flatMap((draft) => {
    if (isNamed(draft)) return [];
    const { cluster, ecsService } = draft.target;
    const missing = [...(cluster === '' ? ['cluster'] : []), ...(ecsService === '' ? ['service'] : [])];
    const message = `has no ${missing.join(' and no ')}: name them here or in its service, or say "find" with tags, or with stack and logicalId`;
    return [problemAt(draft.path, message)];
  });
}

/** Every service or stage that names its ECS service and says by what to find it too. */
export function doublyNamedProblems({ path, settings, stages }: ReadableService): ConfigurationProblem[] {
  const all = [{ path, settings }, ...stages];
  return all.flatMap(({ path: at, settings: said }) => {
    if (said?.find === undefined || said.service === undefined) return [];
    return [problemAt([...at, 'find'], 'stands beside "service"; say one of them')];
  });
}

/** Every copy that names a stage of its own service, which has sizes of its own, or that is named twice in one list. */
export function copyProblems({ stageNames, stages }: ReadableService): ConfigurationProblem[] {
  return stages.flatMap(({ path, settings: { alsoPublishTo } }) =>
    alsoPublishTo.flatMap((name, index) => {
      const place = [...path, 'alsoPublishTo', String(index)];
      if (stageNames.has(name)) {
        return [problemAt(place, 'is a stage of this service, with sizes of its own; a copy would replace them', name)];
      }
      return alsoPublishTo.indexOf(name) < index ? [problemAt(place, 'is named twice', name)] : [];
    }),
  );
}

/** Every target that would write a parameter that an earlier one writes, in the same account and region. */
export function sameParameterProblems(drafts: readonly TargetDraft[]): ConfigurationProblem[] {
  const written = drafts.flatMap(({ path, stageNames, target }) => {
    const { parameterPrefix, service, stage, alsoPublishTo } = target;
    // What `copyProblems` says about a list is not said again here.
    const copies = new Set(alsoPublishTo.filter((name) => !stageNames.has(name)));
    return [stage, ...copies].map((name) => {
      const parameter = `${parameterPrefix}/${service}/${name}`;
      return { path, name, parameter, place: placeOf(target) };
    });
  });
  return repeated(written, ({ place, parameter }) => JSON.stringify([place, parameter])).map(
    ({ path, other, name, parameter }) => {
      const message = `would write the parameter ${parameter}, which ${formatPath(other)} writes as well`;
      return problemAt([...path, 'alsoPublishTo'], message, name);
    },
  );
}

type Bounds = Pick<StageFile, 'minimumTaskSize' | 'maximumTaskSize'>;

/**
 * Bounds of a service that leave no size, and bounds of a stage that leave none together with its service's. A stage
 * that only inherits is not blamed again.
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

/** A minimum above its maximum, else a pair of bounds without any size that Fargate offers. */
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
