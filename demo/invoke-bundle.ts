import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InvocationOutcome, InvocationRequest } from './lambda-host.ts';

export interface Invocation extends InvocationRequest {
  /** The environment of the Lambda: nothing of this process's own goes in. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What came back, and every line the Lambda printed. */
export interface Invoked {
  readonly outcome: InvocationOutcome;
  readonly output: string;
}

/** Node keeps what it has compiled for the next invocation, as Lambda keeps none: each starts in half the time. */
export const hostEnvironment = { NODE_COMPILE_CACHE: join(tmpdir(), 'rightsizer-compile-cache') };

/** Invokes a bundle once in a process of its own, as Lambda would on a cold start. */
export function invokeBundle({ environment, ...request }: Invocation): Promise<Invoked> {
  const host = fileURLToPath(new URL('./lambda-host.ts', import.meta.url));
  const child = fork(host, { env: { ...hostEnvironment, ...environment }, silent: true, execArgv: [] });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  }
  return new Promise((resolve, reject) => {
    let outcome: InvocationOutcome = { kind: 'threw', message: 'the process ended without an answer' };
    child.once('message', (message) => {
      outcome = message as InvocationOutcome;
    });
    child.once('error', reject);
    child.once('close', () => resolve({ outcome, output: printed.join('') }));
    child.send(request);
  });
}
