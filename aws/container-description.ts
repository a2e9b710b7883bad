import type { ContainerDefinition as EcsContainer, HealthCheck } from '@aws-sdk/client-ecs';
import { defined } from '../core/model/defined.ts';
import { heapSetting } from '../core/model/heap-setting.ts';
import type { ContainerDefinition } from '../core/model/service.ts';

/** What ECS takes where a health check does not say: client-ecs `HealthCheck`, 2026-11-22. A start period is off by default. */
const HEALTH_CHECK_INTERVAL_SECONDS = 30;
const HEALTH_CHECK_RETRIES = 3;

/** The containers of a task definition; one without a name is left out. ECS answers `cpu: 0` where none is declared. */
export function describeContainers(containers: readonly EcsContainer[] | undefined): readonly ContainerDefinition[] {
  return (containers ?? []).flatMap((container) => {
    const { name, essential, cpu, memory, memoryReservation, image, healthCheck } = container;
    if (!name) return [];
    return {
      name,
      essential: essential ?? true,
      ...defined({
        cpuUnits: cpu || undefined,
        memoryMiB: memory || undefined,
        memoryReservationMiB: memoryReservation || undefined,
        image: image || undefined,
        heap: heapOf(container),
        startSeconds: healthCheck && startSeconds(healthCheck),
      }),
    };
  });
}

/** Stands for a secret's value: not empty, so that the variable counts as set. */
const UNREAD = '(secret)';

/**
 * The only place that looks at environment and commands: they go in, a size and the name of its source come out, and
 * nothing else of them is kept. A variable that comes from a secret is set to something nobody here reads.
 */
function heapOf({ image, environment, secrets, command, entryPoint }: EcsContainer): ContainerDefinition['heap'] {
  const variables = [
    ...(secrets ?? []).map(({ name }) => [name ?? '', UNREAD] as const),
    ...(environment ?? []).map(({ name, value }) => [name ?? '', value ?? ''] as const),
  ];
  return heapSetting({
    image: image ?? '',
    environment: Object.fromEntries(variables),
    command: command ?? [],
    entryPoint: entryPoint ?? [],
  });
}

/**
 * How long a container may fail its health check before ECS calls it unhealthy.
 *
 * @example startSeconds({ command: ['CMD', 'true'], startPeriod: 60 }) // 150: 60 + 30 × 3
 */
function startSeconds({ startPeriod, interval, retries }: HealthCheck): number {
  return (startPeriod ?? 0) + (interval ?? HEALTH_CHECK_INTERVAL_SECONDS) * (retries ?? HEALTH_CHECK_RETRIES);
}
