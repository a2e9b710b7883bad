import { createInterface } from 'node:readline/promises';
import { plainText } from '../core/model/visible.ts';
import type { Account, Log, Ports } from '../core/ports.ts';

/** The command's exit status: nothing to do, something failed, something waits for a person or would be written. */
export const EXIT = { nothingToDo: 0, failed: 1, waits: 2 } as const;

/** A log for people: warnings and errors on standard error, the rest only when asked for. */
export function terminalLog(verbose: boolean): Log {
  const line = (message: string, data: Readonly<Record<string, unknown>> = {}) =>
    process.stderr.write(plainText(`${message} ${JSON.stringify(data)}\n`));
  return { info: (message, data) => void (verbose && line(message, data)), warn: line, error: line };
}

/** Whether a person says yes to a question, such as "Apply?"; Ctrl-C and Ctrl-D reject. */
export async function isConfirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** Nobody needs to be told that something quick is under way. */
const SILENT_MILLISECONDS = 2_000;
const STEP_MILLISECONDS = 500;
/** Back to the line's beginning, and everything on it away. */
const CLEAR = '\r\u001b[2K';

interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows a line on a terminal, and keeps it new, once something takes longer than two seconds.
 *
 * @returns What takes the line away.
 */
export function progressLine(text: () => string, stream: ProgressStream = process.stderr): () => void {
  if (stream.isTTY !== true) return () => undefined;
  let shown = false;
  const step = () => {
    shown = true;
    stream.write(`${CLEAR}${text()}`);
    timer = setTimeout(step, STEP_MILLISECONDS);
  };
  let timer = setTimeout(step, SILENT_MILLISECONDS);
  return () => {
    clearTimeout(timer);
    if (shown) stream.write(CLEAR);
  };
}

/** Does something and says meanwhile what, with the seconds that it takes. */
export async function whileWaiting<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const end = progressLine(() => `${what}, ${Math.round((performance.now() - start) / 1000)} s`);
  try {
    return await work();
  } finally {
    end();
  }
}

/** The same world with other accounts, one for each, since who shares an account is told by identity. */
export function withOtherAccounts(ports: Ports, otherOf: (account: Account) => Account): Ports {
  const others = new Map<Account, Account>();
  const accountOf: Ports['accountOf'] = (target) => {
    const account = ports.accountOf(target);
    const other = others.get(account) ?? otherOf(account);
    others.set(account, other);
    return other;
  };
  return { ...ports, accountOf };
}

/**
 * Does something, and tells on a terminal meanwhile how many targets' metrics are read. Reading them is nearly all
 * that a run waits for; a target that is skipped before is not counted.
 *
 * @param work - Is given the same world, counted.
 */
export async function withProgress<Result>(
  ports: Ports,
  { total, stream = process.stderr }: { readonly total: number; readonly stream?: ProgressStream },
  work: (ports: Ports) => Promise<Result>,
): Promise<Result> {
  if (stream.isTTY !== true) return work(ports);
  let read = 0;
  const count = () => {
    read += 1;
  };
  const end = progressLine(() => `${Math.min(read, total)} of ${total} targets read`, stream);
  const counted = withOtherAccounts(ports, (account) => ({
    ...account,
    metrics: {
      read: async (question, signal) => {
        const answer = account.metrics.read(question, signal);
        return question.parts?.includes('use') === false ? answer : answer.finally(count);
      },
    },
  }));
  try {
    return await work(counted);
  } finally {
    end();
  }
}
