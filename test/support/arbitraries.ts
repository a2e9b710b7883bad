import fc from 'fast-check';
import type { ContainerSettings, Target } from '../../core/configuration/configuration.ts';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import type { Policy, ResourcePolicy } from '../../core/configuration/policy.ts';
import { sharedKeyProblems } from '../../core/configuration/shared-keys.ts';
import type { ContainerUsage, EvidenceContext, RecommendInput } from '../../core/decision/evidence.ts';
import type { ContainerDefinition, RunningService } from '../../core/model/service.ts';
import { type ContainerKeys, ownEntry } from '../../core/model/sizes.ts';
import { type Platform, type TaskSize, validPairs } from '../../core/model/task-size.ts';
import { type Series, toUsage } from '../../core/usage/usage.ts';
import { DAY, parameterKeys, service, target } from './builders.ts';
import { contexts, NAMES, rarely } from './context-arbitraries.ts';

export const platforms: fc.Arbitrary<Platform> = fc.constantFrom(
  { operatingSystem: 'LINUX', architecture: 'X86_64' },
  { operatingSystem: 'LINUX', architecture: 'ARM64' },
  { operatingSystem: 'WINDOWS', architecture: 'X86_64' },
);

export const pairsOf = ({ operatingSystem }: Platform): fc.Arbitrary<TaskSize> =>
  fc.constantFrom(...validPairs(operatingSystem));

const resourcePolicies: fc.Arbitrary<ResourcePolicy> = fc.record({
  peakStatistic: fc.constantFrom('max', 'p99.5'),
  headroomPercent: fc.integer({ min: 0, max: 300 }),
});

const usd = (max: number) => fc.oneof(fc.constant(0), fc.double({ min: 0, max, noNaN: true }));
export const shortages: fc.Arbitrary<Policy['shortage']> = fc.record({
  cpuUsdPerHour: usd(100),
  memoryUsdPerKill: usd(1000),
});

export const policies: fc.Arbitrary<Policy> = fc.oneof(
  fc
    .constantFrom(...Object.values(builtInPolicies))
    .map((policy) => ({ ...policy, minimumDataHours: 12, toleratedCensoredPercent: 0 })),
  fc.record({
    name: fc.constant('own'),
    cpu: resourcePolicies,
    memory: resourcePolicies,
    minimumDataHours: fc.integer({ min: 0, max: 24 }),
    minimumCoveragePercent: fc.integer({ min: 0, max: 100 }),
    toleratedCensoredPercent: fc.constant(0),
    shortage: shortages,
    secondOpinion: fc.constant('shown'),
    changeGate: fc.constant(builtInPolicies.production.changeGate),
    minimumDaysSinceDeployment: fc.integer({ min: 0, max: 14 }),
    neverAbovePolicy: fc.constant('production'),
  }),
);

/** A day of percent of the task size, gaps as null; oldest first. */
export const percentages: fc.Arbitrary<readonly (number | null)[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.double({ min: 0, max: 110, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  { minLength: 24, maxLength: 24 },
);

const badPoint = fc.constantFrom(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  -0,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  Number.MAX_VALUE,
  1e15,
  0,
  100,
);

/** Series that no metric should have, and that must not break anything. */
export const adversarial: fc.Arbitrary<readonly (number | null)[]> = fc.oneof(
  fc.array(fc.oneof(badPoint, fc.constant(null)), { minLength: 24, maxLength: 24 }),
  fc.integer({ min: 0, max: 23 }).map((at) => Array.from({ length: 24 }, (_, index) => (index === at ? 5000 : 1))),
  fc.integer({ min: 0, max: 23 }).map((at) => Array.from({ length: 24 }, (_, index) => (index === at ? 42 : null))),
  fc.constant(Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? 0 : 1e9))),
  fc.constant([]),
);

export function percentSeries(points: readonly (number | null)[], taskAmount: number): Series {
  return toUsage({ average: points, maximum: points }, taskAmount / 100);
}

