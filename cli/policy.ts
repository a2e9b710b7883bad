import { Command } from 'commander';
import { type PriceCurve, priceCurve } from '../core/decision/price-curve.ts';
import { usdText } from '../core/money/usd.ts';
import { monthlyText } from '../core/report/expected-text.ts';
import type { Seen } from '../run/decide-target.ts';
import { aligned } from './columns.ts';
import { jsonText } from './output.ts';
import { type RunOptions, runStatus, shellRun, withRunOptions } from './shell-run.ts';

function curveOf({ target, evidence, recommendation }: Seen): TargetCurve {
  const curve = recommendation.kind === 'skipped' ? undefined : priceCurve(evidence, recommendation.bounds);
  return { id: target.id, policy: target.policy.name, ...(curve && { curve }) };
}

/** `SERVICE STAGE` are the same as the options. */
function narrowed(options: RunOptions, service: string | undefined, stage: string | undefined): RunOptions {
  return { ...options, ...(service && { service: [service] }), ...(stage && { stage: [stage] }) };
}

async function policy(service: string | undefined, stage: string | undefined, options: RunOptions): Promise<void> {
  const { start } = await shellRun(narrowed(options, service, stage));
  const targets: TargetCurve[] = [];
  const { report } = await start({ dryRun: true, observe: (seen) => targets.push(curveOf(seen)) });
  process.stdout.write(options.json ? jsonText(targets) : policyTables(targets));
  process.exitCode = runStatus(report);
}

const HELP = `
A policy says what an hour short of CPU and a memory kill cost (shortage.cpuUsdPerHour,
shortage.memoryUsdPerKill). Each row is the size that is best at other prices, from none at all to
sixteen times those of the policy, with what a month of it costs and is expected to be short of.
Exit status: 0, or 1 where a target was not answered.`;

export function policyCommand(): Command {
  const command = new Command('policy')
    .argument('[service]', 'this service alone')
    .argument('[stage]', 'this stage alone')
    .option('--json', 'as JSON');
  return withRunOptions(command).addHelpText('after', HELP).action(policy);
}

interface TargetCurve {
  readonly id: string;
  readonly policy: string;
  /** Absent where utilization has no say. */
  readonly curve?: PriceCurve;
}

const HEAD = ['USD an hour', 'USD a kill', 'size', 'USD a month', 'hours short', 'kills', ''] as const;

function sizeCells({ task, usdPerMonth, cpuHoursShort, memoryKills }: PriceCurve['today']): readonly string[] {
  return [
    `${task.cpuUnits}/${task.memoryMiB}`,
    usdText(usdPerMonth),
    monthlyText(cpuHoursShort),
    monthlyText(memoryKills),
  ];
}

function rowsOf({ today, points }: PriceCurve): ReadonlyArray<readonly string[]> {
  const rows = points.map(({ prices, isChosen, isToday, ...size }) => [
    usdText(prices.cpuUsdPerHour),
    usdText(prices.memoryUsdPerKill),
    ...sizeCells(size),
    [...(isChosen ? ['policy'] : []), ...(isToday ? ['today'] : [])].join(', '),
  ]);
  const isOnCurve = points.some(({ isToday }) => isToday);
  return isOnCurve ? [HEAD, ...rows] : [HEAD, ...rows, ['', '', ...sizeCells(today), 'today']];
}

/** Each target's cost against hours short and kills, at ten prices of a shortage. */
export function policyTables(targets: readonly TargetCurve[]): string {
  const texts = targets.map(({ id, policy, curve }) => {
    const table =
      curve === undefined
        ? '  There is no use to size it by.\n'
        : aligned(rowsOf(curve), () => true)
            .map((line) => `  ${line}\n`)
            .join('');
    return `${id}, policy ${policy}\n${table}`;
  });
  return texts.join('\n');
}
