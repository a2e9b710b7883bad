import type { Configuration } from '../core/configuration/configuration.ts';
import type { OpinionAnswer } from '../core/decision/opinion.ts';
import { defined } from '../core/model/defined.ts';
import type { CostAnswer } from '../core/money/costs.ts';
import type { PriceAnswer } from '../core/money/unit-price.ts';
import type { Account, Ports } from '../core/ports.ts';
import type { DecideInput } from './decide-target.ts';
import { opinionsOf } from './opinions.ts';
import { pricesOf } from './prices.ts';
import { costsOf } from './realized-costs.ts';
import type { RunRequest } from './run-request.ts';
import type { Survey, Surveyed } from './survey.ts';

/** What services of AWS say that no size is found by: prices, another opinion, the bill. */
export interface SideAnswers {
  /** By region; empty where the Price List is not asked. */
  readonly prices: ReadonlyMap<string, PriceAnswer>;
  readonly opinions: ReadonlyMap<Account, OpinionAnswer>;
  readonly costs?: CostAnswer;
}

/** Whom a run asks, for which targets, and until when. */
export interface Asking {
  readonly configuration: Configuration;
  readonly request: RunRequest;
  readonly ports: Ports;
  /** Aborts when there is only time left to publish and report: what is not answered by then is named as not done. */
  readonly signal: AbortSignal;
}

/**
 * Asks them side by side, and for some seconds at most. Never rejects. A dry run asks nothing that costs money.
 *
 * @param before - What is known of other targets of the run.
 */
export async function sideAnswers(surveyed: Survey, input: Asking, before?: SideAnswers): Promise<SideAnswers> {
  const { configuration, request, ports, signal } = input;
  const { sources } = configuration;
  const known = before?.prices ?? new Map();
  const regions = [...surveyed.values()].flatMap(({ service }) =>
    service.kind === 'running' && !known.has(service.region) ? [service.region] : [],
  );
  const [prices, opinions, costs] = await Promise.all([
    pricesOf(regions, input),
    opinionsOf(surveyed, { sources, signal }),
    request.dryRun ? undefined : costsOf(surveyed, { ...configuration, ports, signal, time: request.time }),
  ]);
  return { prices: new Map([...known, ...prices]), opinions, ...(costs && { costs }) };
}

/** Of all answers those that a target is decided with. */
export function answersFor(
  { service, account }: Pick<Surveyed, 'service' | 'account'>,
  { prices, opinions, costs }: SideAnswers,
  { configuration }: Pick<Asking, 'configuration'>,
): Pick<DecideInput, 'money' | 'opinion' | 'costs'> {
  const answer = service.kind === 'running' ? prices.get(service.region) : undefined;
  const opinion = account && opinions.get(account);
  return { money: { settings: configuration.prices, ...defined({ answer }) }, ...defined({ opinion, costs }) };
}
