import type { Command } from 'commander';
import { targetHistory } from '../run/people/history.ts';
import { historyTable } from './history-table.ts';
import { jsonText } from './output.ts';
import { actingOf, type PersonOptions, personCommand } from './person.ts';

/** `rightsizer history`: what was live, since when, and who wanted it. */
export function historyCommand(): Command {
  return personCommand('history', 'the versions of the live document: what changed, who changed it and why').action(
    async (service: string, stage: string, options: PersonOptions) => {
      const found = await targetHistory(await actingOf([service, stage], options));
      process.stdout.write(options.json ? jsonText(found) : historyTable(found));
    },
  );
}
