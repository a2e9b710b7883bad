import type { ContainerDefinition as EcsContainer, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Target } from '../core/configuration/configuration.ts';
import type { ContainerDefinition, ServiceDescription, SkippedService, SkipReason } from '../core/service.ts';
import type { Platform } from '../core/sizing/fargate-grid.ts';
import { parseTaskSize } from './declared-size.ts';

const FARGATE_PROVIDERS: readonly string[] = ['FARGATE', 'FARGATE_SPOT'];
const NOT_DEPLOYED_STATUSES: readonly string[] = ['INACTIVE', 'DRAINING'];

/** A target without a verdict, with one sentence for people. */
export function skipped(skipReason: SkipReason, detail: string): SkippedService {
  return { kind: 'skipped', skipReason, detail };
}

/** Why a service cannot be sized, as far as the service alone tells; undefined when its task definition decides. */
export function skippedByService(target: Target, service: Service): SkippedService | undefined {
  const status = service.status ?? 'ACTIVE';
  if (NOT_DEPLOYED_STATUSES.includes(status))
    return skipped('NotDeployed', `Service ${target.ecsService} in cluster ${target.cluster} is ${status}.`);
  const foreign = launchOutsideFargate(service);
  if (foreign === undefined) return undefined;
  return skipped('NotFargate', `Service ${target.ecsService} in cluster ${target.cluster} runs on ${foreign}.`);
}

/** What a service runs on when that is not Fargate alone. */
function launchOutsideFargate(service: Service): string | undefined {
  const providers = (service.capacityProviderStrategy ?? []).map((item) => item.capacityProvider ?? '');
  if (providers.length === 0) {
    return service.launchType === 'FARGATE' ? undefined : (service.launchType ?? 'no launch type that ECS tells');
  }
  const others = providers.filter((provider) => !FARGATE_PROVIDERS.includes(provider));
  return others.length === 0 ? undefined : `capacity provider ${others.join(', ')}`;
}

/** What runs: a service on Fargate with its task definition. */
export function describeRunning(
  service: Service,
  definition: TaskDefinition | undefined,
  region: string,
): ServiceDescription {
  const { cpu, memory, taskDefinitionArn = service.taskDefinition ?? '' } = definition ?? {};
  if (!cpu || !memory)
    return skipped('TaskSizeMissing', `Task definition ${shortName(taskDefinitionArn)} says no cpu or no memory.`);
  const platform = platformOf(service, definition);
  const taskSize = parseTaskSize(cpu, memory, platform.operatingSystem);
  if (taskSize === undefined)
    return skipped(
      'UnsupportedTaskSize',
      `CPU ${cpu} with memory ${memory} is no Fargate task size for ${platform.operatingSystem} (${shortName(taskDefinitionArn)}).`,
    );
  return {
    kind: 'running',
    region,
    taskDefinitionArn,
    taskSize,
    platform,
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    containers: (definition?.containerDefinitions ?? []).flatMap(describeContainer),
  };
}

/** `family:revision` of an ARN. */
function shortName(taskDefinitionArn: string): string {
  return taskDefinitionArn.split('/').at(-1) || 'without a name';
}

function platformOf(service: Service, definition: TaskDefinition | undefined): Platform {
  const { operatingSystemFamily, cpuArchitecture } = definition?.runtimePlatform ?? {};
  const families = [operatingSystemFamily, service.platformFamily];
  const isWindows = families.some((family) => family?.toUpperCase().startsWith('WINDOWS'));
  return {
    operatingSystem: isWindows ? 'WINDOWS' : 'LINUX',
    architecture: cpuArchitecture === 'ARM64' ? 'ARM64' : 'X86_64',
  };
}

/** ECS answers `cpu: 0` for a container that declares none. Environment and commands stay unread. */
function describeContainer(container: EcsContainer): readonly ContainerDefinition[] {
  const { name, essential, cpu, memory, memoryReservation } = container;
  if (!name) return [];
  return [
    {
      name,
      essential: essential ?? true,
      ...(cpu && { cpuUnits: cpu }),
      ...(memory && { memoryMiB: memory }),
      ...(memoryReservation && { memoryReservationMiB: memoryReservation }),
    },
  ];
}
