import type { ContainerSettings, ImageHeapSetting, Target } from './configuration.ts';
import type { Path } from './problem.ts';
import type { ReadableService, ReadableStage } from './readable-parts.ts';

/** A target before its policy is known, so that a wrong policy's name does not hide what else is wrong. */
export interface TargetDraft {
  /** Where the stage stands in the file. */
  readonly path: Path;
  readonly stage: ReadableStage;
  /** All stages of the target's service. */
  readonly stageNames: readonly string[];
  readonly target: Omit<Target, 'policy'>;
}

/** What the whole file says and every target has. */
export interface FileWide {
  readonly parameterPrefix: string;
  readonly images: readonly ImageHeapSetting[];
}

type Containers = Readonly<Record<string, ContainerSettings>>;

/**
 * One draft for each stage of the service, none while the service's own settings are wrong. What a stage says wins
 * over what its service says, field by field, also inside task sizes and containers.
 *
 * @example draftTargets(connector, { parameterPrefix: '/rightsizer', images: [] }).map(({ target }) => target.id) // ['connector/val']
 */
export function draftTargets(service: ReadableService, { parameterPrefix, images }: FileWide): TargetDraft[] {
  const { settings, stageNames } = service;
  if (settings === undefined) return [];
  return service.stages.map((stage) => {
    const own = stage.settings;
    const { kmsKeyArn: ofService, ...parameters } = settings.parameters;
    const { region = settings.region, roleArn = settings.roleArn, externalId = settings.externalId } = own;
    const kmsKeyArn = own.parameters?.kmsKeyArn ?? ofService;
    const { maximumStartMinutes = settings.maximumStartMinutes } = own;
    const target = {
      id: `${service.key}/${stage.name}`,
      service: service.key,
      stage: stage.name,
      cluster: forStage(settings.cluster, stage.name),
      ecsService: forStage(settings.service, stage.name),
      mode: own.mode,
      ...(region === undefined ? {} : { region }),
      ...(roleArn === undefined ? {} : { roleArn }),
      parameterPrefix,
      ...(externalId === undefined ? {} : { externalId }),
      ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
      parameters,
      alsoPublishTo: own.alsoPublishTo,
      minimumTaskSize: { ...settings.minimumTaskSize, ...own.minimumTaskSize },
      maximumTaskSize: { ...settings.maximumTaskSize, ...own.maximumTaskSize },
      containers: mergeContainers(settings.containers ?? {}, own.containers ?? {}),
      guards: { neverShrink: [], ...settings.guards, ...own.guards },
      freeze: own.freeze ?? settings.freeze ?? [],
      ...(maximumStartMinutes === undefined ? {} : { maximumStartMinutes }),
      images,
    };
    return { path: stage.path, stage, stageNames, target };
  });
}

function forStage(template: string, stage: string): string {
  return template.replaceAll('{stage}', () => stage);
}

function mergeContainers(ofService: Containers, ofStage: Containers): Containers {
  const merged = new Map(Object.entries(ofService));
  for (const [name, settings] of Object.entries(ofStage)) merged.set(name, { ...merged.get(name), ...settings });
  return Object.fromEntries(merged);
}
