import { planPublication } from '../../../core/publication/plan-publication.ts';
import type { Report, TargetReport } from '../../../core/report/report.ts';
import { withText } from '../../../core/report/report.ts';
import { decided, inputOf, service, size, target } from '../../support/builders.ts';
import { allowing, changedTarget, report, reportOf, resize } from '../../support/reports.ts';

const LARGE = { task: size(2048, 6144), containers: {} };
const SMALL = { task: size(1024, 4096), containers: {} };
const TODAY = '2026-11-23T06:00:00.000Z';
const FOUR_WEEKS_ON = '2026-12-21T06:00:00.000Z';

/** What a real decision about the connector's production says: its reasons, and what it would write first. */
function realReasons(): TargetReport['reasons'] {
  return withText(decided(inputOf()).reasons);
}

function recorded(): TargetReport {
  const recommendation = { ...decided(inputOf()), applicable: allowing(LARGE) };
  const nothing = { live: { kind: 'absent' }, proposed: { kind: 'absent' }, history: [] } as const;
  const planned = planPublication({ target: target(), service: service(), recommendation, ...nothing });
  if (planned === undefined) throw new Error('nothing is recorded');
  const { destination: _, ...write } = planned;
  return reportOf('connector/production', {
    running: LARGE,
    recommended: SMALL,
    publication: { ...write, kind: 'written', name: '/rightsizer/connector/production', version: 1 },
  });
}

const WAITS = withText([
  { code: 'WaitsForAgreement', resource: 'memory', days: 2, agreementDays: 7, since: '2026-11-22' },
  { code: 'OneCpuRow', size: size(1024, 4096), target: size(512, 3072), since: '2026-11-20' },
]);
const PIN = { until: FOUR_WEEKS_ON, by: 'ana', why: 'load test until Christmas' };
const MONEY = { current: 78.57, recommended: 42.53, live: 78.57 };

const changed = changedTarget({ reasons: realReasons(), running: LARGE, recommended: SMALL, holds: WAITS });
const held = reportOf('connector/production', {
  running: LARGE,
  recommended: SMALL,
  live: { version: 2, task: size(1024, 6144) },
  deployment: { kind: 'notDeployed', since: '2026-11-20T06:00:00.000Z' },
  holds: WAITS,
  holdsAreNew: true,
  monthlyUsd: { ...MONEY, live: 60 },
});
const breach = changedTarget({
  noticeIsNew: true,
  running: SMALL,
  recommended: LARGE,
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
  monthlyUsd: { current: 42.53, recommended: 78.57, live: 78.57 },
  publication: resize({ cause: 'restore', version: 3, before: resize().after, after: resize().before ?? {} }),
});
const rolledBack = changedTarget({
  noticeIsNew: true,
  running: LARGE,
  recommended: LARGE,
  deployment: { kind: 'rolledBack', since: '2026-11-22T09:30:00.000Z' },
  alerts: withText([{ code: 'RolledBack', at: '2026-11-22T09:30:00.000Z', size: SMALL.task, restored: LARGE.task }]),
  monthlyUsd: { current: 78.57, recommended: 78.57, live: 78.57 },
  publication: resize({ cause: 'restore', version: 3, before: resize().after, after: resize().before ?? {} }),
});
const pinned = changedTarget({ pin: PIN, publication: resize({ cause: 'pin', version: 5 }) });
const proposed = changedTarget({
  mode: 'propose',
  reasons: realReasons(),
  publication: resize({ kind: 'proposed', name: '/rightsizer/connector/production/proposed', version: 4 }),
});
const failed = reportOf('connector/val', {
  outcome: 'failed',
  detail: 'PortError: ECS DescribeServices: AccessDenied',
});
const quiet = [
  reportOf('connector/master', {
    live: { version: 3, task: SMALL.task },
    deployment: { kind: 'deployed', since: '2026-11-01T09:00:00.000Z' },
    monthlyUsd: { current: 36.04, recommended: 36.04, live: 36.04 },
  }),
  reportOf('connector/production', { ...held, holdsAreNew: false, pin: PIN }),
  reportOf('connector/val', { outcome: 'skipped', skipReason: 'NotDeployed' }),
];

/** A report of every kind of news, as a run would make it. */
export const NEWS_REPORTS: Readonly<Record<string, Report>> = {
  changed: report([changed]),
  recorded: report([recorded()]),
  proposed: report([proposed]),
  held: report([held]),
  failed: report([failed]),
  breach: report([breach]),
  'rolled-back': report([rolledBack]),
  pinned: report([pinned]),
  digest: report(quiet, { digest: true }),
  several: report([held, changed, failed, breach], { digest: true }),
};

/** One target of each kind, by its report's name. */
export function onlyTarget(name: string): TargetReport {
  const found = NEWS_REPORTS[name]?.targets[0];
  if (found === undefined) throw new Error(`no report ${name}`);
  return found;
}
