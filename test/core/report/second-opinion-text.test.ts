import { describe, expect, it } from 'vitest';
import type { NoOpinion } from '../../../core/decision/opinion.ts';
import { DIFFERENCE_CODES, type DifferenceCode } from '../../../core/decision/opinion.ts';
import type { SecondOpinion } from '../../../core/decision/second-opinion.ts';
import { missingOpinionTexts, ownOpinionTexts, secondOpinionTexts } from '../../../core/report/second-opinion-text.ts';
import { size } from '../../support/builders.ts';
import { changedTarget, reportOf } from '../../support/reports.ts';

const heard = { task: size(512, 1024), current: size(2048, 6144), lookbackDays: 32 };
const differs = (...because: readonly DifferenceCode[]): SecondOpinion => ({ kind: 'differs', because, ...heard });
const none = (because: NoOpinion['because'], detail = ''): NoOpinion => ({ kind: 'none', because, detail });

const NOT_ENROLLED = none('NotEnrolled', 'This account is not enrolled in Compute Optimizer.');

describe('a second opinion in a sentence', () => {
  it('agrees', () => {
    expect(secondOpinionTexts({ kind: 'agrees', ...heard })).toEqual([
      'Compute Optimizer: 512 CPU / 1024 MiB, the same.',
    ]);
  });

  it.each([
    [['OtherEstimate'], 'it estimates otherwise'],
    [['Headroom', 'Window'], 'it leaves less headroom and it looks at 32 days'],
    [
      ['FormerSize', 'Bounds', 'Headroom'],
      'part of its 32 days ran at another size, it does not know the floors and limits that count here and it leaves less headroom',
    ],
  ] as const)('differs, because of %j', (codes, because) => {
    expect(secondOpinionTexts(differs(...codes))).toEqual([
      `Compute Optimizer would take 512 CPU / 1024 MiB: ${because}.`,
    ]);
  });

  it('has words of its own for every difference', () => {
    const texts = DIFFERENCE_CODES.flatMap((code) => secondOpinionTexts(differs(code)));
    expect(new Set(texts).size).toBe(DIFFERENCE_CODES.length);
  });

  it.each([
    [NOT_ENROLLED, 'this account is not enrolled'],
    [none('NotPermitted', 'ecs:ListServices is not permitted.'), 'ecs:ListServices is not permitted'],
    [none('NoOpinion'), 'it has no recommendation for this service'],
    [none('Failed', 'it did not answer in time.'), 'it did not answer in time'],
  ])('is none, and says why: %j', (opinion, because) => {
    expect(secondOpinionTexts(opinion)).toEqual([`Compute Optimizer has no opinion: ${because}.`]);
  });

  it('is nothing where nobody asked', () => {
    expect([secondOpinionTexts(none('NotAsked')), secondOpinionTexts(undefined)]).toEqual([[], []]);
  });
});

describe('what is said of a target, and what of the run', () => {
  const target = (secondOpinion: SecondOpinion) => changedTarget({ secondOpinion });

  it('is of the target where the opinion is about it', () => {
    expect(ownOpinionTexts(target(none('NoOpinion')))).toHaveLength(1);
    expect(ownOpinionTexts(target(differs('Headroom')))).toHaveLength(1);
    expect(ownOpinionTexts(target(NOT_ENROLLED))).toEqual([]);
    expect(ownOpinionTexts(changedTarget())).toEqual([]);
  });

  it('is said once where no target of the account has one', () => {
    const all = [target(NOT_ENROLLED), target(NOT_ENROLLED)];
    expect(missingOpinionTexts(all)).toEqual(['Compute Optimizer has no opinion: this account is not enrolled.']);
  });

  it('says on how many targets, where others have one', () => {
    const some = [
      target(NOT_ENROLLED),
      target({ kind: 'agrees', ...heard }),
      target(none('NotPermitted', 'ecs:ListServices is not permitted.')),
      target(none('NotAsked')),
      reportOf('a/b'),
      target(NOT_ENROLLED),
    ];
    expect(missingOpinionTexts(some)).toEqual([
      'Compute Optimizer has no opinion on 2 of 6 targets: this account is not enrolled.',
      'Compute Optimizer has no opinion on 1 of 6 targets: ecs:ListServices is not permitted.',
    ]);
    expect(missingOpinionTexts([target({ kind: 'agrees', ...heard })])).toEqual([]);
  });
});
