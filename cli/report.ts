import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { htmlPage } from '../core/report/html/page.ts';
import type { Pictures } from '../core/report/html/target-section.ts';
import { isTrouble, type Report } from '../core/report/report.ts';
import { isIsoTime } from '../core/usage/window.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { runRightsizer } from '../run/run-rightsizer.ts';
import { EXIT } from './exit-status.ts';
import { terminalLog } from './terminal-log.ts';

interface ReportOptions {
  readonly out: string;
  readonly config: string;
  readonly service?: readonly string[];
  readonly stage?: readonly string[];
  readonly region?: string;
  readonly time?: string;
  readonly verbose?: boolean;
}

/** A run may take as long as it needs; a person stops it with Ctrl-C. */
const NO_DEADLINE = new AbortController().signal;

interface Drawn {
  readonly report: Report;
  readonly pictures: ReadonlyMap<string, Pictures>;
}

function timeOf(text: string): number {
  const time = isIsoTime(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new Error(`--time ${text}: not an ISO time such as 2026-11-23T06:00:00Z`);
}

/** A dry run, each target drawn as soon as it is decided. */
async function drawnRun(options: ReportOptions): Promise<Drawn> {
  const { configuration } = await readConfigurationFile(options.config);
  // Loaded when asked for: they would slow every other command down.
  const [{ compose }, { picturesOf }] = await Promise.all([
    import('../run/compose.ts'),
    import('./report/pictures.ts'),
  ]);
  const region = options.region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  const pictures = new Map<string, Pictures>();
  const { report } = await runRightsizer({
    configuration,
    request: {
      time: options.time === undefined ? Date.now() : timeOf(options.time),
      dryRun: true,
      ...(options.service && { services: options.service }),
      ...(options.stage && { stages: options.stage }),
    },
    ports: compose({ log: terminalLog(options.verbose === true), ...(region && { region }) }),
    signal: NO_DEADLINE,
    observe: (seen) => {
      const { id } = seen.target;
      const place = configuration.targets.findIndex((target) => target.id === id) + 1;
      pictures.set(id, picturesOf(seen, `chart-${place}`));
    },
  });
  return { report, pictures };
}

async function report(options: ReportOptions): Promise<void> {
  const { report: found, pictures } = await drawnRun(options);
  await writeFile(
    options.out,
    htmlPage(found, (id) => pictures.get(id)),
  );
  process.stdout.write(`${options.out}: ${found.totals.targets} targets\n`);
  process.exitCode = found.targets.some(isTrouble) ? EXIT.failed : EXIT.nothingToDo;
}

/** `rightsizer report`: the whole decision as one HTML file, without writing anything else. */
export function reportCommand(): Command {
  return new Command('report')
    .description('what a run would decide, with charts, as one HTML file that needs no network')
    .requiredOption('--out <file>', 'the HTML file to write')
    .option('--config <file>', 'the configuration', 'rightsizer.yml')
    .option('--service <name...>', 'only these services')
    .option('--stage <name...>', 'only these stages')
    .option('--region <region>', 'the region of targets that name none (default: AWS_REGION)')
    .option('--time <iso>', 'decide as a run of this time would (default: now)')
    .option('--verbose', 'tell on standard error what is being done')
    .addHelpText('after', '\nExit status: 0 the file is written, 1 failed or a target was not answered.')
    .action(report);
}
