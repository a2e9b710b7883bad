import type { TargetReport } from './report.ts';

/** What tells one alert from another of its kind: when it happened. */
function noticeKey(alert: TargetReport['alerts'][number]): string {
  return 'at' in alert ? `${alert.code}@${alert.at}` : alert.code;
}

/** What a person is told about a target, in few words: its skip reason, or its alerts. Undefined where there is neither. */
export function noticeOf({ skipReason, alerts }: Pick<TargetReport, 'skipReason' | 'alerts'>): string | undefined {
  const notices = [...(skipReason === undefined ? [] : [skipReason]), ...alerts.map(noticeKey)];
  return notices.length === 0 ? undefined : notices.join(',');
}
