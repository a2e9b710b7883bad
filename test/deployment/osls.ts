import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCache } from '../../demo/invoke-bundle.ts';
import type { OslsRequest, OslsResult } from '../support/osls-host.ts';
import { builtFolder } from '../support/runs.ts';

export type { OslsResult };

export const projectRoot = join(import.meta.dirname, '../..');
const bin = join(projectRoot, 'node_modules/.bin');

export interface OslsOptions {
  readonly folder: string;
  /** Added to an environment that knows no account; osls sees nothing else of this process's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs osls with the project's own Node first in the path, where no AWS account is known and AWS cannot be reached. */
export type Osls = (args: readonly string[], options: OslsOptions) => Promise<OslsResult>;

function environmentOf({ folder, environment }: OslsOptions): Readonly<Record<string, string>> {
  return {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    ...compileCache(builtFolder()),
    // Where osls keeps the check of serverless.yml that it compiles in three seconds.
    SLS_SCHEMA_CACHE_BASE_DIR: join(tmpdir(), 'rightsizer-osls-cache'),
    ...environment,
  };
}

let host: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/** In a process that has loaded osls already, one run after the other: a tenth of the time. */
export const osls: Osls = (args, options) => {
  const result = last.then(() => ask({ args, folder: options.folder, environment: environmentOf(options) }));
  last = result.catch(() => undefined);
  return result;
};

async function ask(request: OslsRequest): Promise<OslsResult> {
  if (host === undefined) {
    host = fork(join(projectRoot, 'test/support/osls-host.ts'), { env: compileCache(builtFolder()), silent: true });
    host.unref();
    host.channel?.unref();
  }
  host.send(request);
  const [result] = await once(host, 'message');
  return result;
}

/** Starts the installed osls as `npx osls` does. */
export const startedOsls: Osls = (args, options) => run('osls', args, options);

/** Runs a command of `node_modules/.bin`, as `startedOsls` runs osls. */
export function run(command: string, args: readonly string[], options: OslsOptions): Promise<OslsResult> {
  return new Promise((resolve) => {
    const started = { cwd: options.folder, env: { ...environmentOf(options) } };
    execFile(join(bin, command), args, started, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ status, stdout, output: stdout + stderr });
    });
  });
}
