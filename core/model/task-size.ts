/** What a Fargate task asks for: CPU units (1024 = 1 vCPU) and MiB. */
export interface TaskSize {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

export type OperatingSystem = 'LINUX' | 'WINDOWS';
export type Architecture = 'X86_64' | 'ARM64';

/** What, beside the size, decides which sizes exist and what they cost. */
export interface Platform {
  readonly operatingSystem: OperatingSystem;
  readonly architecture: Architecture;
}

interface CpuRow {
  readonly cpuUnits: number;
  readonly memoriesMiB: readonly number[];
  readonly windows: boolean;
}

function range(fromMiB: number, toMiB: number, stepMiB: number): readonly number[] {
  return Array.from({ length: (toMiB - fromMiB) / stepMiB + 1 }, (_, index) => fromMiB + index * stepMiB);
}

/**
 * The task sizes that Fargate accepts.
 * Up to 16384: AWS SDK, client-ecs `TaskDefinition.memory`. The 32768 row has exactly three memories (60, 120, 244 GB)
 * and is Linux only: AWS task-size page through cfn-lint pull request 4668. Windows: 1 to 4 vCPU. Read 2026-11-22.
 */
const CPU_ROWS: readonly CpuRow[] = [
  { cpuUnits: 256, memoriesMiB: [512, 1024, 2048], windows: false },
  { cpuUnits: 512, memoriesMiB: range(1024, 4096, 1024), windows: false },
  { cpuUnits: 1024, memoriesMiB: range(2048, 8192, 1024), windows: true },
  { cpuUnits: 2048, memoriesMiB: range(4096, 16384, 1024), windows: true },
  { cpuUnits: 4096, memoriesMiB: range(8192, 30720, 1024), windows: true },
  { cpuUnits: 8192, memoriesMiB: range(16384, 61440, 4096), windows: false },
  { cpuUnits: 16384, memoriesMiB: range(32768, 122880, 8192), windows: false },
  { cpuUnits: 32768, memoriesMiB: [61440, 122880, 249856], windows: false },
];

function pairsOf(rows: readonly CpuRow[]): readonly TaskSize[] {
  return rows.flatMap(({ cpuUnits, memoriesMiB }) => memoriesMiB.map((memoryMiB) => ({ cpuUnits, memoryMiB })));
}

const VALID_PAIRS: Readonly<Record<OperatingSystem, readonly TaskSize[]>> = {
  LINUX: pairsOf(CPU_ROWS),
  WINDOWS: pairsOf(CPU_ROWS.filter((row) => row.windows)),
};

/** All task sizes Fargate accepts for an operating system, by CPU and then memory, both ascending. */
export function validPairs(operatingSystem: OperatingSystem): readonly TaskSize[] {
  return VALID_PAIRS[operatingSystem];
}

/** Whether Fargate accepts this CPU together with this memory. */
export function isValidPair(size: TaskSize, operatingSystem: OperatingSystem): boolean {
  return VALID_PAIRS[operatingSystem].some((pair) => isSameSize(pair, size));
}

/** Only Linux runs on ARM64: ECS API reference, `RuntimePlatform.cpuArchitecture`. Read 2026-11-26. */
export function isOffered({ operatingSystem, architecture }: Platform): boolean {
  return operatingSystem === 'LINUX' || architecture === 'X86_64';
}

export function isSameSize(a: TaskSize, b: TaskSize): boolean {
  return a.cpuUnits === b.cpuUnits && a.memoryMiB === b.memoryMiB;
}

/** Whether `size` is at least `needed` in both resources. NaN is never covered. */
export function covers(size: TaskSize, needed: TaskSize): boolean {
  return size.cpuUnits >= needed.cpuUnits && size.memoryMiB >= needed.memoryMiB;
}

export const RESOURCES = ['cpu', 'memory'] as const;
export type Resource = (typeof RESOURCES)[number];

/** Where a resource stands in a size. */
export const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const satisfies Record<Resource, keyof TaskSize>;

/** What is said of each resource; one of which nothing is said is absent. */
export type ByResource<Value> = Readonly<Partial<Record<Resource, Value>>>;

export function byResource<Value>(said: (resource: Resource) => Value | undefined): ByResource<Value> {
  const found = RESOURCES.map((resource) => [resource, said(resource)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** A size of what is said of each of its sides. */
export function bySide(amountOf: (side: keyof TaskSize) => number): TaskSize {
  return { cpuUnits: amountOf('cpuUnits'), memoryMiB: amountOf('memoryMiB') };
}

/** On-demand price of Fargate in USD per hour: per vCPU and per GB (1024 MiB). */
export interface HourlyPrice {
  readonly perVcpuUsd: number;
  readonly perGbUsd: number;
}

/** AWS's own month for prices: 730 hours. */
export const HOURS_PER_MONTH = 730;

const LINUX_X86: HourlyPrice = { perVcpuUsd: 0.04048, perGbUsd: 0.004445 };
const LINUX_ARM: HourlyPrice = { perVcpuUsd: 0.03238, perGbUsd: 0.00356 };
/** vCPU 0.09148 plus licence 0.046; the GB price is not confirmed, so it orders pairs and is never shown as money. */
const WINDOWS: HourlyPrice = { perVcpuUsd: 0.13748, perGbUsd: 0.01005 };

/**
 * The price by which pairs are ordered: us-east-1 for the operating system and architecture, shipped, so that no price
 * API and no region can change a decision (docs/algorithm.md).
 */
export function referencePrice({ operatingSystem, architecture }: Platform): HourlyPrice {
  if (operatingSystem === 'WINDOWS') return WINDOWS;
  return architecture === 'ARM64' ? LINUX_ARM : LINUX_X86;
}

/** What one task of this size costs in an hour, in USD: 1024 / 2048 at 0.04048 and 0.004445 costs 0.04937. */
export function hourlyUsd(size: TaskSize, price: HourlyPrice): number {
  return (size.cpuUnits / 1024) * price.perVcpuUsd + (size.memoryMiB / 1024) * price.perGbUsd;
}
