import type { Assessment } from '../../core/decision/assess.ts';
import type { Applicable } from '../../core/decision/guards/guard.ts';
import type { Reason } from '../../core/decision/recommendation.ts';
import type { Sizes } from '../../core/model/sizes.ts';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { type Change, type Report, type TargetReport, totalsOf } from '../../core/report/report.ts';

export const RUN_ID = '2026-11-23T06:00:00.000Z-0123abcd-89ef4567';

/** Sizes that nothing keeps waiting. */
export function allowing(sizes: Sizes, fields: Partial<Applicable<Reason>> = {}): Applicable<Reason> {
  const nothing = { holds: [], alerts: [], agreement: {}, restores: false };
  return { sizes, withoutShrink: sizes, proposal: sizes, ...nothing, ...fields };
}

/** A target that was answered and has nothing to say. */
export function targetReport(fields: Partial<TargetReport> = {}): TargetReport {
  return {
    id: 'connector/production',
    service: 'connector',
    stage: 'production',
    mode: 'apply',
    policy: 'production',
    outcome: 'decided',
    kind: 'optimized',
    noticeIsNew: false,
    reasons: [],
    alerts: [],
    holds: [],
    holdsAreNew: false,
    monthlyUsd: {},
    whatIf: [],
    publication: { kind: 'none' },
    copies: [],
    ...fields,
  };
}

/** A target of this id, `service/stage`. */
export function reportOf(id: string, fields: Partial<TargetReport> = {}): TargetReport {
  const [service = '', stage = ''] = id.split('/');
  return targetReport({ id, service, stage, ...fields });
}

/** The connector's production as it runs. */
export const BEFORE = {
  taskCpu: '2048',
  taskMemory: '6144',
  connectContainerCpu: '2048',
  connectContainerMemory: '4096',
  instantclientContainerMemory: '2048',
} as const;

export const AFTER = {
  taskCpu: '1024',
  taskMemory: '4096',
  connectContainerCpu: '1024',
  connectContainerMemory: '3840',
  instantclientContainerMemory: '256',
} as const;

/** The sizes in a document of the connector. */
export const sizesOf = (document: SizesDocument): Sizes => ({
  task: { cpuUnits: Number(document.taskCpu), memoryMiB: Number(document.taskMemory) },
  containers: {
    connect: { cpuUnits: Number(document.connectContainerCpu), memoryMiB: Number(document.connectContainerMemory) },
    instantclient: { memoryMiB: Number(document.instantclientContainerMemory) },
  },
});

/** Version 2 of production's live document: new sizes. */
export function resize(fields: Partial<Change> = {}): Change {
  return {
    kind: 'written',
    cause: 'resize',
    name: '/rightsizer/connector/production',
    version: 2,
    before: BEFORE,
    after: AFTER,
    ...fields,
  };
}

/** Four weeks of 300 s points with 0.5 % missing. */
export function assessment(fields: Partial<Assessment['quality']> = {}): Assessment {
  return {
    quality: {
      points: 8024,
      expectedPoints: 8064,
      coveragePercent: 99.5,
      dataHours: 668.67,
      dataDays: 28,
      brokenPoints: 0,
      offPoints: 0,
      leftOutPoints: 0,
      longestGapHours: 0,
      censoredPoints: 0,
      censoredAt: 0,
      overHundredPoints: 0,
      ...fields,
    },
    verdict: { kind: 'size', reasons: [] },
    containers: [],
  };
}

/** A target whose size was changed with everything that a message can say about it. */
export function changedTarget(fields: Partial<TargetReport> = {}): TargetReport {
  return targetReport({
    kind: 'recommended',
    finding: 'Overprovisioned',
    reasons: [
      {
        code: 'CheapestPair',
        size: { cpuUnits: 1024, memoryMiB: 4096 },
        needed: { cpuUnits: 982, memoryMiB: 3900 },
        text: '1024 CPU / 4096 MiB is the cheapest task size that holds 982 CPU / 3900 MiB.',
      },
    ],
    monthlyUsd: { current: 78.57, next: 42.53, recommended: 42.53 },
    publication: resize(),
    evidence: {
      verdict: { kind: 'act', reasons: [] },
      confidence: { kind: 'full', because: [] },
      resources: { cpu: assessment(), memory: assessment({ coveragePercent: 100 }) },
      risk: {
        cpu: {
          points: 8024,
          exceededPoints: 3,
          exceededPercent: 0.037,
          weeks: 4,
          weeksExceeded: 1,
          expected: { aMonth: 1.8, range: { least: 0.7, most: 3.1 } },
        },
        memory: {
          points: 8064,
          exceededPoints: 0,
          exceededPercent: 0,
          weeks: 4,
          weeksExceeded: 0,
          expected: { aMonth: 0.127 },
        },
      },
    },
    ...fields,
  });
}

/** The report of a run over these targets. */
export function report(targets: readonly TargetReport[], fields: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    kind: 'run',
    runId: RUN_ID,
    time: '2026-11-23T06:00:00.000Z',
    dryRun: false,
    digest: false,
    window: { startTime: '2026-10-26T05:50:00.000Z', endTime: '2026-11-23T05:50:00.000Z', periodSeconds: 300 },
    targets,
    totals: totalsOf(targets),
    ...fields,
  };
}