/** Keys of containers, some shared, some the task's own; only combinations that the configuration accepts. */
const containerKeys: fc.Arbitrary<Readonly<Record<string, ContainerKeys>>> = fc
  .array(
    fc.record({
      cpu: fc.option(fc.constantFrom('taskCpu', 'cpuA', 'cpuB'), { freq: 2 }),
      memory: fc.option(fc.constantFrom('taskMemory', 'memoryA', 'memoryB', 'memoryC'), { freq: 3 }),
      memoryReservation: fc.option(fc.constantFrom('memoryA', 'softA', 'softB'), { freq: 1 }),
    }),
    { maxLength: NAMES.length },
  )
  .map((list) =>
    Object.fromEntries(
      list.map(({ cpu, memory, memoryReservation }, index): [string, ContainerKeys] => [
        NAMES[index] ?? 'connect',
        {
          ...(cpu !== null && { cpu }),
          ...(memory !== null && { memory }),
          ...(memoryReservation !== null && { memoryReservation }),
        },
      ]),
    ),
  )
  .filter((containers) => sharedKeyProblems(parameterKeys(containers), []).length === 0);

/** Containers that ECS accepts in a task of this size: each declares its part of it, or nothing. */
function containersOf(task: TaskSize, shape: readonly ContainerShape[]): readonly ContainerDefinition[] {
  const count = Math.max(1, shape.length);
  return shape.map(({ essential, cpu, memory, soft }, index): ContainerDefinition => {
    const memoryMiB = Math.max(8, Math.floor((task.memoryMiB * memory) / 100 / count));
    const memoryReservationMiB = Math.max(6, Math.floor((memoryMiB - 1) * (soft / 100)));
    return {
      name: NAMES[index] ?? 'connect',
      essential,
      ...(cpu > 0 && { cpuUnits: Math.floor((task.cpuUnits * cpu) / 100 / count) }),
      ...(memory > 0 && { memoryMiB }),
      ...(soft > 0 && { memoryReservationMiB }),
    };
  });
}

interface ContainerShape {
  readonly essential: boolean;
  readonly cpu: number;
  readonly memory: number;
  readonly soft: number;
}

const shares = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 }));
const shapes: fc.Arbitrary<readonly ContainerShape[]> = fc.array(
  fc.record({ essential: fc.boolean(), cpu: shares, memory: shares, soft: shares }),
  { maxLength: NAMES.length },
);

/** What a container's definition says of its heap and its start; mostly nothing. */
const runtimes: fc.Arbitrary<Partial<ContainerDefinition>> = fc.record(
  {
    image: fc.constantFrom('example/app', 'confluentinc/cp-kafka-connect'),
    heap: fc.oneof(
      fc.record({ maximumMiB: fc.integer({ min: 1, max: 8192 }), source: fc.constant('command') }),
      fc.record({ ramPercent: fc.integer({ min: 1, max: 90 }), source: fc.constant('command') }),
    ),
    startSeconds: fc.integer({ min: 0, max: 900 }),
  },
  { requiredKeys: [] },
);

export const services: fc.Arbitrary<RunningService> = platforms.chain((platform) =>
  fc
    .record({
      taskSize: pairsOf(platform),
      shape: shapes,
      said: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: runtimes }), {
        minLength: NAMES.length,
        maxLength: NAMES.length,
      }),
      healthCheckGracePeriodSeconds: fc.constantFrom(0, 60, 600),
    })
    .map(({ taskSize, shape, said, healthCheckGracePeriodSeconds }) => {
      const containers = containersOf(taskSize, shape).map((each, index) => ({ ...each, ...said[index] }));
      return service({ platform, taskSize, containers, healthCheckGracePeriodSeconds });
    }),
);

