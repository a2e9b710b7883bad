import { expect, it } from 'vitest';
import { findingText } from '../../../core/report/finding-text.ts';
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
