import type { Service } from '@aws-sdk/client-ecs';
import type { Target } from '../core/configuration/configuration.ts';
import { parseTaskSize } from '../core/model/declared-size.ts';
import { defined } from '../core/model/defined.ts';
import type { ServiceDescription, SkippedService, SkipReason } from '../core/model/service.ts';
import { isOffered, type Platform } from '../core/model/task-size.ts';
import type { DeclaredTask } from './task-definitions.ts';

const FARGATE_PROVIDERS: readonly string[] = ['FARGATE', 'FARGATE_SPOT'];
const NOT_DEPLOYED_STATUSES: readonly string[] = ['INACTIVE', 'DRAINING'];

/** A target without a verdict, with one sentence for people. */
export function skipped(skipReason: SkipReason, detail: string): SkippedService {
  return { kind: 'skipped', skipReason, detail };
}

/** Why a service cannot be sized, as far as the service alone tells; undefined when its task definition decides. */
export function skippedByService(target: Target, service: Service): SkippedService | undefined {
  const { status = 'ACTIVE', deploymentController, launchType, capacityProviderStrategy = [] } = service;
  const named = `Service ${target.ecsService} in cluster ${target.cluster}`;
  if (NOT_DEPLOYED_STATUSES.includes(status)) return skipped('NotDeployed', `${named} is ${status}.`);
  const runsNowhere = launchType === undefined && capacityProviderStrategy.length === 0;
  if (deploymentController?.type === 'EXTERNAL' && runsNowhere)
    return skipped('NotDeployed', `${named} has no primary task set; its deployment controller is EXTERNAL.`);
  const foreign = launchOutsideFargate(service);
  return foreign === undefined ? undefined : skipped('NotFargate', `${named} runs on ${foreign}.`);
}

/**
 * The service with what it runs on and with which task definition. Under CodeDeploy and other controllers that stands
 * in the primary task set; a service of an EXTERNAL controller says neither by itself (client-ecs `Service`, 2026-11).
 */
export function asDeployed(service: Service): Service {
  const primary = service.taskSets?.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined) return service;
  const { launchType, capacityProviderStrategy, taskDefinition, platformFamily } = primary;
  return { ...service, ...defined({ launchType, capacityProviderStrategy, taskDefinition, platformFamily }) };
}

/** What a service runs on when that is not Fargate alone. */
export function launchOutsideFargate(service: Service): string | undefined {
  const providers = (service.capacityProviderStrategy ?? []).map((item) => item.capacityProvider ?? '');
  if (providers.length === 0) {
    return service.launchType === 'FARGATE' ? undefined : (service.launchType ?? 'no launch type that ECS tells');
  }
  const others = providers.filter((provider) => !FARGATE_PROVIDERS.includes(provider));
  return others.length === 0 ? undefined : `capacity provider ${others.join(', ')}`;
}

export function describeRunning(
  service: Service,
  declared: DeclaredTask | undefined,
  region: string,
): ServiceDescription {
  const { cpu, memory, taskDefinitionArn = service.taskDefinition ?? '' } = declared ?? {};
  if (!cpu || !memory)
    return skipped('TaskSizeMissing', `Task definition ${shortName(taskDefinitionArn)} says no cpu or no memory.`);
  const platform = platformOf(declared, service.platformFamily);
  if (!isOffered(platform))
    return skipped(
      'UnsupportedTaskSize',
      `${shortName(taskDefinitionArn)} wants Windows on ARM64, which Fargate does not offer.`,
    );
  const taskSize = parseTaskSize(cpu, memory, platform.operatingSystem);
  if (taskSize === undefined)
    return skipped(
      'UnsupportedTaskSize',
      `CPU ${cpu} with memory ${memory} is no Fargate task size for ${platform.operatingSystem} (${shortName(taskDefinitionArn)}).`,
    );
  const { healthCheckGracePeriodSeconds, serviceArn, capacityProviderStrategy = [] } = service;
  const controller = service.deploymentController?.type ?? 'ECS';
  const capacityProviders = capacityProviderStrategy.map(({ capacityProvider: name = '', weight = 0, base = 0 }) => {
    return { name, weight, base };
  });
  const { alarmNames = [], enable, rollback } = service.deploymentConfiguration?.alarms ?? {};
  return {
    kind: 'running',
    region,
    taskDefinitionArn,
    taskSize,
    platform,
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    containers: declared?.containers ?? [],
    ...defined({
      serviceArn,
      registeredAt: declared?.registeredAt,
      healthCheckGracePeriodSeconds,
      ephemeralStorageGb: declared?.ephemeralStorageGb,
      capacityProviders: capacityProviders.length > 0 ? capacityProviders : undefined,
      deployedBy: controller === 'ECS' ? undefined : controller,
      rollbackAlarms: enable && rollback && alarmNames.length > 0 ? alarmNames : undefined,
    }),
  };
}

/** `family:revision` of an ARN. */
export function shortName(taskDefinitionArn: string): string {
  return taskDefinitionArn.split('/').at(-1) || 'without a name';
}

/** The platform of a task definition and the platform family that ECS says it runs on. */
export function platformOf(declared: DeclaredTask | undefined, platformFamily: string | undefined): Platform {
  const families = [declared?.operatingSystemFamily, platformFamily];
  const isWindows = families.some((family) => family?.toUpperCase().startsWith('WINDOWS'));
  return {
    operatingSystem: isWindows ? 'WINDOWS' : 'LINUX',
    architecture: declared?.cpuArchitecture === 'ARM64' ? 'ARM64' : 'X86_64',
  };
}
