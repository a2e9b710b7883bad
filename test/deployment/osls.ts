import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostEnvironment } from '../../demo/invoke-bundle.ts';

export const projectRoot = join(import.meta.dirname, '../..');

export interface OslsResult {
  readonly status: number;
  /** What it printed, on both streams. */
  readonly output: string;
  readonly stdout: string;
}

export interface OslsOptions {
  readonly folder: string;
  /** Added to an environment that knows no account; osls sees nothing else of this process's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the installed osls as `npx osls` does: with the project's own Node first in the path. */
export function osls(args: readonly string[], { folder, environment = {} }: OslsOptions): Promise<OslsResult> {
  return run('osls', args, { folder, environment });
}

/** Runs a command of `node_modules/.bin` where no AWS account is known and AWS cannot be reached. */
export function run(
  command: string,
  args: readonly string[],
  { folder, environment = {} }: OslsOptions,
): Promise<OslsResult> {
  const bin = join(projectRoot, 'node_modules/.bin');
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    ...hostEnvironment,
    // Where osls keeps the check of serverless.yml that it compiles in three seconds.
    SLS_SCHEMA_CACHE_BASE_DIR: join(tmpdir(), 'rightsizer-osls-cache'),
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(join(bin, command), args, { cwd: folder, env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ status, stdout, output: stdout + stderr });
    });
  });
}
