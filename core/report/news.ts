import { isChange, isTrouble, type Report, type TargetReport } from './report.ts';

/** What a message may be about, most important first. */
export const NEWS = [
  'breach',
  'rolledBack',
  'failed',
  'changed',
  'proposed',
  'recorded',
  'copied',
  'held',
  'toKnow',
] as const;
export type News = (typeof NEWS)[number];

/** Whether a target has something to say in this run that was not said before. */
export function isWorthSaying(target: TargetReport): boolean {
  const isWritten = [target.publication, ...target.copies].some(isChange);
  return isWritten || isTrouble(target) || target.noticeIsNew || target.holdsAreNew;
}

/** A change that went wrong, or a size that ECS took back, where that is news. */
export function suspectOf({ alerts, noticeIsNew, publication }: TargetReport): 'breach' | 'rolledBack' | undefined {
  const isNews = noticeIsNew || (isChange(publication) && publication.cause === 'restore');
  const codes = alerts.map(({ code }) => code);
  if (!isNews) return undefined;
  if (codes.includes('Breach')) return 'breach';
  return codes.includes('RolledBack') ? 'rolledBack' : undefined;
}

/** What a change is called; one that repairs a wrong one is that. */
export function changeNews(target: TargetReport): News | undefined {
  const { publication } = target;
  if (!isChange(publication)) return undefined;
  if (publication.kind === 'proposed') return 'proposed';
  return publication.cause === 'baseline' ? 'recorded' : 'changed';
}

/** The one word for a target; the most important one when there are several. Undefined when there is nothing new to say. */
export function newsOf(target: TargetReport): News | undefined {
  if (!isWorthSaying(target)) return undefined;
  const suspect = suspectOf(target);
  if (suspect !== undefined) return suspect;
  if (isTrouble(target)) return 'failed';
  const change = changeNews(target);
  if (change !== undefined) return change;
  if (target.copies.some(isChange)) return 'copied';
  return target.noticeIsNew ? 'toKnow' : 'held';
}

/** What a report is about, most important first. */
export function newsIn({ targets }: Report): readonly News[] {
  const found = new Set(targets.map(newsOf));
  return NEWS.filter((news) => found.has(news));
}
