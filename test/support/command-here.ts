import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { runCommand } from '../../cli/commands.ts';
import { type CommandOptions, type Ended, example } from './command.ts';

export interface OptionsHere extends CommandOptions {
  /** Text, or the pieces of one that is longer than a text can be. */
  readonly input?: string | Iterable<Buffer>;
}

function replaceEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}

/**
 * Runs `rightsizer` in the process of the tests, one at a time: it says and does what a started one does, in a tenth of
 * the time.
 */
export async function commandHere(
  args: readonly string[],
  { environment = {}, input = '', cwd = process.cwd() }: OptionsHere = {},
): Promise<Ended> {
  const [before, home] = [{ ...process.env }, process.cwd()];
  const said = { output: '', errors: '' };
  let exited: Ended | undefined;
  const pieces = typeof input === 'string' ? [Buffer.from(input)].filter(({ length }) => length > 0) : input;
  const stdin = Readable.from(pieces);
  const spies = [
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.output += text;
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.errors += text;
      return true;
    }),
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      exited ??= { status: Number(code ?? process.exitCode), ...said };
      throw new Error('The process has ended.');
    }),
  ];
  replaceEnvironment({ PATH: before.PATH, HOME: before.HOME, RIGHTSIZER_CONFIG: example, ...environment });
  process.chdir(cwd);
  process.exitCode = 0;
  try {
    await runCommand(args);
    return exited ?? { status: Number(process.exitCode), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.chdir(home);
    replaceEnvironment(before);
    process.exitCode = 0;
  }
}
