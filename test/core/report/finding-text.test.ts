import { expect, it } from 'vitest';
import { findingText, noticeOf } from '../../../core/report/finding-text.ts';
import type { TargetReport } from '../../../core/report/report.ts';
import { targetReport } from '../../support/reports.ts';

it.each<[Partial<TargetReport>, string]>([
  [
    { finding: 'Underprovisioned', findingReasonCodes: ['CPUOverprovisioned', 'MemoryUnderprovisioned'] },
    'memory under, CPU over',
  ],
  [
    { finding: 'Overprovisioned', findingReasonCodes: ['CPUOverprovisioned', 'MemoryOverprovisioned'] },
    'CPU, memory over',
  ],
  [{ finding: 'Underprovisioned', findingReasonCodes: ['CPUUnderprovisioned'] }, 'CPU under'],
  [{ finding: 'Optimized', findingReasonCodes: [] }, 'optimized'],
  [{ finding: 'Overprovisioned' }, 'over'],
  [{ outcome: 'skipped', skipReason: 'NotDeployed' }, 'not deployed'],
  [{ outcome: 'notDone' }, 'not done'],
])('says %j in words', (fields, text) => {
  expect(findingText(targetReport(fields))).toBe(text);
});

const alert = { code: 'Recorded', text: 'look' } as const;

it.each([
  [{ alerts: [] }, undefined],
  [{ alerts: [], skipReason: 'NoData' } as const, 'NoData'],
  [{ alerts: [alert, { ...alert, at: '2026-11-21T06:00:00Z' }] }, 'Recorded,Recorded@2026-11-21T06:00:00Z'],
])('a notice of %j is %s: an alert that says when it happened is another one each time', (report, expected) => {
  expect(noticeOf(report)).toBe(expected);
});
