import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What a test asks of osls. */
export interface OslsRequest {
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface OslsResult {
  readonly status: number;
  /** What it printed, on both streams. */
  readonly output: string;
  readonly stdout: string;
}

const program = join(import.meta.dirname, '../../node_modules/osls/bin/serverless.js');
/** osls keeps what it knows of a service in its own modules; what it depends on keeps nothing. */
const KEEPS = /\/node_modules\/osls\/(?:bin|commands|lib|scripts)\//;
const require = createRequire(import.meta.url);
const leave = process.exit.bind(process);

function forgetLastRun(): void {
  for (const path of Object.keys(require.cache)) if (KEEPS.test(path)) delete require.cache[path];
  for (const name of process.eventNames())
    if (name !== 'message' && name !== 'disconnect') process.removeAllListeners(name);
  for (const name of Object.keys(process.env)) delete process.env[name];
  process.exitCode = 0;
}

/** Runs osls as its command does, and waits until it has nothing more to do. */
async function run({ args, folder, environment }: OslsRequest): Promise<OslsResult> {
  forgetLastRun();
  Object.assign(process.env, environment);
  process.chdir(folder);
  process.argv = [process.execPath, program, ...args];
  const said = { stdout: '', output: '' };
  const keep =
    (isStdout: boolean): typeof process.stdout.write =>
    (text, ...rest: unknown[]) => {
      said.output += text;
      if (isStdout) said.stdout += text;
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    };
  process.stdout.write = keep(true);
  process.stderr.write = keep(false);
  const ended = new Promise<void>((resolve) => {
    process.once('beforeExit', resolve);
    process.exit = (code) => {
      process.exitCode = code ?? process.exitCode;
      resolve();
      throw new Error('osls has ended.');
    };
  });
  require(program);
  await ended;
  return { status: Number(process.exitCode), ...said };
}

process.on('message', async (request: OslsRequest) => {
  // Only what osls has begun keeps it running.
  process.channel?.unref();
  const result = await run(request);
  process.channel?.ref();
  process.send?.(result);
});
process.once('disconnect', () => leave(0));
