import { Command } from 'commander';

/** `npm start`: the whole way of the data on the embedded AWS, no account and no network. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('plays days on the embedded AWS until nothing waits any more, and a change that goes wrong')
    .option('--scenario <name>', 'another story instead, or "all" for a line of each (see npm run local -- --help)')
    .action(async ({ scenario }: { readonly scenario?: string }) => {
      // Loaded when asked for: bundler, embedded AWS and SDK would slow every other command down.
      if (scenario === undefined) await (await import('./demo/play-demo.ts')).playDemo();
      else await (await import('./demo/play-scenario.ts')).playScenarios(scenario);
    });
}
