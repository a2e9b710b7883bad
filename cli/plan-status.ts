import { plainText } from '../core/model/visible.ts';
import { type Nowhere, nowhereOf } from '../core/report/nowhere.ts';
import { pendingOf } from '../core/report/pending.ts';
import { isChange, isTrouble, type Report, type TargetReport } from '../core/report/report.ts';
import type { ShellRun } from './shell-run.ts';
import { EXIT } from './terminal.ts';

/** Whether a run would write something of a target. */
export function isPlanned({ publication, copies }: TargetReport): boolean {
  return [publication, ...copies].some(isChange);
}

/** Whether something of a target waits for somebody. */
export function isPending(target: TargetReport): boolean {
  return pendingOf(target).length > 0;
}

/** The exit status of a dry run: failed first, then whether anything is open. */
export function planStatus({ targets }: Report, isOpen: (target: TargetReport) => boolean): number {
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

/** Tells on standard error of each service that is deployed nowhere. */
export async function tellNowhere({ targets }: Report, { account }: Pick<ShellRun, 'account'>): Promise<void> {
  const nowhere = nowhereOf(targets);
  if (nowhere.length === 0) return;
  const own = await account();
  for (const each of nowhere) process.stderr.write(plainText(`rightsizer: ${nowhereText(each, own)}\n`));
}
