import type { Command } from 'commander';
import { approve } from '../run/people/approve.ts';
import { actingOf, type PersonOptions, personCommand, tell, versionOf, whyOf } from './person.ts';

interface ApproveOptions extends PersonOptions {
  readonly proposal?: number;
  readonly why?: string;
}

/** `rightsizer approve`: makes the proposal live. */
export function approveCommand(): Command {
  return personCommand('approve', 'makes the sizes live that a run has proposed')
    .option('--proposal <version>', 'only this version of the proposal, as the message names it', versionOf)
    .option('--why <text>', 'a line for the history', whyOf)
    .action(async (service: string, stage: string, options: ApproveOptions) => {
      const { proposal, why } = options;
      const approval = { ...(proposal !== undefined && { proposal }), ...(why !== undefined && { why }) };
      tell(await approve(await actingOf([service, stage], options), approval), options);
    });
}
