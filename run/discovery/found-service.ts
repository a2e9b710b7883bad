import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { declaredBy, starterKeys } from '../../core/configuration/key-conventions.ts';
import { keyFor, policyFor, stageOf } from '../../core/configuration/name-conventions.ts';
import { parseServices } from '../../core/configuration/parse-configuration.ts';
import type { TagSettings } from '../../core/configuration/service-tags.ts';
import type { ContainerDefinition } from '../../core/model/service.ts';
import { ownEntry } from '../../core/model/sizes.ts';
import type { ListedService } from '../../core/ports.ts';
import type { SearchPlace } from './search-place.ts';

/** A service whose tags ask for its sizing. */
export interface TaggedService {
  readonly place: SearchPlace;
  readonly listed: ListedService;
  readonly settings: TagSettings;
}

/**
 * The target of a tagged service: what tags do not say is told by its names, and the keys by its containers.
 *
 * @throws {ConfigurationError} When the configuration has no such policy or owner, or the keys do not fit each other.
 */
export function foundTarget(
  { place, listed, settings }: TaggedService,
  containers: readonly ContainerDefinition[],
  configuration: Configuration,
): Target {
  const { cluster, service } = listed;
  const stage = settings.stage ?? stageOf(listed);
  const key = settings.service ?? keyFor(listed, stage);
  const byConvention = starterKeys(containers.map(declaredBy), () => undefined);
  const parameters = {
    task: { ...byConvention.task, ...settings.task },
    containers: { ...byConvention.containers, ...settings.container },
  };
  const policy = settings.policy ?? (Object.hasOwn(configuration.policies, stage) ? stage : policyFor(stage));
  const { mode = 'propose', owner } = settings;
  const said = { policy, mode, cluster, service, ...place, ...(owner !== undefined && { owner }) };
  const { stages = {}, ...limits } = ownEntry(configuration.taggedServices, key) ?? {};
  const services = { [key]: { ...limits, parameters, stages: { [stage]: { ...ownEntry(stages, stage), ...said } } } };
  const [target] = parseServices(services, configuration, `What the tags of ${cluster}/${service} ask for`);
  if (target === undefined) throw new Error(`${cluster}/${service} has no target.`);
  return target;
}
