import { parseArgs } from 'node:util';
import { playDemo } from './play-demo.ts';
import { playMornings } from './play-mornings.ts';
import { playScenarios } from './play-scenario.ts';
import { scenarioNames } from './scenarios/index.ts';

const help = `Usage: npm start -- [--days | --scenario NAME]

Shows what a run finds on the embedded AWS, the mail of the first change, and the report. No account, no network.

  --days            day by day until nothing waits any more, and a change that goes wrong
  --scenario NAME   another story instead: ${scenarioNames.join(', ')};
                    or all, for a line of each
  --help            this text`;

async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const options = { scenario: { type: 'string' }, days: flag, help: flag } as const;
  const { scenario, days, help: isAsked } = parseArgs({ options }).values;
  if (isAsked) console.log(help);
  else if (scenario !== undefined) await playScenarios(scenario);
  else await (days ? playDemo() : playMornings());
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
