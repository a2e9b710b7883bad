import { Command } from 'commander';

/** `npm start`: the whole way of the data on the embedded AWS, no account and no network. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('plays three mornings on the embedded AWS: what a deployment gets before, between and after')
    .action(async () => {
      // Loaded when asked for: bundler, embedded AWS and SDK would slow every other command down.
      const { playDemo } = await import('./demo/play-demo.ts');
      await playDemo();
    });
}
