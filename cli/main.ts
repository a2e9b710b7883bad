import { fail, runCommand } from './commands.ts';
import { systemProblem } from './output.ts';
import { EXIT } from './terminal.ts';

// A reader that goes away (`rightsizer size | head -1`) ends the command quietly; a full disk does not.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  fail(`standard output cannot be written (${systemProblem(error)}).`);
  process.exit();
});
// There is nobody left to tell.
process.stderr.on('error', () => process.exit(EXIT.failed));

await runCommand(process.argv.slice(2));
