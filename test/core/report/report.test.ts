import { describe, expect, it } from 'vitest';
import {
  changeId,
  isChange,
  isTrouble,
  type Publication,
  reportHead,
  totalsOf,
  withText,
} from '../../../core/report/report.ts';
import { target } from '../../support/builders.ts';
import { changedTarget, resize, targetReport } from '../../support/reports.ts';

describe('the totals of a run', () => {
  it('sum what has both prices, in cents, and count targets by what became of them', () => {
    const targets = [
      changedTarget({ monthlyUsd: { current: 0.1, recommended: 0.3 } }),
      changedTarget({ monthlyUsd: { current: 0.2, recommended: 0.6 }, publication: resize({ kind: 'planned' }) }),
      targetReport({ monthlyUsd: { current: 50 } }),
      targetReport({ monthlyUsd: { recommended: 50 }, publication: { kind: 'failed', message: 'm' } }),
      targetReport({ outcome: 'skipped' }),
      targetReport({ outcome: 'failed' }),
      targetReport({ outcome: 'notDone' }),
    ];
    expect(totalsOf(targets)).toEqual({
      targets: 7,
      changed: 2,
      skipped: 1,
      failed: 2,
      notDone: 1,
      monthlyUsd: { current: 0.3, recommended: 0.9, savings: -0.6 },
    });
  });

  it('are zeros without a target', () => {
    const monthlyUsd = { current: 0, recommended: 0, savings: 0 };
    expect(totalsOf([])).toEqual({ targets: 0, changed: 0, skipped: 0, failed: 0, notDone: 0, monthlyUsd });
  });
});

describe('what became of a document', () => {
  const foreign: Publication = { kind: 'foreignWrite', name: '/x', detail: 'd' };
  const failed: Publication = { kind: 'failed', message: 'm' };

  it('is a change when something was written, proposed, or planned', () => {
    const changes = (['written', 'proposed', 'planned'] as const).map((kind) => resize({ kind }));
    expect(changes.map(isChange)).toEqual([true, true, true]);
    expect([{ kind: 'none' } as const, foreign, failed].map(isChange)).toEqual([false, false, false]);
  });

  it.each([
    ['a failure', targetReport({ outcome: 'failed' }), true],
    ['a target that was not done', targetReport({ outcome: 'notDone' }), true],
    ['a failed write', targetReport({ publication: failed }), true],
    ["somebody else's write", targetReport({ publication: foreign }), true],
    ['a copy that failed', targetReport({ copies: [resize(), failed] }), true],
    ["somebody else's copy", targetReport({ copies: [foreign] }), true],
    ['a skip', targetReport({ outcome: 'skipped' }), false],
    ['a change', changedTarget(), false],
  ])('needs a person or not: %s', (_, report, expected) => {
    expect(isTrouble(report)).toBe(expected);
  });

  it('is called by target and version; a proposal has versions of its own', () => {
    const { version: _, ...planned } = resize({ kind: 'planned' });
    expect(changeId(targetReport(), resize())).toBe('connector/production@2');
    expect(changeId(targetReport(), resize({ kind: 'proposed' }))).toBe('connector/production/proposed@2');
    expect(changeId(targetReport(), planned)).toBe('connector/production@dry-run');
  });
});

it('begins the report of a target with its policy, place and mode', () => {
  expect(reportHead(target({ mode: 'propose', owner: 'shop' }))).toEqual({
    owner: 'shop',
    id: 'connector/production',
    service: 'connector',
    stage: 'production',
    mode: 'propose',
    policy: 'production',
    noticeIsNew: false,
    reasons: [],
    alerts: [],
    holds: [],
    holdsAreNew: false,
    monthlyUsd: {},
    whatIf: [],
    publication: { kind: 'none' },
    copies: [],
  });
});

it('gives each reason its sentence and keeps its numbers', () => {
  expect(withText([{ code: 'NoData', resource: 'cpu' }])).toEqual([
    { code: 'NoData', resource: 'cpu', text: 'There is no CPU data in the window.' },
  ]);
});
