import type { Change, TargetReport } from '../../core/report/report.ts';
import type { ResolvedSizes } from '../../demo/consumer.ts';
import type { SimulatedDay } from '../../demo/simulated-days.ts';
import { report, reportOf } from '../support/reports.ts';

/** The values of a document with a task of this size and containers that do not matter. */
export function sizes(taskCpu: string, taskMemory: string): ResolvedSizes {
  const containers = { connectContainerMemory: '512', instantclientContainerMemory: '64' };
  return { taskCpu, taskMemory, connectContainerCpu: taskCpu, ...containers };
}

/** What a stage reports that runs a size. */
export function stage(name: string, runs: ResolvedSizes, fields: Partial<TargetReport> = {}): TargetReport {
  const containers = {
    connect: { cpuUnits: Number(runs.connectContainerCpu), memoryMiB: Number(runs.connectContainerMemory) },
    instantclient: { memoryMiB: Number(runs.instantclientContainerMemory) },
  };
  const task = { cpuUnits: Number(runs.taskCpu), memoryMiB: Number(runs.taskMemory) };
  return reportOf(`connector/${name}`, { running: { task, containers }, ...fields });
}

function runningValues({ running }: TargetReport): ResolvedSizes {
  const { cpuUnits, memoryMiB } = running?.task ?? {};
  return sizes(String(cpuUnits), String(memoryMiB));
}

export function written(cause: Change['cause'], before: ResolvedSizes | undefined, after: ResolvedSizes): Change {
  return { kind: 'written', cause, name: '/rightsizer/x', version: 2, after, ...(before && { before }) };
}

/** A day on which these targets were reported; a message goes out when something was written. */
export function day(date: string, targets: readonly TargetReport[], deployed: readonly string[] = []): SimulatedDay {
  const liveWrites = targets.filter(({ publication }) => publication.kind === 'written').length;
  const bodies = targets.flatMap(({ id, alerts }) => alerts.map(() => `BREACH ${id}`));
  return {
    date,
    run: {
      report: report(targets, { time: `${date}T06:00:00.000Z` }),
      mails: bodies.map((body) => ({ subject: '', body })),
      liveWrites,
      messages: Math.min(1, liveWrites),
    },
    deployed: new Map(
      targets.filter((each) => deployed.includes(each.stage)).map((each) => [each.stage, runningValues(each)]),
    ),
  };
}
