import type { Log } from '../core/ports.ts';
import { plainText } from './output.ts';

/** A log for people: warnings and errors on standard error, the rest only when asked for. */
export function terminalLog(verbose: boolean): Log {
  const line = (message: string, data: Readonly<Record<string, unknown>> = {}) =>
    process.stderr.write(plainText(`${message} ${JSON.stringify(data)}\n`));
  return { info: (message, data) => void (verbose && line(message, data)), warn: line, error: line };
}
