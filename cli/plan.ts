import { Command } from 'commander';
import { isChange, isTrouble, type Report } from '../core/report/report.ts';
import { isIsoTime } from '../core/usage/window.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { runRightsizer } from '../run/run-rightsizer.ts';
import { EXIT } from './exit-status.ts';
import { reportTable } from './report-table.ts';
import { terminalLog } from './terminal-log.ts';

interface PlanOptions {
  readonly config: string;
  readonly service?: readonly string[];
  readonly stage?: readonly string[];
  readonly region?: string;
  readonly time?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** A run may take as long as it needs; a person stops it with Ctrl-C. */
const NO_DEADLINE = new AbortController().signal;

async function dryRun(options: PlanOptions): Promise<Report> {
  const { configuration } = await readConfigurationFile(options.config);
  // Loaded when asked for: the SDK would slow every other command down.
  const { compose } = await import('../run/compose.ts');
  const log = terminalLog(options.verbose === true);
  const { report } = await runRightsizer({
    configuration,
    request: {
      time: options.time === undefined ? Date.now() : timeOf(options.time),
      dryRun: true,
      ...(options.service && { services: options.service }),
      ...(options.stage && { stages: options.stage }),
    },
    ports: compose({ log, ...regionOf(options, process.env) }),
    signal: NO_DEADLINE,
  });
  return report;
}

/** An empty variable counts as not set. */
function regionOf({ region }: PlanOptions, environment: NodeJS.ProcessEnv): { readonly region?: string } {
  const found = region || environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  return found ? { region: found } : {};
}

function timeOf(text: string): number {
  const time = isIsoTime(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new Error(`--time ${text}: not an ISO time such as 2026-11-23T06:00:00Z`);
}

function statusOf({ targets }: Report): number {
  if (targets.some(isTrouble)) return EXIT.failed;
  return targets.some(({ publication, copies }) => [publication, ...copies].some(isChange))
    ? EXIT.changesRecommended
    : EXIT.nothingToDo;
}

async function plan(options: PlanOptions): Promise<void> {
  const report = await dryRun(options);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportTable(report));
  process.exitCode = statusOf(report);
}

/** `rightsizer plan`: the whole decision without writing anything. */
export function planCommand(): Command {
  return new Command('plan')
    .description('what a run would decide and write, without writing; AWS_ENDPOINT_URL points it at the embedded AWS')
    .option('--config <file>', 'the configuration', 'rightsizer.yml')
    .option('--service <name...>', 'only these services')
    .option('--stage <name...>', 'only these stages')
    .option('--region <region>', 'the region of targets that name none (default: AWS_REGION)')
    .option('--time <iso>', 'decide as a run of this time would (default: now)')
    .option('--json', 'the whole report as JSON')
    .option('--verbose', 'tell on standard error what is being done')
    .addHelpText('after', '\nExit status: 0 nothing to do, 2 changes recommended, 1 failed.')
    .action(plan);
}
