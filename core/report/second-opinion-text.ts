import type { DifferenceCode, NoOpinion } from '../decision/opinion.ts';
import type { HeardOpinion, SecondOpinion } from '../decision/second-opinion.ts';
import { sizeText } from '../model/words.ts';
import type { TargetReport } from './report.ts';

const CLAUSES: Readonly<Record<DifferenceCode, (opinion: HeardOpinion) => string>> = {
  FormerSize: ({ lookbackDays }) => `part of its ${lookbackDays} days ran at another size`,
  Bounds: () => 'it does not know the floors and limits that count here',
  Headroom: () => 'it leaves less headroom',
  Window: ({ lookbackDays }) => `it looks at ${lookbackDays} days`,
  OtherEstimate: () => 'it estimates otherwise',
};

/** For example: listed(['a', 'b', 'c']) // 'a, b and c' */
function listed(clauses: readonly string[]): string {
  const last = clauses.slice(-1);
  const others = clauses.slice(0, -1).join(', ');
  return [others, ...last].filter((text) => text !== '').join(' and ');
}

function absenceText({ because, detail }: NoOpinion): string {
  if (because === 'NotEnrolled') return 'this account is not enrolled';
  return because === 'NoOpinion' ? 'it has no recommendation for this service' : detail;
}

/** What Compute Optimizer thinks, in one sentence; none where nobody asked it. */
export function secondOpinionTexts(opinion: SecondOpinion | undefined): readonly string[] {
  if (opinion === undefined) return [];
  if (opinion.kind === 'agrees') return [`Compute Optimizer: ${sizeText(opinion.task)}, the same.`];
  if (opinion.kind === 'differs') {
    const because = listed(opinion.because.map((code) => CLAUSES[code](opinion)));
    return [`Compute Optimizer would take ${sizeText(opinion.task)}: ${because}.`];
  }
  if (opinion.because === 'NotAsked') return [];
  return [`Compute Optimizer has no opinion: ${absenceText(opinion).replace(/\.$/, '')}.`];
}

/** What is said of one target: nothing where the whole account has no opinion, which is said once for the run. */
export function ownOpinionTexts({ secondOpinion }: TargetReport): readonly string[] {
  return isOfAccount(secondOpinion) ? [] : secondOpinionTexts(secondOpinion);
}

function isOfAccount(opinion: SecondOpinion | undefined): opinion is NoOpinion {
  return opinion?.kind === 'none' && opinion.because !== 'NoOpinion';
}

/** Once for a run: why accounts have no opinion, and on how many targets. */
export function missingOpinionTexts(targets: readonly TargetReport[]): readonly string[] {
  const missing = targets.flatMap(({ secondOpinion }) => (isOfAccount(secondOpinion) ? [secondOpinion] : []));
  return [...Map.groupBy(missing.flatMap(secondOpinionTexts), (text) => text)].map(([text, same]) =>
    same.length === targets.length
      ? text
      : text.replace('no opinion:', `no opinion on ${same.length} of ${targets.length} targets:`),
  );
}
