import type { HoldOut } from '../core/decision/hold-out.ts';
import { sizeText } from '../core/report/reason-text.ts';
import type { TargetReport } from '../core/report/report.ts';

type Alternative = HoldOut['alternatives'][number];
type Weeks = Pick<Alternative, 'cpu' | 'memory'>;

const KINDS: Readonly<Record<Alternative['kind'], string>> = {
  recommended: 'recommended',
  lessCpu: 'less CPU',
  moreCpu: 'more CPU',
  lessMemory: 'less memory',
  moreMemory: 'more memory',
};

function weeksText({ cpu, memory }: Weeks): readonly string[] {
  const seen = [['CPU', cpu] as const, ['memory', memory] as const];
  return seen.flatMap(([name, found]) =>
    found === undefined ? [] : [`${name} passed in ${found.weeksExceeded} of ${found.weeks} weeks`],
  );
}

function alternativeText(found: Alternative): string {
  const { kind, task, usdPerMonth } = found;
  const price = usdPerMonth === undefined ? [] : [`${usdPerMonth.toFixed(2)} USD a month`];
  return `${sizeText(task)} (${KINDS[kind]}): ${[...price, ...weeksText(found)].join(', ')}.`;
}

/** The recommended size beside its neighbors, each with price and risk, a sentence each; empty where the report has none. */
export function alternativeTexts({ evidence }: TargetReport): readonly string[] {
  return evidence?.risk.holdOut?.alternatives.map(alternativeText) ?? [];
}

/** How the choice fares in weeks that it has not seen; empty where there are not two weeks to tell apart. */
export function holdOutTexts({ evidence }: TargetReport): readonly string[] {
  const weeks = evidence?.risk.holdOut === undefined ? [] : weeksText(evidence.risk.holdOut);
  return weeks.length === 0
    ? []
    : [`Each week against the size that the others alone would give: ${weeks.join(', ')}.`];
}
