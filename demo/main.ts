import { parseArgs } from 'node:util';
import { playDemo } from './play-demo.ts';
import { playScenarios } from './play-scenario.ts';
import { scenarioNames } from './scenarios/index.ts';

const help = `Usage: npm start -- [--scenario NAME]

Plays days on the embedded AWS until nothing waits any more, and a change that goes wrong. No account, no network.

  --scenario NAME   another story instead: ${scenarioNames.join(', ')};
                    or all, for a line of each
  --help            this text`;

async function main(): Promise<void> {
  const options = { scenario: { type: 'string' }, help: { type: 'boolean', default: false } } as const;
  const { scenario, help: isAsked } = parseArgs({ options }).values;
  if (isAsked) console.log(help);
  else if (scenario === undefined) await playDemo();
  else await playScenarios(scenario);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
