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
