import type { OpinionAnswer } from '../core/decision/opinion.ts';
import type { Account } from '../core/ports.ts';
import { failureText } from './failure-text.ts';
import { inTime } from './in-time.ts';
import type { Survey } from './survey.ts';

/** An opinion stands beside the decision: no run waits longer for it. */
const OPINIONS_MILLISECONDS = 5000;

const NOT_ASKED: OpinionAnswer = {
  kind: 'unavailable',
  because: 'NotAsked',
  detail: 'Compute Optimizer is switched off (sources.computeOptimizer).',
};

export interface OpinionsInput {
  /** `sources` of rightsizer.yml. */
  readonly sources: { readonly computeOptimizer: boolean };
  readonly signal: AbortSignal;
  /** How long an account may take. */
  readonly timeoutMilliseconds?: number;
}

/**
 * Asks Compute Optimizer once in each account and region about the services that run there, all side by side. Never throws: an
 * account that cannot be asked, or not in time, has an answer that says so.
 */
export async function opinionsOf(
  surveyed: Survey,
  { sources, signal, timeoutMilliseconds = OPINIONS_MILLISECONDS }: OpinionsInput,
): Promise<ReadonlyMap<Account, OpinionAnswer>> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
  const asked = [...arnsByAccount(surveyed)].map(async ([account, arns]) => {
    const answer = sources.computeOptimizer ? await ask(account, arns, inTime) : NOT_ASKED;
    return [account, answer] as const;
  });
  return new Map(await Promise.all(asked));
}

/** Every account with a running service; a service that ECS names no ARN of is not asked about. */
function arnsByAccount(surveyed: Survey): ReadonlyMap<Account, readonly string[]> {
  const arns = new Map<Account, string[]>();
  for (const { account, service } of surveyed.values()) {
    if (account === undefined || service.kind !== 'running') continue;
    const known = arns.get(account) ?? [];
    arns.set(account, service.serviceArn === undefined ? known : [...known, service.serviceArn]);
  }
  return arns;
}

async function ask({ opinions }: Account, arns: readonly string[], signal: AbortSignal): Promise<OpinionAnswer> {
  try {
    return await inTime((limit) => opinions.read(arns, limit), signal);
  } catch (error) {
    const detail = signal.aborted ? 'Compute Optimizer did not answer in time.' : failureText(error);
    return { kind: 'unavailable', because: 'Failed', detail };
  }
}
