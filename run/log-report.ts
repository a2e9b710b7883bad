import type { Log } from '../core/ports.ts';
import { isTrouble, type Report } from '../core/report/report.ts';

/** The Report as log lines: one a target, so that none passes the size of a log event, and one for the run. */
export function logReport(report: Report, log: Log): void {
  const { targets: _, ...run } = report;
  logTargets(report, log);
  log.info('run', { run });
}

/** One line a target, with the run that answered it. */
export function logTargets({ runId, targets }: Pick<Report, 'runId' | 'targets'>, log: Log): void {
  for (const target of targets) {
    const level = isTrouble(target) || target.alerts.length > 0 ? 'warn' : 'info';
    log[level]('target', { runId, target });
  }
}
