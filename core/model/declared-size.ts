import { isValidPair, type OperatingSystem, type TaskSize } from './task-size.ts';

/** 1 vCPU is 1024 CPU units, and a GB of ECS is 1024 MiB. */
const PER_WHOLE = 1024;

const AMOUNT = /^(\d+|\d*\.\d+)\s*(vcpu|gb)?$/i;

/** CPU units from what a task definition may say: `512`, `1 vCPU`, `.5 vCPU`; NaN for anything else. */
export function parseCpuUnits(text: string): number {
  return parseAmount(text, 'vcpu');
}

/** MiB from what a task definition may say: `512`, `0.5GB`, `2 GB`; NaN for anything else. */
export function parseMemoryMiB(text: string): number {
  return parseAmount(text, 'gb');
}

/** The task size that these words mean; undefined when Fargate has no such size for the operating system. */
export function parseTaskSize(cpu: string, memory: string, operatingSystem: OperatingSystem): TaskSize | undefined {
  const size = { cpuUnits: parseCpuUnits(cpu), memoryMiB: parseMemoryMiB(memory) };
  return isValidPair(size, operatingSystem) ? size : undefined;
}

function parseAmount(text: string, wholeUnit: string): number {
  const [, amount, unit] = AMOUNT.exec(text.trim()) ?? [];
  if (amount === undefined) return Number.NaN;
  if (unit === undefined) return Number(amount);
  return unit.toLowerCase() === wholeUnit ? Number(amount) * PER_WHOLE : Number.NaN;
}
