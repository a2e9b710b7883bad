import { defined } from '../model/defined.ts';
import type { FindRule, Target } from './configuration.ts';
import type { Path } from './problem.ts';
import type { ReadableService, ReadableStage } from './readable-parts.ts';
import { laidOver } from './setting.ts';

/** A target before its policy is known, so that a wrong policy's name does not hide what else is wrong. */
export interface TargetDraft {
  readonly path: Path;
  readonly stage: ReadableStage;
  readonly stageNames: ReadonlySet<string>;
  readonly target: Omit<Target, 'policy'>;
}

/** What the whole file says and every target has. */
type FileWide = Pick<Target, 'parameterPrefix' | 'images'>;

/** What a target's service and stage mean where they say nothing. */
export const NOTHING_SAID = {
  minimumTaskSize: {},
  maximumTaskSize: {},
  containers: {},
  guards: { neverShrink: [] },
  freeze: [],
};

/**
 * One draft for each stage of a service, none while the service's own settings are wrong. What a stage says wins over
 * its service, field by field, also inside task sizes and containers; a stage's `parameters` count as a whole.
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
    const {
      cluster,
      service: ecsService,
      find: _find,
      ...merged
    } = laidOver({ ...NOTHING_SAID, ...settings, mode: own.mode }, own);
    // What a stage says about its service's name, of either kind, goes before what the service says.
    const find = own.find === undefined && own.service === undefined ? settings.find : own.find;
    const target = {
      ...merged,
      ...fileWide,
      id: `${service.key}/${stage.name}`,
      service: service.key,
      stage: stage.name,
      cluster: forStage(cluster ?? '', stage.name),
      ecsService: find === undefined ? forStage(ecsService ?? '', stage.name) : '',
      ...(find !== undefined && { find: findForStage(find, stage.name) }),
      ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      parameters,
      alsoPublishTo: own.alsoPublishTo,
    };
    return { path: stage.path, stage, stageNames, target };
  });
}

function findForStage({ tags, stack, logicalId }: FindRule, stage: string): FindRule {
  const entries = Object.entries(tags ?? {}).map(([key, value]) => [key, forStage(value, stage)]);
  return {
    ...(tags && { tags: Object.fromEntries(entries) }),
    ...defined({ stack: stack && forStage(stack, stage), logicalId }),
  };
}

function forStage(template: string, stage: string): string {
  return template.replaceAll('{stage}', () => stage);
}
