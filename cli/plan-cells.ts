import type { ObservedRisk } from '../core/decision/observed-risk.ts';
import type { TaskSize } from '../core/model/fargate-grid.ts';
import type { SkipReason } from '../core/model/service.ts';
import { savingsOf as difference, usdText } from '../core/money/usd.ts';
import { differenceText } from '../core/report/money-text.ts';
import type { Report, TargetReport } from '../core/report/report.ts';

/** The columns of the plan, as table and as Markdown. */
export const PLAN_HEAD = [
  'service',
  'stage',
  'now',
  'recommended',
  'change',
  'finding',
  'verdict',
  'USD per month',
  'risk',
] as const;

/** What the columns do not say by themselves. */
export const SIZES_AND_RISK =
  'Sizes: CPU units/MiB. Risk: weeks of the window in which a peak passed the recommended size.';

const NOTHING = '-';

/** Short enough for a column; docs/report.md has the whole words. */
const SKIPPED: Readonly<Record<SkipReason, string>> = {
  NotDeployed: 'NotDeployed',
  NotFargate: 'NotFargate',
  TaskSizeMissing: 'NoTaskSize',
  UnsupportedTaskSize: 'BadTaskSize',
  NoData: 'NoData',
  InsufficientData: 'LittleData',
};
const FINDINGS = { Overprovisioned: 'over', Underprovisioned: 'under', Optimized: 'optimized' } as const;

function size(task: TaskSize | undefined): string {
  return task === undefined ? NOTHING : `${task.cpuUnits}/${task.memoryMiB}`;
}

/** @example changeOf(1024, 512) // '-50%'; nine times more or beyond is 'x10', the same '=' */
function changeOf(before: number, after: number): string {
  if (before === after) return '=';
  if (after >= before * 10) return `x${Math.round(after / before)}`;
  const percent = Math.round((after / before - 1) * 100);
  return `${percent > 0 ? '+' : ''}${percent}%`;
}

function change(before: TaskSize | undefined, after: TaskSize | undefined): string {
  if (before === undefined || after === undefined) return NOTHING;
  const [cpu, memory] = [changeOf(before.cpuUnits, after.cpuUnits), changeOf(before.memoryMiB, after.memoryMiB)];
  return cpu === '=' && memory === '=' ? '=' : `${cpu}/${memory}`;
}

function finding({ finding: found, skipReason, outcome }: TargetReport): string {
  if (found !== undefined) return FINDINGS[found];
  return skipReason === undefined ? outcome : SKIPPED[skipReason];
}

function money({ current, recommended }: TargetReport['monthlyUsd']): string {
  if (current === undefined && recommended === undefined) return NOTHING;
  const text = (usd: number | undefined) => (usd === undefined ? NOTHING : usdText(usd));
  return `${text(current)} -> ${text(recommended)}`;
}

function worse(a: ObservedRisk | undefined, b: ObservedRisk | undefined): ObservedRisk | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.weeksExceeded > a.weeksExceeded ? b : a;
}

function risk({ evidence }: TargetReport): string {
  const found = worse(evidence?.risk.cpu, evidence?.risk.memory);
  return found === undefined ? NOTHING : `${found.weeksExceeded}/${found.weeks}`;
}

/** One target in the columns of `PLAN_HEAD`; what is not known is `-`. */
export function planCells(target: TargetReport): readonly string[] {
  const { service, stage, running, recommended, monthlyUsd, evidence } = target;
  return [
    service,
    stage,
    size(running?.task),
    size(recommended?.task),
    change(running?.task, recommended?.task),
    finding(target),
    evidence?.verdict.kind ?? NOTHING,
    money(monthlyUsd),
    risk(target),
  ];
}

function savingsOf({ monthlyUsd: { current, recommended } }: TargetReport): number {
  return current === undefined || recommended === undefined ? 0 : difference(current, recommended);
}

/** The largest saving first and the largest cost last; what is worth the same, or has no price, in the order of the report. */
export function byMoney(targets: readonly TargetReport[]): readonly TargetReport[] {
  return targets.toSorted((a, b) => savingsOf(b) - savingsOf(a));
}

/** The money of all targets that have a price, in one line. */
export function totalText({ totals }: Report): string {
  const { current, recommended, savings } = totals.monthlyUsd;
  return `USD per month: ${usdText(current)} now, ${usdText(recommended)} recommended (${differenceText(savings)}), all tasks of 730 hours`;
}
