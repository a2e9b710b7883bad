import { expect, it } from 'vitest';
import { noticeOf } from '../../../core/report/notice.ts';

const alert = { code: 'Recorded', text: 'look' } as const;

it.each([
  [{ alerts: [] }, undefined],
  [{ alerts: [], skipReason: 'NoData' } as const, 'NoData'],
  [{ alerts: [alert, { ...alert, at: '2026-11-21T06:00:00Z' }] }, 'Recorded,Recorded@2026-11-21T06:00:00Z'],
])('a notice of %j is %s: an alert that says when it happened is another one each time', (report, expected) => {
  expect(noticeOf(report)).toBe(expected);
});
