import { explain } from '../core/decision/recommendation.ts';
import type { TaskSize } from '../core/model/task-size.ts';
import { oneLine } from '../core/model/visible.ts';
import { savingsOf, usdText } from '../core/money/usd.ts';
import { monthlyText } from '../core/report/expected-text.ts';
import { findingText } from '../core/report/finding-text.ts';
import { differenceText } from '../core/report/money-text.ts';
import { moneyTotals, type News, targetNews } from '../core/report/news.ts';
import { kindWords } from '../core/report/news-kinds.ts';
import { pricingNotes } from '../core/report/pricing-text.ts';
import type { Report, TargetReport } from '../core/report/report.ts';
import { missingOpinionTexts } from '../core/report/second-opinion-text.ts';

export const PLAN_HEAD = ['service', 'stage', 'now', 'then', 'finding', 'a run', 'USD a month', 'risk'] as const;

/** What the columns do not say by themselves. */
export const SIZES_AND_RISK =
  'Sizes: CPU units/MiB. A run: what it does or waits for. Risk: hours short of CPU/kills expected in a month at the aim.';

const NOTHING = '-';

function size(task: TaskSize | undefined): string {
  return task === undefined ? NOTHING : `${task.cpuUnits}/${task.memoryMiB}`;
}

function money({ money: found, steps }: News): string {
  if (found === undefined) return NOTHING;
  const { now, next, aim } = found;
  const then = steps === undefined ? (aim ?? next) : next;
  return then === undefined ? usdText(now) : `${usdText(now)} -> ${usdText(then)}`;
}

/** Hours short of CPU and memory kills that are expected in a month. */
function risk({ evidence }: TargetReport): string {
  const found = [evidence?.risk.cpu?.expected, evidence?.risk.memory?.expected];
  if (found.every((each) => each === undefined)) return NOTHING;
  return found.map((each) => (each === undefined ? NOTHING : monthlyText(each.aMonth))).join('/');
}

/** A target in the columns of `PLAN_HEAD`, and a row for the aim where a run takes one step to it; `-` is not known. */
export function planRows(target: TargetReport): ReadonlyArray<readonly string[]> {
  const news = targetNews(target);
  const { running, next, aim, steps, kind } = news;
  const isStep = steps !== undefined;
  const row = [
    target.service,
    target.stage,
    size(running),
    size(isStep ? next : (aim ?? next)),
    findingText(target),
    kindWords(kind).inPlan,
    money(news),
    isStep ? NOTHING : risk(target),
  ];
  if (!isStep) return [row];
  const aimUsd = news.money?.aim === undefined ? NOTHING : `-> ${usdText(news.money.aim)}`;
  return [row, ['', '', '', size(aim), `aim; step 1 of ${steps} above`, '', aimUsd, risk(target)]];
}

function savings(target: TargetReport): number {
  const found = targetNews(target).money;
  return found === undefined ? 0 : savingsOf(found.now, found.aim ?? found.next ?? found.now);
}

/** Largest saving at the aim first, largest cost last; equals, and what has no price, in the order of the report. */
export function byMoney(targets: readonly TargetReport[]): readonly TargetReport[] {
  return targets.toSorted((a, b) => savings(b) - savings(a));
}

/** The money of all targets that have a price, in one line. */
export function totalText({ targets }: Report): string {
  const { now, next, aim } = moneyTotals(targets);
  const at = (usd: number, when: string) => `${usdText(usd)} ${when} (${differenceText(savingsOf(now, usd))})`;
  const step = next === now || next === aim ? [] : [at(next, 'after a run')];
  return `USD a month: ${[`${usdText(now)} now`, ...step, at(aim, 'at the aim')].join(', ')}, all tasks of 730 hours`;
}

/** What must be known of a target beside its row: what failed, what a person must look at, what is on hold and why. */
export function notesOf(target: TargetReport): readonly string[] {
  const { id, look, notes, waiting } = targetNews(target);
  const { evidence } = target;
  const advice = evidence?.verdict.kind === 'advise' ? evidence.verdict.reasons.map(explain) : [];
  return [
    ...look.map((text) => `${id}: ${text}`),
    ...advice.map((text) => `${id} is advised only: ${text}`),
    ...[...waiting, ...notes].map((text) => `${id}: ${text}`),
  ];
}

/** What must be known of the whole run, beside its targets. */
export function runNotesOf({ targets }: Report): readonly string[] {
  return [...pricingNotes(targets), ...missingOpinionTexts(targets)];
}

type Value = string | number | undefined;

type Told = News & { readonly target: TargetReport };

/** The columns by name, in their order: sizes are of the task. */
const COLUMNS: Readonly<Record<string, (told: Told) => Value>> = {
  service: ({ target }) => target.service,
  stage: ({ target }) => target.stage,
  region: ({ target }) => target.region,
  account: ({ target }) => target.account,
  finding: ({ target }) => findingText(target),
  status: ({ kind }) => kindWords(kind).inPlan,
  nowCpuUnits: ({ running }) => running?.cpuUnits,
  nowMemoryMiB: ({ running }) => running?.memoryMiB,
  nextCpuUnits: ({ next }) => next?.cpuUnits,
  nextMemoryMiB: ({ next }) => next?.memoryMiB,
  aimCpuUnits: ({ aim, next, running }) => (aim ?? next ?? running)?.cpuUnits,
  aimMemoryMiB: ({ aim, next, running }) => (aim ?? next ?? running)?.memoryMiB,
  nowUsdPerMonth: ({ money }) => money?.now,
  nextUsdPerMonth: ({ money }) => money?.next,
  aimUsdPerMonth: ({ money }) => money && (money.aim ?? money.next ?? money.now),
  notes: ({ target }) => notesOf(target).join(' '),
  commands: ({ commands }) => commands.join('; '),
};

/**
 * A cell of RFC 4180. A spreadsheet would take a text that begins so for a formula.
 *
 * @example csvCell('=1+1, "x"') // `"'=1+1, ""x"""`
 */
export function csvCell(value: Value): string {
  if (value === undefined || typeof value === 'number') return String(value ?? '');
  const text = oneLine(value).replace(/^[=+\-@]/, "'$&");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The plan as CSV with a head, a line for each target, for a spreadsheet. Nothing is rounded or put together. */
export function planCsv(report: Report): string {
  const rows = byMoney(report.targets).map((target) => {
    const told = { ...targetNews(target), target };
    return Object.values(COLUMNS).map((cellOf) => csvCell(cellOf(told)));
  });
  return [Object.keys(COLUMNS), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}
