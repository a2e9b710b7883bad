import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compileCache } from '../../demo/invoke-bundle.ts';
import { builtFolder } from './runs.ts';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
/** What commands read that name no configuration. */
export const example = fileURLToPath(new URL('../../rightsizer.example.yml', import.meta.url));
export const launcher = fileURLToPath(new URL('../../cli/rightsizer.js', import.meta.url));

export interface CommandOptions {
  /** The whole environment beside PATH, HOME and the example configuration; none of the test's AWS settings leak in. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Starts a program with its streams open. */
export function start(program: string, args: readonly string[], options: CommandOptions = {}): ChildProcess {
  const { environment = {}, cwd } = options;
  const own = { PATH: process.env.PATH, HOME: process.env.HOME, RIGHTSIZER_CONFIG: example };
  const env = { ...own, ...compileCache(builtFolder()), ...environment };
  return spawn(program, args, { env, stdio: 'pipe', ...(cwd !== undefined && { cwd }) });
}

/** Starts `rightsizer` on the Node of the tests. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): ChildProcess {
  return start(process.execPath, [main, ...args], options);
}

/** Waits for the end of a program and gives what it said. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const said = { output: '', errors: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    said.output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said.errors += text;
  });
  const [status] = await once(child, 'close');
  return { status, ...said };
}
