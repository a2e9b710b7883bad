import type { SkipReason } from '../model/service.ts';
import type { TargetVerdict } from '../usage/data-quality.ts';
import type { TargetReport } from './report.ts';

/** Short enough for a column; the detail of a skipped target says more. */
const SKIPPED: Readonly<Record<SkipReason, string>> = {
  NotDeployed: 'not deployed',
  NotFargate: 'not on Fargate',
  TaskSizeMissing: 'no task size',
  UnsupportedTaskSize: 'invalid task size',
  NoData: 'no data',
  InsufficientData: 'too little data',
};
const OUTCOMES = { decided: 'decided', skipped: 'skipped', failed: 'failed', notDone: 'not done' } as const;
const FINDINGS = { Overprovisioned: 'over', Underprovisioned: 'under', Optimized: 'optimized' } as const;

export const VERDICT_TEXTS: Readonly<Record<TargetVerdict['kind'], string>> = {
  act: 'good enough to act on',
  advise: 'good enough for advice only',
  silent: 'too little to say anything',
};

/** For example: 'memory under, CPU over'; 'CPU, memory over'; 'optimized'; 'no data'; 'failed'. */
export function findingText({ finding, findingReasonCodes = [], skipReason, outcome }: TargetReport): string {
  if (skipReason !== undefined) return SKIPPED[skipReason];
  if (finding === undefined) return OUTCOMES[outcome];
  const parts = (['Underprovisioned', 'Overprovisioned'] as const).flatMap((found) => {
    const names = findingReasonCodes.filter((code) => code.endsWith(found)).map((code) => code.slice(0, -found.length));
    return names.length === 0 ? [] : [`${names.join(', ')} ${FINDINGS[found]}`];
  });
  return parts.length === 0 ? FINDINGS[finding] : parts.join(', ').replaceAll('Memory', 'memory');
}

/** What tells one alert from another of its kind: when it happened. */
function noticeKey(alert: TargetReport['alerts'][number]): string {
  return 'at' in alert ? `${alert.code}@${alert.at}` : alert.code;
}

/** What a person is told about a target, in few words: its skip reason, or its alerts. Undefined without either. */
export function noticeOf({ skipReason, alerts }: Pick<TargetReport, 'skipReason' | 'alerts'>): string | undefined {
  const notices = [...(skipReason === undefined ? [] : [skipReason]), ...alerts.map(noticeKey)];
  return notices.length === 0 ? undefined : notices.join(',');
}
