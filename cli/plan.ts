import { Command, Option } from 'commander';
import type { Report } from '../core/report/report.ts';
import { jsonText } from './output.ts';
import { planCsv } from './plan-csv.ts';
import { explainPlan } from './plan-explain.ts';
import { planMarkdown } from './plan-markdown.ts';
import { planParams } from './plan-params.ts';
import { isPending, isPlanned, planStatus, tellNowhere } from './plan-status.ts';
import { reportTable } from './report-table.ts';
import { isColored, type RunOptions, type ShellRun, shellRun, withRunOptions } from './shell-run.ts';

interface PlanOptions extends RunOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly params?: boolean;
  readonly explain?: boolean;
}

/** The forms of a plan, of which one can be asked for. */
const FORMS = {
  csv: 'a line for each service and stage, for a spreadsheet',
  json: 'the whole report as JSON (docs/report.md)',
  markdown: 'as a comment on a pull request',
  params: 'the params: block of a serverless.yml, for sizes without SSM',
  explain: 'how each size came about',
} as const;

function formOption(name: keyof typeof FORMS): Option {
  const others = Object.keys(FORMS).filter((other) => other !== name);
  return new Option(`--${name}`, FORMS[name]).conflicts(others);
}

function textOf(
  report: Report,
  { csv, json, markdown, params, explain }: PlanOptions,
  { configuration }: ShellRun,
): string {
  if (csv) return planCsv(report);
  if (json) return jsonText(report);
  if (markdown) return planMarkdown(report);
  if (params) return planParams(report, configuration);
  return explain ? explainPlan(report) : reportTable(report, { colored: isColored(process.stdout) });
}

async function plan(options: PlanOptions): Promise<void> {
  const run = await shellRun(options);
  const { report } = await run.start({ dryRun: true });
  process.stdout.write(textOf(report, options, run));
  await tellNowhere(report, run);
  process.exitCode = planStatus(report, (target) => isPlanned(target) || isPending(target));
}

const HELP = `
Exit status: 0 nothing to do; 2 something would be written or waits for a person ("rightsizer pending"
lists it); 1 something failed, or a service is deployed in none of its stages.`;

/** `rightsizer plan`: the whole decision without writing anything. */
export function planCommand(): Command {
  const command = new Command('plan').description(
    'what a run would decide and write, without writing; AWS_ENDPOINT_URL points it at the embedded AWS',
  );
  return withRunOptions(command)
    .addOption(formOption('csv'))
    .addOption(formOption('json'))
    .addOption(formOption('markdown'))
    .addOption(formOption('params'))
    .addOption(formOption('explain'))
    .addHelpText('after', HELP)
    .action(plan);
}
