import { Command } from 'commander';
import { builtInPolicies } from '../core/configuration/policies.ts';
import { answerLine, answerSizingRequest, LONGEST_LINE } from '../core/sizing-request.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { EXIT } from './terminal.ts';

/**
 * The lines of a stream, one at a time, so that memory grows neither with their number nor with the length of one: of a
 * line that is too long only so much is kept that it is still too long.
 */
export async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let parts: string[] = [];
  let room = LONGEST_LINE + 1;
  const keep = (part: string) => {
    if (room > 0) parts.push(part.slice(0, room));
    room -= part.length;
  };
  for await (const chunk of input as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    keep(first);
    for (const next of others) {
      yield parts.join('');
      parts = [];
      room = LONGEST_LINE + 1;
      keep(next);
    }
  }
  yield parts.join('');
}

/** Writes a line and waits while the reader is slow. */
async function writeLine(text: string): Promise<void> {
  if (process.stdout.write(`${text}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** A person who typed the command without data would wait for it, and it for the person. */
export function sayWhatIsAwaited(what: string, command: string, { isTTY } = process.stdin): void {
  if (isTTY !== true) return;
  process.stderr.write(
    `Waiting for ${what} on standard input, one JSON object a line; Ctrl-D ends it. "rightsizer ${command} --help" shows one.\n`,
  );
}

async function size({ config }: { readonly config?: string }): Promise<void> {
  const policies =
    config === undefined ? builtInPolicies : (await readConfigurationFile(config)).configuration.policies;
  sayWhatIsAwaited('utilization series', 'size');
  for await (const line of linesOf(process.stdin)) {
    if (line.trim() === '') continue;
    const answer = answerSizingRequest(line, policies);
    if (answer.kind === 'error') process.exitCode = EXIT.failed;
    await writeLine(answerLine(answer));
  }
}

const HELP = `
One JSON object a line, answered in the same order, one line each. No AWS.
  {"id":"a","policy":"production","task":{"cpuUnits":2048,"memoryMiB":4096},"periodSeconds":300,
   "endTime":"2026-11-22T00:00:00Z","cpu":{"average":[…],"maximum":[…]},"memory":{"average":[…],"maximum":[…]}}
Series are percent of the task, oldest first, null where there is no data. Without "memory" only CPU is sized.
Sizes may be words ("1 vCPU", "4GB"), "operatingSystem" one of ECS's (WINDOWS_SERVER_2022_CORE). Series that look like
shares from 0 to 1 or like percent of one core are "skipped" with "UnitSuspected"; "unit":"percent" says that they are not.
A series has at most 100000 points, a line at most 16 MiB.
A bad line is answered with {"kind":"error"} and makes the exit status 1; the others are answered.`;

export function sizeCommand(): Command {
  return new Command('size')
    .option('--config <file>', 'a rightsizer.yml whose policies are used instead of the built-in ones')
    .addHelpText('after', HELP)
    .action(size);
}
