import type { Command } from 'commander';
import { PIN_DAYS } from '../core/publication/pin-document.ts';
import { rollback } from '../run/people/rollback.ts';
import { actingOf, numberWithin, type PersonOptions, personCommand, tell, versionOf, whyOf } from './person.ts';

interface RollbackOptions extends PersonOptions {
  readonly to?: number;
  readonly days: number;
  readonly why: string;
}

/** `rightsizer rollback`: earlier sizes become a new version, and are pinned. */
export function rollbackCommand(): Command {
  return personCommand('rollback', 'makes the sizes of an earlier version live again and pins them')
    .option('--to <version>', 'a version that "history" shows (default: the last one with other sizes)', versionOf)
    .option('--days <number>', 'how long the pin holds', numberWithin(1, 365), PIN_DAYS)
    .requiredOption('--why <text>', 'a line for the history and for every message while the pin holds', whyOf)
    .action(async (service: string, stage: string, options: RollbackOptions) => {
      const { to, days, why } = options;
      const wanted = { days, why, ...(to !== undefined && { to }) };
      tell(await rollback(await actingOf([service, stage], options), wanted), options);
    });
}
