import type { Account, Ports } from '../core/ports.ts';
import { type ProgressStream, progressLine } from './progress.ts';

export interface ProgressOptions {
  /** Targets that the run covers. */
  readonly total: number;
  readonly stream: ProgressStream;
}

export interface Progress {
  /** The same world, counted. */
  readonly ports: Ports;
  /** Takes the line away. */
  end(): void;
}

/** The same account with its metric reader counted; one wrapper for each, since who shares an account is told by identity. */
function countedAccounts(ports: Ports, count: () => void): Ports['accountOf'] {
  const wrappers = new Map<Account, Account>();
  return (target) => {
    const account = ports.accountOf(target);
    const wrapper = wrappers.get(account) ?? {
      ...account,
      metrics: {
        read: async (question, signal) => {
          const answer = account.metrics.read(question, signal);
          return question.parts?.includes('use') === false ? answer : answer.finally(count);
        },
      },
    };
    wrappers.set(account, wrapper);
    return wrapper;
  };
}

/**
 * Tells on a terminal how many targets' metrics are read, once a run takes longer than two seconds. Reading them is nearly all that a
 * run waits for; a target that is skipped before is not counted.
 */
export function withProgress(ports: Ports, { total, stream }: ProgressOptions): Progress {
  if (stream.isTTY !== true) return { ports, end: () => undefined };
  let read = 0;
  const end = progressLine(() => `${Math.min(read, total)} of ${total} targets read`, stream);
  const accountOf = countedAccounts(ports, () => {
    read += 1;
  });
  return { ports: { ...ports, accountOf }, end };
}
