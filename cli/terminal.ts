import { createInterface } from 'node:readline/promises';
import { plainText } from '../core/model/visible.ts';
import type { Log } from '../core/ports.ts';

/** What the command's exit status says: nothing to do, something failed, something waits for a person or would be written. */
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
