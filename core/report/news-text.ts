import type { TaskSize } from '../model/task-size.ts';
import { sizeText } from '../model/words.ts';
import { moneyTexts } from './money-text.ts';
import type { News, NumberChange } from './news.ts';
import { isChange, type TargetReport } from './report.ts';

type Texts = readonly string[];
type ToldNews = Omit<News, 'kind' | 'isNew' | 'messageId'>;

/** @example numberText({ key: 'taskCpu', before: '2048', after: '1024' }) // 'taskCpu 2048 -> 1024' */
export function numberText({ key, before, after }: NumberChange): string {
  if (before === undefined || before === after) return `${key} ${after}`;
  return `${key} ${before} -> ${after ?? 'removed'}`;
}

/** For example: ['2048 CPU / 6144 MiB -> 1024 CPU / 4096 MiB', 'step 1 of 2, the aim is 512 CPU / 3072 MiB'] */
export function sizeTexts({ running, next, aim, steps }: Pick<News, 'running' | 'next' | 'aim' | 'steps'>): Texts {
  const aims = aim === undefined ? [] : [`the aim is ${sizeText(aim)}`];
  if (next !== undefined) {
    const change = running === undefined ? sizeText(next) : fromTo(running, next);
    return [change, ...aims.map((text) => (steps === undefined ? text : `step 1 of ${steps}, ${text}`))];
  }
  return running === undefined ? aims : [[`${sizeText(running)} runs`, ...aims].join(', ')];
}

function fromTo(from: TaskSize, to: TaskSize): string {
  const [before, after] = [sizeText(from), sizeText(to)];
  return before === after ? `${after}, as before` : `${before} -> ${after}`;
}

export interface LayoutOptions {
  /** Four reasons and one line of how sure it is, where there is little room. Default false. */
  readonly brief?: boolean;
}

const REASONS_SHOWN = 4;

function reasonsOf({ why }: ToldNews, { brief = false }: LayoutOptions): Texts {
  const shown = brief ? why.slice(0, REASONS_SHOWN) : why;
  return why.length === shown.length ? shown : [...shown, `and ${why.length - shown.length} more`];
}

function section(title: string, texts: Texts): Texts {
  return texts.length === 0 ? [] : [title, ...texts.map((text) => `  - ${text}`)];
}

/**
 * News as a person reads it on a phone: what happened, what went wrong, from what to what, money, why, how sure, what
 * waits, what to do now. Only the lines of this function are not indented.
 */
export function newsLines(news: ToldNews, options: LayoutOptions = {}): Texts {
  const { headline, id, place, look, numbers, notes, sure, waiting, now, commands } = news;
  const facts = [...sizeTexts(news), ...moneyTexts(news.money), ...numbers.map(numberText), ...notes];
  return [
    `${headline} ${id}`,
    ...(place === undefined ? [] : [`  ${place}`]),
    ...look.map((text) => `  ! ${text}`),
    ...facts.map((text) => `  ${text}`),
    ...section('Why:', reasonsOf(news, options)),
    ...section('How sure:', options.brief ? sure.slice(0, 1) : sure),
    ...section('Waiting:', waiting),
    `Now: ${now}`,
    ...commands.map((text) => `  ${text}`),
  ];
}

/** What was written or would be, with all of its numbers: one text for each document. */
export function documentTexts({ publication, copies }: Pick<TargetReport, 'publication' | 'copies'>): Texts {
  return [publication, ...copies].filter(isChange).map(({ kind, name, after }) => {
    const sizes = Object.entries(after).map(([key, value]) => `${key} ${value}`);
    return `${kind === 'planned' ? 'A run would write' : 'Written:'} ${name}: ${sizes.join(', ')}.`;
  });
}
