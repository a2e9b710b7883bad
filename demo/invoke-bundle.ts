import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { InvocationOutcome, InvocationRequest } from './lambda-host.ts';

export interface Invocation extends InvocationRequest {
  /** The whole environment of the Lambda: nothing of this process's own goes in. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What came back, and every line the Lambda printed. */
export interface Invoked {
  readonly outcome: InvocationOutcome;
  readonly output: string;
}

/** Invokes a bundle once in a process of its own, as Lambda would on a cold start. */
export function invokeBundle({ environment, ...request }: Invocation): Promise<Invoked> {
  const host = fileURLToPath(new URL('./lambda-host.ts', import.meta.url));
  const child = fork(host, { env: { ...environment }, silent: true, execArgv: [] });
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
