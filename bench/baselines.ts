import { readFileSync } from 'node:fs';
import { cloudFix, krr, maximumPlus25, type RuleNeed, type RuleOfThumb } from '../backtest/rules-of-thumb.ts';
import { historyOf, stretchOf } from '../backtest/subject.ts';
import { verticalPodAutoscaler } from '../backtest/vertical-pod-autoscaler.ts';
import { builtInPolicies } from '../core/configuration/policies.ts';
import { TRACES, traceNames, traceSubject } from './traces.ts';

/**
 * Do the backtest's rules of thumb ask for what another implementation of them, in NumPy, asks for? On public traces,
 * which may be read and not copied: only its answers are in the repository (test/fixtures/baselines/README.md).
 */
const RULES: Readonly<Record<string, RuleOfThumb>> = {
  CloudFix: cloudFix,
  KRR: krr,
  VPA: verticalPodAutoscaler,
  'max + 25 %': maximumPlus25,
};
const WINDOW_POINTS = 8064;
/** Usage is kept to 1/1024 of a unit, times a margin of at most 1.25. */
const TOLERANCE = 1.25 / 1024;

interface Answered {
  readonly trace: string;
  readonly decidedAt: number;
  /** By rule; null where it has no answer. */
  readonly asked: Readonly<Record<string, RuleNeed | null>>;
}

const answersOf = (): readonly Answered[] =>
  JSON.parse(readFileSync(new URL('../test/fixtures/baselines/expected.json', import.meta.url), 'utf8')).traces;

/** How far two answers are apart, in CPU units or MiB; Infinity where only one is there. */
function distance(need: RuleNeed | undefined, expected: RuleNeed | null): number {
  if (need === undefined || expected === null) return need === undefined && expected === null ? 0 : Infinity;
  const memory = Math.abs((need.memoryMiB ?? 0) - (expected.memoryMiB ?? 0));
  return Math.max(Math.abs(need.cpuUnits - expected.cpuUnits), memory);
}

function compare({ trace, decidedAt, asked }: Answered): readonly number[] {
  const subject = traceSubject(trace, builtInPolicies.production);
  const history = historyOf(stretchOf(subject, Math.max(0, decidedAt - WINDOW_POINTS), decidedAt));
  return Object.entries(RULES).map(([rule, ask]) => distance(ask(history), asked[rule] ?? null));
}

function main(): void {
  if (traceNames() === undefined) {
    console.error(`No traces at ${TRACES}: set RIGHTSIZER_REFEREE to the folder of the referee that lies beside them.`);
    process.exitCode = 1;
    return;
  }
  console.log(
    `Largest difference to the other implementation, in CPU units or MiB (at most ${TOLERANCE.toFixed(4)}):\n`,
  );
  console.log(
    ['trace'.padEnd(46), 'point'.padStart(6), ...Object.keys(RULES).map((rule) => rule.padStart(11))].join(''),
  );
  for (const answered of answersOf()) {
    const found = compare(answered);
    const cells = found.map((each) => each.toFixed(6).padStart(11));
    console.log([answered.trace.padEnd(46), String(answered.decidedAt).padStart(6), ...cells].join(''));
    if (!found.every((each) => each <= TOLERANCE)) process.exitCode = 1;
  }
  console.log(process.exitCode === 1 ? '\nThey differ.' : '\nThey agree.');
}

main();
