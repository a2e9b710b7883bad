import { NEWS_ORDER, type NewsKind } from '../../../core/report/news-kinds.ts';
import { type Publication, type TargetReport, withText } from '../../../core/report/report.ts';
import { decided, inputOf, size } from '../../support/builders.ts';
import { AFTER, assessment, BEFORE, changedTarget, reportOf, resize, targetReport } from '../../support/reports.ts';

const sizes = (cpuUnits: number, memoryMiB: number) => ({ task: size(cpuUnits, memoryMiB), containers: {} });

const LARGE = sizes(2048, 6144);
const SMALL = sizes(1024, 4096);
const TODAY = '2026-11-23T06:00:00.000Z';
const FOUR_WEEKS_ON = '2026-12-21T06:00:00.000Z';
const PLACE = { region: 'eu-central-1', account: '123456789012' };
const PIN = { until: FOUR_WEEKS_ON, by: 'ana', why: 'load test until Christmas' } as const;
const PROPOSAL = { kind: 'proposed', name: '/rightsizer/connector/production/proposed', version: 4 } as const;
const BACK = resize({ cause: 'restore', version: 3, before: AFTER, after: BEFORE });
const COPY: Publication = {
  kind: 'written',
  cause: 'copy',
  name: '/rightsizer/connector/default',
  version: 4,
  after: AFTER,
};

const WAITS = withText([
  { code: 'WaitsForAgreement', resource: 'memory', days: 2, agreementDays: 7, since: '2026-11-22' },
]);
const ROW_BY_ROW = withText([
  { code: 'OneCpuRow', size: size(1024, 3072), target: size(512, 3072), since: '2026-11-20' },
]);
const ABOVE_MAXIMUM = withText([{ code: 'MaximumBelowFloor', resource: 'memory', amount: 2048, needed: 2560 }]);

/** One row down of the two that the aim is away; this one costs more, since memory grows at once. */
const STEP = {
  running: sizes(1024, 2048),
  next: size(1024, 3072),
  recommended: sizes(512, 3072),
  monthlyUsd: { current: 36.04, next: 39.28, recommended: 24.51, live: 39.28 },
  holds: ROW_BY_ROW,
};

/** Half of what runs is enough: the whole way at once. */
const HALF = {
  running: LARGE,
  next: SMALL.task,
  recommended: SMALL,
  monthlyUsd: { current: 78.57, next: 42.53, recommended: 42.53 },
};
/** Back from half to what ran before. */
const BACK_AGAIN = {
  running: SMALL,
  next: LARGE.task,
  recommended: LARGE,
  monthlyUsd: { current: 42.53, next: 78.57, recommended: 78.57 },
};

const byCause = (publication: Partial<Extract<Publication, { after: object }>>) =>
  changedTarget({ ...HALF, publication: resize(publication) });

