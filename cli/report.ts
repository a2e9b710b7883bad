import { Command } from 'commander';
import { plainText } from '../core/model/visible.ts';
import { htmlPage } from '../core/report/html/page.ts';
import type { Pictures } from '../core/report/html/target-section.ts';
import type { Report } from '../core/report/report.ts';
import { expectFolder, writeWhole } from './output.ts';
import { byMoney } from './plan-cells.ts';
import { type RunOptions, runStatus, shellRun, withRunOptions } from './shell-run.ts';

interface ReportOptions extends RunOptions {
  readonly out: string;
}

interface Drawn {
  readonly report: Report;
  readonly pictures: ReadonlyMap<string, Pictures>;
}

/** A dry run, each target drawn as soon as it is decided. */
async function drawnRun(options: ReportOptions): Promise<Drawn> {
  const { configuration, start } = await shellRun(options);
  // Loaded when asked for: it would slow every other command down.
  const { picturesOf } = await import('./report/pictures.ts');
  const pictures = new Map<string, Pictures>();
  const { report } = await start({
    dryRun: true,
    observe: (seen) => {
      const { id } = seen.target;
      const place = configuration.targets.findIndex((target) => target.id === id) + 1;
      pictures.set(id, picturesOf(seen, `chart-${place}`));
    },
  });
  return { report, pictures };
}

async function report(options: ReportOptions): Promise<void> {
  await expectFolder(options.out);
  const { report: found, pictures } = await drawnRun(options);
  const page = htmlPage({ ...found, targets: byMoney(found.targets) }, (id) => pictures.get(id));
  await writeWhole(options.out, plainText(page));
  process.stdout.write(plainText(`${options.out}: ${found.totals.targets} targets\n`));
  process.exitCode = runStatus(found);
}

export function reportCommand(): Command {
  const command = new Command('report').option('--out <file>', 'the HTML file to write', 'rightsizer-report.html');
  return withRunOptions(command)
    .addHelpText('after', '\nExit status: 0 the file is written, 1 failed or a target was not answered.')
    .action(report);
}
