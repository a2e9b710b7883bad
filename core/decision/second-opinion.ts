import { isSameSize, type TaskSize } from '../model/fargate-grid.ts';
import { type DifferenceCode, type NoOpinion, type OpinionAnswer, opinionOn } from './opinion.ts';
import { type Difference, differencesOf } from './opinion-differences.ts';

/** What was heard, whether it agrees or not. */
export interface HeardOpinion {
  /** What it would take. */
  readonly task: TaskSize;
  /** What it looked at: after a resize this can be a former size. */
  readonly current: TaskSize;
  readonly lookbackDays: number;
  /** ISO time. */
  readonly refreshedAt?: string;
  /** Its own estimate, USD a month; absent without Cost Explorer. */
  readonly savingsUsdPerMonth?: number;
}

/** What Compute Optimizer thinks of the size that was found. It stands beside the decision. */
export type SecondOpinion =
  | ({ readonly kind: 'agrees' } & HeardOpinion)
  | ({ readonly kind: 'differs'; readonly because: readonly DifferenceCode[] } & HeardOpinion)
  | NoOpinion;

export interface ComparedInput extends Omit<Difference, 'opinion' | 'theirs'> {
  readonly answer: OpinionAnswer;
}

/** The opinion of a service beside the size that was found for it. Changes nothing. */
export function secondOpinionOf({ answer, ...found }: ComparedInput): SecondOpinion {
  const heard = opinionOn(answer, found.evidence.service.serviceArn);
  if (heard.kind === 'none') return heard;
  const { opinion, task } = heard;
  const { current, lookbackDays, refreshedAt, savingsUsdPerMonth } = opinion;
  const said: HeardOpinion = {
    task,
    current,
    lookbackDays,
    ...(refreshedAt !== undefined && { refreshedAt }),
    ...(savingsUsdPerMonth !== undefined && { savingsUsdPerMonth }),
  };
  if (isSameSize(task, found.ours)) return { kind: 'agrees', ...said };
  return { kind: 'differs', because: differencesOf({ ...found, opinion, theirs: task }), ...said };
}