/** A target of each kind of news, as a run reports it. */
export const TARGETS: Readonly<Record<NewsKind, TargetReport>> = {
  breach: changedTarget({
    ...BACK_AGAIN,
    ...PLACE,
    noticeIsNew: true,
    live: { version: 3, task: LARGE.task },
    deployment: { kind: 'deployed', since: '2026-11-22T09:00:00.000Z' },
    alerts: withText([
      {
        code: 'Breach',
        at: TODAY,
        until: FOUR_WEEKS_ON,
        what: 'CPU stood at its limit in 12 % of the points',
        size: LARGE.task,
      },
    ]),
    publication: BACK,
  }),
  rolledBackByEcs: changedTarget({
    ...BACK_AGAIN,
    running: LARGE,
    monthlyUsd: { current: 78.57, next: 78.57, recommended: 78.57 },
    noticeIsNew: true,
    deployment: { kind: 'rolledBack', since: '2026-11-22T09:30:00.000Z' },
    alerts: withText([{ code: 'RolledBack', at: '2026-11-22T09:30:00.000Z', size: SMALL.task, restored: LARGE.task }]),
    publication: BACK,
  }),
  failed: reportOf('connector/val', { outcome: 'failed', detail: 'PortError: ECS DescribeServices: AccessDenied' }),
  notDone: reportOf('connector/val', { outcome: 'notDone', detail: 'The run was out of time.' }),
  notWritten: targetReport({
    running: LARGE,
    recommended: SMALL,
    monthlyUsd: { current: 78.57, recommended: 42.53 },
    publication: { kind: 'foreignWrite', name: '/x', detail: 'Somebody wrote version 3; theirs stands.' },
  }),
  copyNotWritten: changedTarget({ ...HALF, copies: [{ kind: 'failed', message: 'PortError: SSM: AccessDenied' }] }),
  proposed: changedTarget({ ...STEP, mode: 'propose', reasons: realReasons(), publication: resize(PROPOSAL) }),
  restored: changedTarget({ ...BACK_AGAIN, publication: BACK }),
  changed: changedTarget({
    ...STEP,
    ...PLACE,
    reasons: realReasons(),
    holds: [...WAITS, ...ROW_BY_ROW],
    deployment: { kind: 'notDeployed', since: '2026-11-20T06:00:00.000Z' },
    publication: resize({
      before: { ...BEFORE, taskCpu: '1024', taskMemory: '2048' },
      after: { ...BEFORE, taskCpu: '1024', taskMemory: '3072' },
    }),
  }),
  approved: byCause({ cause: 'approve', version: 5 }),
  reverted: byCause({ cause: 'rollback', version: 5 }),
  seeded: byCause({ cause: 'seed', version: 1 }),
  pinned: changedTarget({
    ...HALF,
    pin: PIN,
    holds: withText([{ code: 'Pinned', ...PIN }]),
    publication: resize({ cause: 'pin', version: 5 }),
  }),
  keysChanged: byCause({
    cause: 'keys',
    before: { taskCpu: '2048', old: '7' },
    after: { taskCpu: '2048', sidecarMemory: '512' },
  }),
  repaired: byCause({ cause: 'repair', problem: 'it is not a JSON object' }),
  stored: targetReport({
    ...HALF,
    next: LARGE.task,
    monthlyUsd: { current: 78.57, next: 78.57, recommended: 42.53 },
    reasons: realReasons(),
    publication: {
      kind: 'written',
      cause: 'baseline',
      name: '/rightsizer/connector/production',
      version: 1,
      after: BEFORE,
    },
  }),
  copied: targetReport({ running: SMALL, recommended: SMALL, copies: [COPY] }),
  alert: targetReport({ running: SMALL, recommended: SMALL, alerts: ABOVE_MAXIMUM, noticeIsNew: true }),
  skipped: reportOf('connector/val', {
    outcome: 'skipped',
    kind: 'skipped',
    skipReason: 'NotDeployed',
    detail: 'The cluster connector-val-connect does not exist.',
    reasons: withText([{ code: 'NoData', resource: 'cpu' }]),
    noticeIsNew: true,
  }),
  toApprove: targetReport({
    mode: 'propose',
    running: LARGE,
    recommended: SMALL,
    monthlyUsd: { current: 78.57, recommended: 42.53 },
    openProposal: { version: 4, task: SMALL.task },
  }),
  toDeploy: targetReport({
    running: LARGE,
    recommended: SMALL,
    live: { version: 2, task: size(1024, 6144) },
    deployment: { kind: 'notDeployed', since: '2026-11-20T06:00:00.000Z' },
    holds: WAITS,
    holdsAreNew: true,
    afterHolds: SMALL.task,
    monthlyUsd: { current: 78.57, recommended: 42.53, live: 60 },
  }),
  heldByPin: targetReport({
    running: LARGE,
    recommended: SMALL,
    pin: PIN,
    holds: withText([{ code: 'Pinned', ...PIN }]),
    holdsAreNew: true,
    monthlyUsd: { current: 78.57, recommended: 42.53 },
  }),
  held: targetReport({
    running: LARGE,
    recommended: SMALL,
    live: { version: 2, task: LARGE.task },
    holds: WAITS,
    holdsAreNew: true,
    afterHolds: size(1024, 6144),
    monthlyUsd: { current: 78.57, recommended: 42.53, live: 78.57 },
  }),
  advised: targetReport({
    running: LARGE,
    recommended: SMALL,
    monthlyUsd: { current: 78.57, recommended: 42.53 },
    evidence: {
      verdict: {
        kind: 'advise',
        reasons: [{ code: 'RecentDeployment', daysSinceDeployment: 1, minimumDaysSinceDeployment: 3 }],
      },
      confidence: { kind: 'lower', because: ['KillsUnknown', 'ContainersEstimated'] },
      resources: { cpu: assessment() },
      risk: {},
    },
  }),
  nothing: targetReport({
    running: SMALL,
    recommended: SMALL,
    finding: 'Optimized',
    live: { version: 3, task: SMALL.task },
    deployment: { kind: 'deployed', since: '2026-11-01T09:00:00.000Z' },
    monthlyUsd: { current: 42.53, recommended: 42.53 },
  }),
};

/** What a real decision about the connector's production says. */
function realReasons(): TargetReport['reasons'] {
  return withText(decided(inputOf()).reasons).slice(0, 5);
}

/** The kinds with their targets. */
export const KINDS = NEWS_ORDER.map((kind) => [kind, TARGETS[kind]] as const);
