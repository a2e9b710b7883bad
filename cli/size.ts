import { Command } from 'commander';
import { builtInPolicies } from '../core/configuration/built-in-policies.ts';
import { answerSizingRequest } from '../core/sizing-request.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { EXIT } from './terminal.ts';

/** The lines of a stream, one at a time, so that memory does not grow with their number; blank lines are passed over. */
export async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  input.setEncoding('utf8');
  const parts: string[] = [];
  for await (const chunk of input as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    parts.push(first);
    for (const next of others) {
      yield parts.splice(0).join('');
      parts.push(next);
    }
  }
  yield parts.join('');
}

/** Writes a line and waits while the reader is slow. */
async function writeLine(text: string): Promise<void> {
  if (process.stdout.write(`${text}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

async function size({ config }: { readonly config?: string }): Promise<void> {
  const policies =
    config === undefined ? builtInPolicies : (await readConfigurationFile(config)).configuration.policies;
  for await (const line of linesOf(process.stdin)) {
    if (line.trim() === '') continue;
    const answer = answerSizingRequest(line, policies);
    if (answer.kind === 'error') process.exitCode = EXIT.failed;
    await writeLine(JSON.stringify(answer));
  }
}

const HELP = `
One JSON object a line, answered in the same order, one line each. No AWS.
  {"id":"a","policy":"production","task":{"cpuUnits":2048,"memoryMiB":4096},"periodSeconds":300,
   "endTime":"2026-11-22T00:00:00Z","cpu":{"average":[…],"maximum":[…]},"memory":{"average":[…],"maximum":[…]}}
Series are percent of the task, oldest first, null where there is no data. Without "memory" only CPU is sized.
A bad line is answered with {"kind":"error"} and makes the exit status 1; the others are answered.`;

/** `rightsizer size`: sizes from anyone's data (docs/contracts.md). */
export function sizeCommand(): Command {
  return new Command('size')
    .description('sizes for utilization series on standard input (NDJSON in, NDJSON out)')
    .option('--config <file>', 'a rightsizer.yml whose policies are used instead of the built-in ones')
    .addHelpText('after', HELP)
    .action(size);
}
