import type { Sources, Target } from '../core/configuration/configuration.ts';
import { defined } from '../core/model/defined.ts';
import { isSameSize } from '../core/model/fargate-grid.ts';
import { DAY_MILLISECONDS, dayOf } from '../core/model/time.ts';
import { type BilledService, type CostAnswer, costKey } from '../core/money/costs.ts';
import type { CostReader, Log } from '../core/ports.ts';
import { failureText } from './failure-text.ts';
import { inTime } from './in-time.ts';
import type { Survey, Surveyed } from './survey.ts';

/** What reading the bill needs. */
export interface CostsRequest {
  readonly sources: Pick<Sources, 'costExplorer'>;
  /** All that there are, also those that were not surveyed. */
  readonly targets: readonly Target[];
  readonly ports: { readonly costs: CostReader; readonly log: Log };
  /** The run's own. */
  readonly signal: AbortSignal;
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
}

/** Two weeks before a change, the days in which it is watched, and some for a deployment that came late. */
const QUESTION_DAYS = 28;
/** A run has better things to do than to wait for a bill. */
const LONGEST_WAIT_MILLISECONDS = 8000;

/**
 * What the services cost whose change ends its watch in this run; at most one question for a survey, and only where rightsizer.yml allows it, for
 * each costs money. Never throws: without an answer a saving is told by sizes and task counts.
 */
export async function costsOf(
  survey: Survey,
  request: CostsRequest,
  milliseconds = LONGEST_WAIT_MILLISECONDS,
): Promise<CostAnswer> {
  const { sources, targets, ports, signal, time } = request;
  if (!sources.costExplorer) return notAsked('rightsizer.yml does not name Cost Explorer as a source.');
  const services = askedFor(survey, targets, time);
  if (services.length === 0) return notAsked('No change ends its watch in this run.');
  const question = { services, from: dayOf(time - QUESTION_DAYS * DAY_MILLISECONDS), until: dayOf(time) };
  const ask = (limit: AbortSignal) => ports.costs.read(question, limit);
  const answer = await inTime<CostAnswer>(ask, { signal, milliseconds }, (error) => {
    return { kind: 'unavailable', because: 'Failed', detail: `Cost Explorer gave no answer: ${failureText(error)}` };
  });
  if (answer.kind === 'unavailable') ports.log.warn('the bill could not be read', { ...answer });
  return answer;
}

function notAsked(detail: string): CostAnswer {
  return { kind: 'unavailable', because: 'NotAsked', detail };
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

/** A change is deployed after it was written, so that its watch cannot end before these days are over, nor while another size runs. */
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
