import type { Command } from 'commander';
import { unpin } from '../run/people/pin.ts';
import { actingOf, type PersonOptions, personCommand, tell, whyOf } from './person.ts';

interface UnpinOptions extends PersonOptions {
  readonly why?: string;
}

/** `rightsizer unpin`: runs size the stage again. */
export function unpinCommand(): Command {
  return personCommand('unpin', 'ends a pin: the next run sizes the stage again')
    .option('--why <text>', 'a line that is kept with the end of the pin', whyOf)
    .action(async (service: string, stage: string, options: UnpinOptions) => {
      tell(await unpin(await actingOf([service, stage], options), options.why), options);
    });
}
