import type { TargetReport } from '../../core/report/report.ts';
import { changedTarget } from './reports.ts';

/** A target of which everything is known: 2 vCPU and 6 GB run, 1 vCPU and 4 GB are recommended and live. */
export function measuredTarget(fields: Partial<TargetReport> = {}): TargetReport {
  return changedTarget({
    running: { task: { cpuUnits: 2048, memoryMiB: 6144 }, containers: {} },
    recommended: { task: { cpuUnits: 1024, memoryMiB: 4096 }, containers: {} },
    live: { version: 2, task: { cpuUnits: 1024, memoryMiB: 4096 } },
    ...fields,
  });
}
