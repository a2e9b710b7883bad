import type { Command } from 'commander';
import { oneLine } from '../core/model/visible.ts';
import { type ForgetPlan, type ForgetRequest, planForget } from '../run/people/forget.ts';
import { jsonText } from './output.ts';
import { configurationOf, type PersonOptions, personCommand } from './person.ts';
import { adapters, configurationWith, placeOf } from './place.ts';
import { EXIT, isConfirmed, whileWaiting } from './terminal.ts';

interface ForgetOptions extends PersonOptions {
  readonly prefix?: string;
  readonly copies?: boolean;
  readonly yes?: boolean;
}

function planText({ target, region, names, live, consequences }: ForgetPlan): string {
  const value = live === undefined ? [] : [`The live document says ${live.text}`];
  const lines = [`Forgetting ${target} deletes in ${region}, with all versions:`, ...names.map((name) => `  ${name}`)];
  return `${[...lines, ...value, ...consequences].map(oneLine).join('\n')}\n`;
}

/** Elsewhere than on a terminal nobody can answer. */
function isWanted({ yes }: ForgetOptions): boolean | Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new Error('Nothing was deleted. Add --yes to delete.');
  return isConfirmed('Delete?');
}

async function run(named: readonly [string, string], options: ForgetOptions): Promise<void> {
  const [service, stage] = named;
  const { prefix, copies = false, json = false } = options;
  const configuration = await configurationWith(await configurationOf(options), named, options);
  const request: ForgetRequest = { configuration, service, stage, copies, ...(prefix !== undefined && { prefix }) };
  const { region } = await placeOf(options);
  const { composeDocuments } = await adapters();
  const plan = await whileWaiting('reading the documents', () => planForget(request, composeDocuments(region)));
  // The plan is for people; with --json standard output holds the result only.
  (json ? process.stderr : process.stdout).write(planText(plan));
  const deleted = (await isWanted(options)) ? await plan.forget() : [];
  const { target, consequences } = plan;
  const told = deleted.length === 0 ? 'Nothing was deleted.' : `Deleted ${deleted.length} documents of ${target}.`;
  process.stdout.write(json ? jsonText({ target, deleted, consequences }) : `${told}\n`);
  process.exitCode = EXIT.nothingToDo;
}

export function forgetCommand(): Command {
  return personCommand('forget')
    .option('--prefix <path>', "the first part of the documents' names (default: parameterPrefix of rightsizer.yml)")
    .option('--copies', 'delete the copies under other stage names too')
    .option('--yes', 'do not ask')
    .action((service: string, stage: string, options: ForgetOptions) => run([service, stage], options));
}
