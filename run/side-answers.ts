import type { Configuration, Sources, Target } from '../core/configuration/configuration.ts';
import type { OpinionAnswer } from '../core/decision/opinion.ts';
import { defined } from '../core/model/defined.ts';
import { isSameSize } from '../core/model/task-size.ts';
import { DAY_MILLISECONDS, dayOf } from '../core/model/time.ts';
import { type BilledService, type CostAnswer, costKey } from '../core/money/costs.ts';
import type { PriceAnswer } from '../core/money/unit-price.ts';
import type { Account, Ports } from '../core/ports.ts';
import type { DecideInput } from './decide-target.ts';
import { failureText } from './failure-text.ts';
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

/** So much of it as one question takes, with `sources` of rightsizer.yml. */
export interface SideAsking<Source extends keyof Sources, Port extends keyof Ports> {
  readonly sources: Pick<Sources, Source>;
  readonly ports: Pick<Ports, Port>;
  readonly signal: AbortSignal;
}

/**
 * Asks them side by side, and for some seconds at most. Never rejects. A dry run asks nothing that costs money.
 *
 * @param before - What is known of other targets of the run.
 */
export async function sideAnswers(surveyed: Survey, input: Asking, before?: SideAnswers): Promise<SideAnswers> {
  const { configuration, request, ports, signal } = input;
  const asking = { ...configuration, ports, signal, time: request.time };
  const known = before?.prices ?? new Map();
  const regions = [...surveyed.values()].flatMap(({ service }) =>
    service.kind === 'running' && !known.has(service.region) ? [service.region] : [],
  );
  const [prices, opinions, costs] = await Promise.all([
    pricesOf(regions, asking),
    opinionsOf(surveyed, asking),
    request.dryRun ? undefined : costsOf(surveyed, asking),
  ]);
  return { prices: new Map([...known, ...prices]), opinions, ...(costs && { costs }) };
}

export function answersFor(
  { service, account }: Pick<Surveyed, 'service' | 'account'>,
  { prices, opinions, costs }: SideAnswers,
  { configuration }: Pick<Asking, 'configuration'>,
): Pick<DecideInput, 'money' | 'opinion' | 'costs'> {
  const answer = service.kind === 'running' ? prices.get(service.region) : undefined;
  const opinion = account && opinions.get(account);
  return { money: { settings: configuration.prices, ...defined({ answer }) }, ...defined({ opinion, costs }) };
}

/** How long each is waited for: a run finds the same sizes without. */
const LONGEST_WAIT_MILLISECONDS = { prices: 6000, opinions: 5000, costs: 8000 };

/**
 * The answer to a question, or what is said instead where there is none in time, also where whoever is asked does not
 * look at the limit: nobody can hold up a run. Never rejects.
 *
 * @param limits - The run's own end, and how long is waited.
 */
async function inTime<Answer>(
  ask: (limit: AbortSignal) => Promise<Answer>,
  limits: { readonly signal: AbortSignal; readonly milliseconds: number },
  instead: (error: unknown, limit: AbortSignal) => Answer,
): Promise<Answer> {
  const limit = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.milliseconds)]);
  const late = new Promise<never>((_, reject) => {
    if (limit.aborted) reject(limit.reason);
    else limit.addEventListener('abort', () => reject(limit.reason), { once: true });
  });
  try {
    return await Promise.race([ask(limit), late]);
  } catch (error) {
    return instead(error, limit);
  }
}

/** What the Price List says of each region, asked once each; empty if rightsizer.yml does not ask. Never rejects. */
export async function pricesOf(
  regions: Iterable<string>,
  { sources, ports, signal }: SideAsking<'priceList', 'prices'>,
  milliseconds = LONGEST_WAIT_MILLISECONDS.prices,
): Promise<SideAnswers['prices']> {
  if (!sources.priceList) return new Map();
  const instead = (error: unknown, limit: AbortSignal): PriceAnswer => {
    if (signal.aborted) return { kind: 'unavailable', detail: 'The run ended before the Price List answered' };
    if (limit.aborted) return { kind: 'unavailable', detail: 'The Price List did not answer in time' };
    const name = error instanceof Error ? error.name : typeof error;
    return { kind: 'unavailable', detail: `The Price List cannot be asked (${name})` };
  };
  const asked = [...new Set(regions)].map(async (region) => {
    const answer = await inTime((limit) => ports.prices.read(region, limit), { signal, milliseconds }, instead);
    return [region, answer] as const;
  });
  return new Map(await Promise.all(asked));
}

