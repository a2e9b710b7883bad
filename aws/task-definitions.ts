import {
  DescribeTaskDefinitionCommand,
  type ContainerDefinition as EcsContainer,
  type HealthCheck,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { defined } from '../core/model/defined.ts';
import { heapSetting } from '../core/model/heap-setting.ts';
import type { ContainerDefinition } from '../core/model/service.ts';
import { PortError } from '../core/ports.ts';
import type { EcsReads } from './ecs-reads.ts';
import { BoundedMemory } from './kept-answers.ts';
import { asDocumented, portError } from './port-call.ts';

/** What a task definition declares, without its environment, commands and secrets. */
export interface DeclaredTask {
  readonly taskDefinitionArn: string;
  /** As it was written: `512`, `.5 vCPU`. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly operatingSystemFamily?: string;
  readonly cpuArchitecture?: string;
  readonly ephemeralStorageGb?: number;
  readonly containers: readonly ContainerDefinition[];
  /** Epoch milliseconds. */
  readonly registeredAt?: number;
}

/** Enough for the services of a large account and their deployments of 90 days; one takes about a kilobyte. */
const CAPACITY = 2000;

/** Reads task definitions once each: a revision never changes. Those that were read first make room when it is full. */
export class TaskDefinitions {
  readonly #reads: EcsReads;
  readonly #kept: BoundedMemory<DeclaredTask>;
  readonly #onTheWay = new Map<string, Promise<DeclaredTask>>();

  /** @param capacity - How many to keep. */
  constructor(reads: EcsReads, capacity = CAPACITY) {
    this.#reads = reads;
    this.#kept = new BoundedMemory(capacity);
  }

  /**
   * What the task definition of an ARN, revision included, declares.
   *
   * @throws {PortError} When ECS does not describe it.
   */
  async read(arn: string, signal: AbortSignal): Promise<DeclaredTask> {
    for (;;) {
      signal.throwIfAborted();
      const kept = this.#kept.get(arn);
      if (kept !== undefined) return kept;
      const others = this.#onTheWay.get(arn);
      if (others === undefined) return this.#readAndKeep(arn, signal);
      try {
        return await others;
      } catch (error) {
        // Whoever asked first may have given up; that is no answer to this caller.
        if (error instanceof PortError) throw error;
      }
    }
  }

  async #readAndKeep(arn: string, signal: AbortSignal): Promise<DeclaredTask> {
    const reading = this.#ask(arn, signal);
    this.#onTheWay.set(arn, reading);
    try {
      const declared = await reading;
      this.#kept.set(arn, declared);
      return declared;
    } finally {
      this.#onTheWay.delete(arn);
    }
  }

  async #ask(arn: string, signal: AbortSignal): Promise<DeclaredTask> {
    const call = { operation: 'ECS DescribeTaskDefinition', subject: arn, signal, quota: 'definitions' } as const;
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn });
    const { taskDefinition } = await this.#reads.send(call, command);
    if (taskDefinition === undefined) throw portError(call, 'the answer is empty');
    return asDocumented(call, () => toDeclared(arn, taskDefinition));
  }
}

function toDeclared(arn: string, taskDefinition: TaskDefinition): DeclaredTask {
  const { cpu, memory, taskDefinitionArn = arn, containerDefinitions, registeredAt } = taskDefinition;
  const { runtimePlatform, ephemeralStorage } = taskDefinition;
  return {
    taskDefinitionArn,
    containers: describeContainers(containerDefinitions),
    ...defined({
      cpu: cpu || undefined,
      memory: memory || undefined,
      operatingSystemFamily: runtimePlatform?.operatingSystemFamily,
      cpuArchitecture: runtimePlatform?.cpuArchitecture,
      ephemeralStorageGb: ephemeralStorage?.sizeInGiB,
      registeredAt: registeredAt?.getTime(),
    }),
  };
}

/** ECS's defaults for a health check: client-ecs `HealthCheck`, 2026-11-22. A start period is off by default. */
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
