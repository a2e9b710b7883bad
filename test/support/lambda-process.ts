import { fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCache } from '../../demo/invoke-bundle.ts';

export interface DoomedInvocation {
  readonly bundle: string;
  readonly event: unknown;
  readonly environment: Readonly<Record<string, string>>;
}

/** An invocation that a test may end at any moment, as when Lambda's machine dies. */
export interface LambdaProcess {
  /** SIGKILL: no handler of the process hears of it. */
  kill(): void;
  /** The signal that ended the process; null when it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** Starts what `invokeBundle` runs to its end, with a way to kill it. */
export function startLambda({ bundle, event, environment }: DoomedInvocation): LambdaProcess {
  const host = fileURLToPath(new URL('../../demo/lambda-host.ts', import.meta.url));
  const child = fork(host, {
    env: { ...compileCache(dirname(bundle)), ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  const ended = once(child, 'close').then(([, signal]) => signal as NodeJS.Signals | null);
  child.send({ bundle, event, timeoutSeconds: 60 });
  return { kill: () => void child.kill('SIGKILL'), ended };
}
