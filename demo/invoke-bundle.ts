import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
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

/**
 * Node keeps what it has compiled for the next process, in a folder that goes with this one and may be copied with it:
 * each starts in half the time.
 */
export function compileCache(folder: string): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: join(folder, 'compile-cache'), NODE_COMPILE_CACHE_PORTABLE: '1' };
}

/** Invokes a bundle once in a process of its own, as Lambda would on a cold start. */
export function invokeBundle({ environment, ...request }: Invocation): Promise<Invoked> {
  const host = fileURLToPath(new URL('./lambda-host.ts', import.meta.url));
  const env = { ...compileCache(dirname(request.bundle)), ...environment };
  const child = fork(host, { env, silent: true, execArgv: [] });
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

/** What serverless.yml gives the recommend function at run time. */
export interface FunctionSettings {
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A text, or `!If [condition, then, otherwise]`. */
type Value = string | readonly string[];

interface ServerlessFile {
  readonly functions: {
    readonly recommend: { readonly timeout: number; readonly environment: Record<string, Value> };
  };
}

/** What a deployment without parameters fills in. */
const DEFAULTS: Readonly<Record<string, string>> = { '${self:custom.targetMetrics.${param:targetMetrics}}': 'false' };

/**
 * Reads the function's timeout and environment from serverless.yml; deployment values from `deployed`, or the default.
 *
 * @throws {Error} When a variable has no value here.
 */
export async function functionSettings(
  path: string,
  deployed: Readonly<Record<string, string>>,
): Promise<FunctionSettings> {
  const file = parseDocument(await readFile(path, 'utf8'), { logLevel: 'silent' }).toJS() as ServerlessFile;
  const { timeout, environment } = file.functions.recommend;
  const resolved = Object.entries(environment).map(([name, said]) => {
    // No condition holds in a deployment without parameters.
    const value = typeof said === 'string' ? said : (said.at(-1) ?? '');
    const text = value.startsWith('${') ? (deployed[value] ?? DEFAULTS[value]) : value;
    if (text === undefined) throw new Error(`${path}: ${name} = ${value} has no value in the demo`);
    return [name, text] as const;
  });
  return { timeoutSeconds: timeout, environment: Object.fromEntries(resolved) };
}
