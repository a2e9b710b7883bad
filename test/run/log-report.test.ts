import { expect, it } from 'vitest';
import { logReport } from '../../run/log-report.ts';
import { recordingLog } from '../support/fake-ports.ts';
import { changedTarget, RUN_ID, report, targetReport } from '../support/reports.ts';

it('logs one line for each target, a warning where a person should look, and one for the run', () => {
  const log = recordingLog();
  const alert = { code: 'Recorded', text: 'Look.' } as const;
  const [quiet, failed, alerted, changed] = [
    targetReport(),
    targetReport({ outcome: 'failed' }),
    targetReport({ alerts: [alert] }),
    changedTarget(),
  ];
  const value = report([quiet, failed, alerted, changed]);
  logReport(value, log);
  const { targets: _, ...run } = value;
  expect(log.lines).toEqual([
    { level: 'info', message: 'target', data: { runId: RUN_ID, target: quiet } },
    { level: 'warn', message: 'target', data: { runId: RUN_ID, target: failed } },
    { level: 'warn', message: 'target', data: { runId: RUN_ID, target: alerted } },
    { level: 'info', message: 'target', data: { runId: RUN_ID, target: changed } },
    { level: 'info', message: 'run', data: { run } },
  ]);
});