const NOT_ASKED: OpinionAnswer = {
  kind: 'unavailable',
  because: 'NotAsked',
  detail: 'Compute Optimizer is switched off (sources.computeOptimizer).',
};

/** What Compute Optimizer says of the services that run in each account and region, asked once. Never rejects. */
export async function opinionsOf(
  surveyed: Survey,
  { sources, signal }: Pick<SideAsking<'computeOptimizer', never>, 'sources' | 'signal'>,
  milliseconds = LONGEST_WAIT_MILLISECONDS.opinions,
): Promise<SideAnswers['opinions']> {
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

interface CostsAsking extends SideAsking<'costExplorer', 'costs' | 'log'> {
  /** All that there are, also those that were not surveyed. */
  readonly targets: readonly Target[];
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
}

/** Two weeks before a change, the days in which it is watched, and some for a deployment that came late. */
const QUESTION_DAYS = 28;

/**
 * What the services cost whose change ends its watch in this run; at most one question a survey, where rightsizer.yml
 * allows it: each costs money. Never rejects: without an answer a saving is told by sizes and task counts.
 */
export async function costsOf(
  survey: Survey,
  { sources, targets, ports, signal, time }: CostsAsking,
  milliseconds = LONGEST_WAIT_MILLISECONDS.costs,
): Promise<CostAnswer> {
  const unavailable = (because: 'NotAsked' | 'Failed', detail: string): CostAnswer => {
    return { kind: 'unavailable', because, detail };
  };
  if (!sources.costExplorer) return unavailable('NotAsked', 'rightsizer.yml does not name Cost Explorer as a source.');
  const services = askedFor(survey, targets, time);
  if (services.length === 0) return unavailable('NotAsked', 'No change ends its watch in this run.');
  const question = { services, from: dayOf(time - QUESTION_DAYS * DAY_MILLISECONDS), until: dayOf(time) };
  const ask = (limit: AbortSignal) => ports.costs.read(question, limit);
  const answer = await inTime(ask, { signal, milliseconds }, (error) =>
    unavailable('Failed', `Cost Explorer gave no answer: ${failureText(error)}`),
  );
  if (answer.kind === 'unavailable') ports.log.warn('the bill could not be read', { ...answer });
  return answer;
}

function askedFor(survey: Survey, all: readonly Target[], time: number): readonly BilledService[] {
  // With the names in ECS, where they had to be found.
  const found = [...survey.values()].map(({ target }) => target);
  const ids = new Set(found.map(({ id }) => id));
  const targets = [...found, ...all.filter(({ id }) => !ids.has(id))];
  const asked = [...survey.values()].filter((each) => endsItsWatch(each, time));
  const services = asked.filter(({ target }) => isAloneInTheBill(target, targets)).map(billedService);
  return [...new Map(services.map((each) => [costKey(each), each])).values()];
}

/** A change is deployed after it was written: its watch cannot end before these days, nor while another size runs. */
function endsItsWatch({ target, service, documents }: Surveyed, time: number): boolean {
  const { watch, history = [] } = documents?.state ?? {};
  const written = watch && history.find(({ version }) => version === watch.version);
  if (watch === undefined || written === undefined || service.kind !== 'running') return false;
  const isDeployed = isSameSize(service.taskSize, watch.forecast.size);
  return isDeployed && time >= Date.parse(written.at) + target.policy.changeGate.watchDays * DAY_MILLISECONDS;
}

/** An answer tells services apart by the names of cluster and service, not by region or account. */
function isAloneInTheBill(target: Target, targets: readonly Target[]): boolean {
  const { cluster, ecsService } = target;
  const namesakes = targets.filter((each) => each.cluster === cluster && each.ecsService === ecsService);
  return new Set(namesakes.map(({ roleArn = '', region = '' }) => `${roleArn} ${region}`)).size === 1;
}

function billedService({ target: { cluster, ecsService }, account }: Surveyed): BilledService {
  return { cluster, service: ecsService, ...defined({ region: account?.region }) };
}
