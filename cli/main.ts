import { Command } from 'commander';
import { plainText } from '../core/model/visible.ts';
import { VERSION } from '../core/version.ts';
import { applyCommand } from './apply.ts';
import { backtestCommand } from './backtest.ts';
import { doctorCommand } from './doctor.ts';
import { forgetCommand } from './forget.ts';
import { initCommand } from './init.ts';
import { systemProblem } from './output.ts';
import { pendingCommand } from './pending.ts';
import { historyCommand, peopleCommands } from './people.ts';
import { planCommand } from './plan.ts';
import { policyCommand } from './policy.ts';
import { reportCommand } from './report.ts';
import { sizeCommand } from './size.ts';
import { sizesCommand } from './sizes.ts';
import { EXIT } from './terminal.ts';

const program = new Command('rightsizer')
  .description('Keeps ECS Fargate services at the right size.')
  .version(VERSION)
  .configureOutput({ writeErr: (text) => process.stderr.write(plainText(text)) })
  .showHelpAfterError('(add --help to see what there is)');
const commands = [
  planCommand(),
  pendingCommand(),
  applyCommand(),
  reportCommand(),
  policyCommand(),
  ...peopleCommands(),
  historyCommand(),
  forgetCommand(),
  sizesCommand(),
  sizeCommand(),
  backtestCommand(),
  initCommand(),
  doctorCommand(),
];
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program));
}

function fail(problem: string): void {
  process.stderr.write(plainText(`rightsizer: ${problem}\n`));
  process.exitCode = EXIT.failed;
}

// A reader that goes away (`rightsizer size | head -1`) ends the command quietly; a full disk does not.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  fail(`standard output cannot be written (${systemProblem(error)}).`);
  process.exit();
});
// There is nobody left to tell.
process.stderr.on('error', () => process.exit(EXIT.failed));

try {
  await program.parseAsync();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
