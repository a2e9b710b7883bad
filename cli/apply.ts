import { Command } from 'commander';
import { oneLine } from '../core/model/visible.ts';
import { targetNews } from '../core/report/news.ts';
import { causeWord } from '../core/report/news-kinds.ts';
import { numberText } from '../core/report/news-text.ts';
import { isChange, isTrouble, type Publication, type Report } from '../core/report/report.ts';
import { assertAnswered, type RunResult } from '../run/run-rightsizer.ts';
import { jsonText } from './output.ts';
import { reportTable } from './report-table.ts';
import { isColored, type RunOptions, runStatus, type ShellRun, shellRun, withRunOptions } from './shell-run.ts';
import { isConfirmed } from './terminal.ts';

interface ApplyOptions extends RunOptions {
  readonly topicArn?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const NO_TOPIC = 'No topic (notifications.topicArn of rightsizer.yml, or --topic-arn): nothing is sent.\n';

function writtenLines(publication: Publication): readonly string[] {
  if (!isChange(publication)) return [];
  const { kind, cause, name, version, before, after } = publication;
  const verb = { written: 'Wrote', proposed: 'Proposed', planned: 'Would write' }[kind];
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before ?? {})])];
  return [
    `${verb} ${name}${version === undefined ? '' : `, version ${version}`} (${causeWord(cause)})`,
    ...keys.map((key) => `  ${numberText({ key, before: before?.[key], after: after[key] })}`),
  ];
}

export function appliedText(report: Report): string {
  const written = report.targets.flatMap(({ publication, copies }) => [publication, ...copies].flatMap(writtenLines));
  const wrong = report.targets.filter(isTrouble).map(targetNews);
  const lines = [
    ...(written.length === 0 ? ['Nothing was written.'] : written),
    ...wrong.flatMap(({ id, look }) => look.map((text) => `${id}: ${text}`)),
  ];
  return `${lines.map(oneLine).join('\n')}\n`;
}

/** Standard output holds the result; with --json nothing else, so that the rest goes to standard error. */
function say(text: string, { json }: ApplyOptions): void {
  (json ? process.stderr : process.stdout).write(text);
}

function showResult({ report }: RunResult, { json }: ApplyOptions): void {
  process.stdout.write(json ? jsonText(report) : `\n${appliedText(report)}`);
}

/** What a person names goes before rightsizer.yml. */
function topicOf({ configuration }: ShellRun, { topicArn }: ApplyOptions): { readonly topicArn?: string } {
  const found = topicArn ?? configuration.notifications.topicArn;
  return found === undefined ? {} : { topicArn: found };
}

async function plan(run: ShellRun, options: ApplyOptions): Promise<Report> {
  const { report } = await run.start({ dryRun: true });
  const { json, dryRun } = options;
  if (json && dryRun) return report;
  say(reportTable(report, { colored: isColored(json ? process.stderr : process.stdout) }), options);
  return report;
}

async function write(run: ShellRun, options: ApplyOptions): Promise<void> {
  const result = await run.start({ dryRun: false, ...topicOf(run, options) });
  showResult(result, options);
  assertAnswered(result);
  process.exitCode = runStatus(result.report);
}

async function apply(options: ApplyOptions): Promise<void> {
  const { dryRun = false, yes = false } = options;
  if (!dryRun && !yes && !process.stdin.isTTY) {
    throw new Error('Nothing was written. Add --yes to write without being asked, or --dry-run.');
  }
  const run = await shellRun(options);
  const planned = await plan(run, options);
  if (dryRun) {
    showResult({ report: planned }, options);
    process.exitCode = runStatus(planned);
    return;
  }
  if (topicOf(run, options).topicArn === undefined) process.stderr.write(NO_TOPIC);
  if (yes || (await isConfirmed('Apply?'))) await write(run, options);
  else say('Nothing was written.\n', options);
}

export function applyCommand(): Command {
  const command = new Command('apply');
  return withRunOptions(command)
    .option('--topic-arn <arn>', 'the topic that is told (default: notifications.topicArn of rightsizer.yml)')
    .option('--dry-run', 'decide and show, write and send nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'the report of the run as JSON')
    .addHelpText('after', '\nExit status: 0 done, also when there was nothing to do, 1 failed.')
    .action(apply);
}
