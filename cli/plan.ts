import { Command, Option } from 'commander';
import { oneLine, plainText } from '../core/model/visible.ts';
import { type Nowhere, nowhereOf, type Pending, type PendingKind, pendingOf } from '../core/report/pending.ts';
import { isChange, isTrouble, type Report, type TargetReport } from '../core/report/report.ts';
import { labelled } from './columns.ts';
import { jsonText } from './output.ts';
import { planCsv } from './plan-cells.ts';
import { explainPlan } from './plan-explain.ts';
import { planMarkdown } from './plan-markdown.ts';
import { planParams } from './plan-params.ts';
import { reportTable } from './report-table.ts';
import { isColored, type RunOptions, type ShellRun, shellRun, withRunOptions } from './shell-run.ts';
import { EXIT } from './terminal.ts';

const FORMS = {
  csv: { description: 'a line for each service and stage, for a spreadsheet', textOf: planCsv },
  json: { description: 'the whole report as JSON (docs/report.md)', textOf: jsonText },
  markdown: { description: 'as a comment on a pull request', textOf: planMarkdown },
  params: { description: 'the params: block of a serverless.yml, for sizes without SSM', textOf: planParams },
  explain: { description: 'how each size came about', textOf: explainPlan },
} as const;

type Form = keyof typeof FORMS;
type PlanOptions = RunOptions & Readonly<Partial<Record<Form, boolean>>>;

const FORM_NAMES = Object.keys(FORMS) as readonly Form[];

function planText(report: Report, options: PlanOptions, { configuration }: ShellRun): string {
  const form = FORM_NAMES.find((name) => options[name]);
  if (form !== undefined) return FORMS[form].textOf(report, configuration);
  return reportTable(report, { colored: isColored(process.stdout) });
}

/** What a run of now would do: told, with its exit status. */
async function tell<Options extends RunOptions>(
  options: Options,
  textOf: (report: Report, options: Options, run: ShellRun) => string,
  isOpen: (target: TargetReport) => boolean,
): Promise<void> {
  const run = await shellRun(options);
  const { report } = await run.start({ dryRun: true });
  process.stdout.write(textOf(report, options, run));
  await tellNowhere(report, run);
  process.exitCode = planStatus(report, isOpen);
}

const HELP = `
Exit status: 0 nothing to do; 2 something would be written or waits for a person ("rightsizer pending"
lists it); 1 something failed, or a service is deployed in none of its stages.`;

export function planCommand(): Command {
  const command = withRunOptions(new Command('plan'));
  for (const name of FORM_NAMES) {
    const others = FORM_NAMES.filter((other) => other !== name);
    command.addOption(new Option(`--${name}`, FORMS[name].description).conflicts([...others]));
  }
  return command
    .addHelpText('after', HELP)
    .action((options: PlanOptions) => tell(options, planText, (target) => isPlanned(target) || isPending(target)));
}

function isPlanned({ publication, copies }: TargetReport): boolean {
  return [publication, ...copies].some(isChange);
}

export function isPending(target: TargetReport): boolean {
  return pendingOf(target).length > 0;
}

/** The exit status of a dry run: failed first, then whether anything is open. */
function planStatus({ targets }: Report, isOpen: (target: TargetReport) => boolean): number {
  if (targets.some(isTrouble) || nowhereOf(targets).length > 0) return EXIT.failed;
  return targets.some(isOpen) ? EXIT.waits : EXIT.nothingToDo;
}

/** For example: 'rightsizer: shop is deployed in none of its 3 stages in eu-central-1 of account 123456789012; …' */
function nowhereText({ service, stages, regions, accounts }: Nowhere, account: string | undefined): string {
  const where = accounts.length > 0 ? accounts.join(' and ') : account;
  const of = where === undefined ? 'of these credentials' : `of account ${where}`;
  const none = stages === 1 ? 'not deployed in its only stage' : `deployed in none of its ${stages} stages`;
  return `${service} is ${none}, in ${regions.join(' and ')} ${of}. Are region, account and the names in rightsizer.yml right?`;
}

async function tellNowhere({ targets }: Report, { account }: Pick<ShellRun, 'account'>): Promise<void> {
  const nowhere = nowhereOf(targets);
  if (nowhere.length === 0) return;
  const own = await account();
  for (const each of nowhere) process.stderr.write(plainText(`rightsizer: ${nowhereText(each, own)}\n`));
}

const WORDS: Readonly<Record<PendingKind, string>> = {
  failure: 'FAILED',
  alert: 'look at',
  approval: 'approve',
  deployment: 'deploy',
  pin: 'pinned',
};
const INDENT = 9;

function pendingLines({ kind, id, text, commands }: Pending): readonly string[] {
  return labelled(WORDS[kind], `${id}: ${text}`, { indent: INDENT, below: commands });
}

function pendingText({ targets }: Report, { json }: RunOptions): string {
  const pending = targets.flatMap(pendingOf);
  if (json) return jsonText({ schemaVersion: 1, kind: 'pending', pending });
  if (pending.length === 0) return `Nothing waits for anybody. Targets: ${targets.length}.\n`;
  return `${pending.flatMap(pendingLines).map(oneLine).join('\n')}\n`;
}

export function pendingCommand(): Command {
  const command = new Command('pending');
  return withRunOptions(command)
    .option('--json', 'the list as JSON')
    .addHelpText('after', '\nExit status: 0 nothing waits, 2 something does, 1 failed.')
    .action((options: RunOptions) => tell(options, pendingText, isPending));
}
