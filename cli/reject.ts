import type { Command } from 'commander';
import { reject } from '../run/people/reject.ts';
import { actingOf, type PersonOptions, personCommand, tell, versionOf, whyOf } from './person.ts';

interface RejectOptions extends PersonOptions {
  readonly proposal?: number;
  readonly why: string;
}

/** `rightsizer reject`: the proposal is not made again for 28 days. */
export function rejectCommand(): Command {
  return personCommand('reject', 'refuses what a run has proposed, until another size is found or 28 days have passed')
    .option('--proposal <version>', 'only this version of the proposal, as the message names it', versionOf)
    .requiredOption('--why <text>', 'a line for the history', whyOf)
    .action(async (service: string, stage: string, options: RejectOptions) => {
      const { proposal, why } = options;
      const refusal = { why, ...(proposal !== undefined && { proposal }) };
      tell(await reject(await actingOf([service, stage], options), refusal), options);
    });
}
