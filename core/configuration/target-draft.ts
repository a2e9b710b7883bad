import type { ImageHeapSetting, Target } from './configuration.ts';
import type { Path } from './problem.ts';
import type { ReadableService, ReadableStage } from './readable-parts.ts';
import { laidOver } from './setting.ts';

/** A target before its policy is known, so that a wrong policy's name does not hide what else is wrong. */
export interface TargetDraft {
  /** Where the stage stands in the file. */
  readonly path: Path;
  readonly stage: ReadableStage;
  /** All stages of the target's service. */
  readonly stageNames: ReadonlySet<string>;
  readonly target: Omit<Target, 'policy'>;
}

/** What the whole file says and every target has. */
export interface FileWide {
  readonly parameterPrefix: string;
  readonly images: readonly ImageHeapSetting[];
}

const NOTHING_SAID = {
  minimumTaskSize: {},
  maximumTaskSize: {},
  containers: {},
  guards: { neverShrink: [] },
  freeze: [],
};

/**
 * One draft for each stage of the service, none while the service's own settings are wrong. What a stage says wins
 * over what its service says, field by field, also inside task sizes and containers; a stage's `parameters` are its own as
 * a whole.
 *
 * For example: draftTargets(connector, { parameterPrefix: '/rightsizer', images: [] }).map(({ target }) => target.id) // ['connector/val']
 */
export function draftTargets(service: ReadableService, fileWide: FileWide): TargetDraft[] {
  const { settings, stageNames } = service;
  if (settings === undefined) return [];
  return service.stages.map((stage) => {
    const { policy: _, parameters: ownKeys, ...own } = stage.settings;
    const { kmsKeyArn: serviceKey, ...serviceKeys } = settings.parameters;
    const kmsKeyArn = ownKeys?.kmsKeyArn ?? serviceKey;
    const { task, containers = {} } = ownKeys ?? {};
    const parameters = task === undefined ? serviceKeys : { task, containers };
    const { cluster, service: ecsService, ...merged } = laidOver({ ...NOTHING_SAID, ...settings, mode: own.mode }, own);
    const target = {
      ...merged,
      ...fileWide,
      id: `${service.key}/${stage.name}`,
      service: service.key,
      stage: stage.name,
      cluster: forStage(cluster, stage.name),
      ecsService: forStage(ecsService, stage.name),
      ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      parameters,
      alsoPublishTo: own.alsoPublishTo,
    };
    return { path: stage.path, stage, stageNames, target };
  });
}

function forStage(template: string, stage: string): string {
  return template.replaceAll('{stage}', () => stage);
}