const settings: fc.Arbitrary<ContainerSettings> = fc
  .record({
    minimumMemoryMiB: fc.option(fc.integer({ min: 6, max: 5000 })),
    heap: fc.option(fc.record({ maximumMiB: fc.integer({ min: 1, max: 4096 }) })),
  })
  .map(({ minimumMemoryMiB, heap }) => ({
    ...(minimumMemoryMiB !== null && { minimumMemoryMiB }),
    ...(heap !== null && { heap }),
  }));

const bounds = fc.record(
  { cpuUnits: fc.integer({ min: 256, max: 32_768 }), memoryMiB: fc.integer({ min: 512, max: 249_856 }) },
  { requiredKeys: [] },
);

export const targets: fc.Arbitrary<Target> = fc
  .record({
    policy: policies,
    containers: containerKeys,
    minimumTaskSize: rarely<Target['minimumTaskSize']>(bounds, {}),
    maximumTaskSize: rarely<Target['maximumTaskSize']>(bounds, {}),
    floors: rarely<Target['containers']>(fc.dictionary(fc.constantFrom(...NAMES), settings, { maxKeys: 2 }), {}),
    neverShrink: fc.subarray(['cpu', 'memory'] as const),
  })
  .map(({ policy, containers, minimumTaskSize, maximumTaskSize, floors, neverShrink }) =>
    target({
      policy,
      parameters: parameterKeys(containers),
      minimumTaskSize,
      maximumTaskSize,
      containers: floors,
      guards: { neverShrink },
    }),
  );

/**
 * Whether a limit that counts in the task shares its key with one beside a reservation. Whoever deploys that reads one
 * number for both, so that their declarations do not differ as random ones do.
 */
function mixesLimits({ parameters }: Target, { containers }: RunningService): boolean {
  const limits = containers.flatMap(({ name, memoryReservationMiB }) => {
    const { memory, memoryReservation } = ownEntry(parameters.containers, name) ?? {};
    const reserves = memoryReservationMiB !== undefined || memoryReservation !== undefined;
    return memory === undefined ? [] : [{ memory, reserves }];
  });
  return limits.some((limit) =>
    limits.some((other) => other.memory === limit.memory && other.reserves !== limit.reserves),
  );
}

/** Everything that a run can meet; both series are percentages of the running task. */
export interface Scene {
  readonly target: Target;
  readonly service: RunningService;
  readonly cpu: readonly (number | null)[];
  readonly memory: readonly (number | null)[] | undefined;
  readonly containers: Readonly<Record<string, ContainerUsage>>;
  readonly neverAbove: TaskSize | undefined;
  readonly context: EvidenceContext | undefined;
}

export function scenes(series: fc.Arbitrary<readonly (number | null)[]> = percentages): fc.Arbitrary<Scene> {
  const ownUsage = fc
    .record({ cpu: series, memory: series })
    .map(({ cpu, memory }) => ({ cpu: percentSeries(cpu, 1024), memory: percentSeries(memory, 4096) }));
  const all = fc.record({
    target: targets,
    service: services,
    cpu: series,
    memory: fc.option(series, { nil: undefined, freq: 5 }),
    containers: fc.dictionary(fc.constantFrom(...NAMES), ownUsage, { maxKeys: 3 }),
    neverAbove: rarely<TaskSize | undefined>(fc.constantFrom(...validPairs('LINUX')), undefined),
    context: fc.option(contexts, { nil: undefined, freq: 2 }),
  });
  return all.filter(({ target, service }) => !mixesLimits(target, service));
}

export function inputOfScene(scene: Scene): RecommendInput {
  const { taskSize } = scene.service;
  return {
    target: scene.target,
    evidence: {
      window: DAY,
      service: scene.service,
      cpu: percentSeries(scene.cpu, taskSize.cpuUnits),
      ...(scene.memory && { memory: percentSeries(scene.memory, taskSize.memoryMiB) }),
      containers: scene.containers,
      ...(scene.context && { context: scene.context }),
    },
    ...(scene.neverAbove && { neverAbove: scene.neverAbove }),
  };
}
