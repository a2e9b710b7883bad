import type { Command } from 'commander';
import { PIN_DAYS } from '../core/publication/pin-document.ts';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import { pin } from '../run/people/pin.ts';
import { actingOf, collectSizes, numberWithin, type PersonOptions, personCommand, tell, whyOf } from './person.ts';

interface PinOptions extends PersonOptions {
  readonly days: number;
  readonly why: string;
  readonly set?: SizesDocument;
}

/** `rightsizer pin`: sizes that no run changes until a day. */
export function pinCommand(): Command {
  return personCommand('pin', 'keeps the live sizes, or others, for some days: no run changes them')
    .option('--days <number>', 'how long the pin holds', numberWithin(1, 365), PIN_DAYS)
    .option('--set <key=value>', 'another size than the live one; again for each key', collectSizes)
    .requiredOption('--why <text>', 'a line for the history and for every message while the pin holds', whyOf)
    .action(async (service: string, stage: string, options: PinOptions) => {
      const { days, why, set = {} } = options;
      tell(await pin(await actingOf([service, stage], options), { days, why, set }), options);
    });
}
