import { Command } from 'commander';
import { visible } from '../core/model/visible.ts';
import { VERSION } from '../core/version.ts';
import { applyCommand } from './apply.ts';
import { backtestCommand } from './backtest.ts';
import { doctorCommand } from './doctor.ts';
import { forgetCommand } from './forget.ts';
import { initCommand } from './init.ts';
import { historyCommand, peopleCommands } from './people.ts';
import { planCommand } from './plan.ts';
import { reportCommand } from './report.ts';
import { sizeCommand } from './size.ts';
import { EXIT } from './terminal.ts';

const program = new Command('rightsizer')
  .description('Keeps ECS Fargate services at the right size.')
  .version(VERSION)
  .showHelpAfterError('(add --help to see what there is)');
const commands = [
  planCommand(),
  applyCommand(),
  reportCommand(),
  ...peopleCommands(),
  historyCommand(),
  forgetCommand(),
  sizeCommand(),
  backtestCommand(),
  initCommand(),
  doctorCommand(),
];
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program));
}

/** One plain sentence, in which nothing that came from outside acts on the terminal. */
function complain(error: unknown): void {
  process.stderr.write(`rightsizer: ${visible(error instanceof Error ? error.message : String(error))}\n`);
}

// A reader that goes away (`rightsizer size | head -1`) ends the command quietly; a full device does not.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  complain(error);
  process.exit(EXIT.failed);
});

try {
  await program.parseAsync();
} catch (error) {
  complain(error);
  process.exitCode = EXIT.failed;
}
