import { isSameSize, type TaskSize } from '../model/fargate-grid.ts';
import type { DifferenceCode, NoOpinionCause, Opinion, OpinionAnswer } from './opinion.ts';
import { type Difference, differencesOf } from './opinion-differences.ts';

/** Where there is no opinion: why, and one sentence for people. */
export interface NoOpinion {
  readonly kind: 'none';
  readonly because: NoOpinionCause;
  readonly detail: string;
}

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

/** An opinion with the size that it is for. */
export interface UsableOpinion {
  readonly kind: 'some';
  readonly opinion: Opinion;
  readonly task: TaskSize;
}

/** The opinion of a service; where it finds a size right it may leave out the option. */
export function opinionOn(answer: OpinionAnswer, serviceArn: string | undefined): UsableOpinion | NoOpinion {
  if (answer.kind === 'unavailable') return { kind: 'none', because: answer.because, detail: answer.detail };
  const opinion = serviceArn === undefined ? undefined : answer.byArn.get(serviceArn);
  const task = opinion?.task ?? (opinion?.finding === 'Optimized' ? opinion.current : undefined);
  if (opinion !== undefined && task !== undefined) return { kind: 'some', opinion, task };
  return { kind: 'none', because: 'NoOpinion', detail: 'Compute Optimizer has no recommendation for this service.' };
}

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
