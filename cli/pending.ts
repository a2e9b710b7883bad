import { Command } from 'commander';
import { oneLine } from '../core/model/visible.ts';
import { type Pending, type PendingKind, pendingOf } from '../core/report/pending.ts';
import type { Report } from '../core/report/report.ts';
import { wrapped } from './history-table.ts';
import { jsonText } from './output.ts';
import { isPending, planStatus, tellNowhere } from './plan-status.ts';
import { type RunOptions, shellRun, withRunOptions } from './shell-run.ts';

interface PendingOptions extends RunOptions {
  readonly json?: boolean;
}

const WIDTH = 100;
const WORDS: Readonly<Record<PendingKind, string>> = {
  failure: 'FAILED',
  alert: 'look at',
  approval: 'approve',
  deployment: 'deploy',
  pin: 'pinned',
};
const INDENT = ' '.repeat(9);

function pendingLines({ kind, id, text, commands }: Pending): readonly string[] {
  const [first = '', ...more] = wrapped(`${id}: ${text}`, WIDTH - INDENT.length);
  return [`${WORDS[kind].padEnd(INDENT.length)}${first}`, ...[...more, ...commands].map((line) => `${INDENT}${line}`)];
}

function pendingText(all: readonly Pending[], { targets }: Report): string {
  if (all.length === 0) return `Nothing waits for anybody. Targets: ${targets.length}.\n`;
  return `${all.flatMap(pendingLines).map(oneLine).join('\n')}\n`;
}

async function pending(options: PendingOptions): Promise<void> {
  const run = await shellRun(options);
  const { report } = await run.start({ dryRun: true });
  const all = report.targets.flatMap(pendingOf);
  const json = { schemaVersion: 1, kind: 'pending', pending: all };
  process.stdout.write(options.json ? jsonText(json) : pendingText(all, report));
  await tellNowhere(report, run);
  process.exitCode = planStatus(report, isPending);
}

/** `rightsizer pending`: what waits for somebody, with the command that answers it. */
export function pendingCommand(): Command {
  const command = new Command('pending').description(
    'what waits for somebody: proposals, deployments, pins, alerts and failures, each with the command that answers it',
  );
  return withRunOptions(command)
    .option('--json', 'the list as JSON')
    .addHelpText('after', '\nExit status: 0 nothing waits, 2 something does, 1 failed.')
    .action(pending);
}
