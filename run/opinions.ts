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
}

/**
 * Asks Compute Optimizer once in each account and region about the services that run there, all side by side. Never throws: an
 * account that cannot be asked, or not in time, has an answer that says so.
 */
export async function opinionsOf(
  surveyed: Survey,
  { sources, signal }: OpinionsInput,
  milliseconds = OPINIONS_MILLISECONDS,
): Promise<ReadonlyMap<Account, OpinionAnswer>> {
  const running = [...surveyed.values()].flatMap(({ account, service }) =>
    account !== undefined && service.kind === 'running' ? [{ account, arn: service.serviceArn }] : [],
  );
  const instead = (error: unknown, { aborted }: AbortSignal): OpinionAnswer => {
    const detail = aborted ? 'Compute Optimizer did not answer in time.' : failureText(error);
    return { kind: 'unavailable', because: 'Failed', detail };
  };
  const asked = [...Map.groupBy(running, ({ account }) => account)].map(async ([account, own]) => {
    // A service that ECS names no ARN of is not asked about.
    const arns = own.flatMap(({ arn }) => arn ?? []);
    const ask = (limit: AbortSignal) => account.opinions.read(arns, limit);
    const answer = sources.computeOptimizer ? await inTime(ask, { signal, milliseconds }, instead) : NOT_ASKED;
    return [account, answer] as const;
  });
  return new Map(await Promise.all(asked));
}
