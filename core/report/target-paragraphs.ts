import { pinText } from '../decision/guards/pin.ts';
import { minuteText } from '../model/time.ts';
import { sizeText } from '../model/words.ts';
import { alertLines, changeParagraph, SUSPECT_WORDS, waiting } from './change-paragraph.ts';
import { moneyText, waitingText } from './money-text.ts';
import { changeNews, type News, suspectOf } from './news.ts';
import { isChange, isTrouble, type TargetReport } from './report.ts';

/** One thing that a target has to say. */
export interface Paragraph {
  readonly news: News;
  readonly lines: readonly string[];
}

/** What became of the target's own document, or of its copies alone. */
function changed(target: TargetReport): readonly Paragraph[] {
  const { publication, copies, id } = target;
  const news = suspectOf(target) ?? changeNews(target);
  if (isChange(publication) && news !== undefined) return [{ news, lines: changeParagraph(target, publication) }];
  return copies.filter(isChange).map(({ name }) => ({ news: 'copied', lines: [`COPIED ${id} to ${name}`] }));
}

/** Something went wrong, and nothing was written about it. */
function suspected(target: TargetReport): readonly Paragraph[] {
  const news = suspectOf(target);
  if (news === undefined || isChange(target.publication)) return [];
  const { service, stage } = target;
  const lines = [
    `${SUSPECT_WORDS[news]} ${target.id}`,
    ...alertLines(target),
    ...live(target),
    ...waiting(target),
    `Now: Look at ${service} in ${stage}. Nothing was written: ${unwritten(target)}.`,
  ];
  return [{ news, lines }];
}

function unwritten(target: TargetReport): string {
  if (isTrouble(target)) return 'see below';
  return target.pin === undefined ? 'what is live holds already' : 'the pin holds';
}

function troubled(target: TargetReport): readonly Paragraph[] {
  if (!isTrouble(target)) return [];
  const words = { failed: 'FAILED', notDone: 'NOT DONE', skipped: 'NOT WRITTEN', decided: 'NOT WRITTEN' } as const;
  const publications = [target.publication, ...target.copies].flatMap((publication) => {
    if (publication.kind === 'failed') return [publication.message];
    return publication.kind === 'foreignWrite' ? [publication.detail] : [];
  });
  const details = [...(target.detail === undefined ? [] : [target.detail]), ...publications];
  const lines = [`${words[target.outcome]} ${target.id}`, ...details.map((text) => `  ${text}`)];
  return [{ news: 'failed', lines }];
}

/** A new skip, or new alerts that no other paragraph said. */
function noticed(target: TargetReport): readonly Paragraph[] {
  const { outcome, noticeIsNew, publication, id, skipReason, detail, reasons } = target;
  if (!noticeIsNew) return [];
  if (outcome === 'skipped') {
    const texts = [...(detail === undefined ? [] : [detail]), ...reasons.map(({ text }) => text)];
    return [{ news: 'toKnow', lines: [`SKIPPED ${id} (${skipReason})`, ...texts.map((text) => `  ${text}`)] }];
  }
  if (isChange(publication) || suspectOf(target) !== undefined) return [];
  return [{ news: 'toKnow', lines: [`ALERT ${id}`, ...alertLines(target)] }];
}

/** What is live against what runs, where it waits for a deployment. */
function live(target: TargetReport): readonly string[] {
  const { deployment } = target;
  if (deployment?.kind !== 'notDeployed') return [];
  const task = target.live?.task;
  const size = task === undefined ? 'What is live' : sizeText(task);
  const wait = waitingText(target);
  const since = `  ${size} is not deployed since ${minuteText(deployment.since)}`;
  return [`${since}${wait === undefined ? '' : `: ${wait}`}.`];
}

/** What is kept waiting, said once a week. */
function held(target: TargetReport): readonly Paragraph[] {
  const { holdsAreNew, publication, id, running, recommended, monthlyUsd, noticeIsNew } = target;
  if (!holdsAreNew || isChange(publication) || suspectOf(target) !== undefined) return [];
  const sizes =
    running === undefined || recommended === undefined
      ? []
      : [`  ${sizeText(running.task)} runs, ${sizeText(recommended.task)} is recommended`];
  const lines = [
    `HELD ${id}`,
    ...sizes,
    ...[moneyText(monthlyUsd) ?? []].flat().map((text) => `  ${text}`),
    ...live(target),
    // New ones have a paragraph of their own.
    ...(noticeIsNew ? [] : alertLines(target)),
    ...waiting(target),
    'Now: Nothing. It happens by itself when nothing waits any more.',
  ];
  return [{ news: 'held', lines }];
}

/** Everything that a target has to say; whatever it is, it names the pin that holds. */
export function paragraphsOf(target: TargetReport): readonly Paragraph[] {
  const { pin } = target;
  const all = [changed, suspected, troubled, noticed, held].flatMap((each) => each(target));
  if (pin === undefined) return all;
  return all.map(({ news, lines: [head = '', ...rest] }) => ({ news, lines: [head, `  ${pinText(pin)}`, ...rest] }));
}
