import type { FindRule, Target } from '../core/configuration/configuration.ts';
import type { ServiceDescription } from '../core/model/service.ts';
import type { Account, ListedService } from '../core/ports.ts';
import { failureText } from './failure-text.ts';

/** Targets of one account and region, with their names in ECS as far as they could be found. */
export interface Located {
  readonly targets: readonly Target[];
  /** Why a target has no names, by its id. */
  readonly lost: ReadonlyMap<string, ServiceDescription>;
}

/**
 * Puts the names in ECS into targets that say by what they are found.
 *
 * @throws When `signal` aborts.
 */
export async function locate(account: Account, targets: readonly Target[], signal: AbortSignal): Promise<Located> {
  const clusters = new Set(targets.flatMap(({ find, cluster }) => (find === undefined ? [] : [cluster])));
  const lists = await Promise.all(
    // One list of everything answers for those that name a cluster too.
    (clusters.has('') ? [''] : [...clusters]).map((cluster) => listed(account, cluster, signal)),
  );
  const failure = lists.find((list) => typeof list === 'string');
  const services = lists.flatMap((list) => (typeof list === 'string' ? [] : list));
  const located = targets.map((target) => locateOne(target, services, failure));
  return {
    targets: located.map(({ target }) => target),
    lost: new Map(located.flatMap(({ target, lost }) => (lost === undefined ? [] : [[target.id, lost] as const]))),
  };
}

/** The services, or why they are not known. */
async function listed(account: Account, cluster: string, signal: AbortSignal) {
  try {
    return await account.lister.list(signal, cluster || undefined);
  } catch (error) {
    if (signal.aborted) throw error;
    return failureText(error);
  }
}

interface Outcome {
  readonly target: Target;
  readonly lost?: ServiceDescription;
}

function locateOne(target: Target, services: readonly ListedService[], failure: string | undefined): Outcome {
  const { find } = target;
  if (find === undefined) return { target };
  const [found, ...others] = services.filter((each) => isAbout(target, each));
  const lost = (message: string): Outcome => ({ target, lost: { kind: 'failed', message } });
  if (found !== undefined && others.length > 0) {
    const names = [found, ...others].map(({ cluster, service }) => `${cluster}/${service}`).join(', ');
    return lost(`Several services have ${ruleText(find)}: ${names}.`);
  }
  if (found !== undefined) return { target: { ...target, cluster: found.cluster, ecsService: found.service } };
  if (failure !== undefined) return lost(failure);
  const detail = `No service in this account and region has ${ruleText(find)}.`;
  return { target, lost: { kind: 'skipped', skipReason: 'NotDeployed', detail } };
}

const STACK_TAG = 'aws:cloudformation:stack-name';
const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

/** Whether a target is about a service of its account and region. */
export function isAbout({ find, cluster, ecsService }: Target, service: ListedService): boolean {
  if (cluster !== '' && cluster !== service.cluster) return false;
  return find === undefined ? ecsService === service.service : isFoundBy(find, service);
}

/** What CloudFormation makes has tags of its stack; where those are not there, a generated name begins with both. */
function isFoundBy({ tags = {}, stack, logicalId }: FindRule, service: ListedService): boolean {
  if (!Object.entries(tags).every(([key, value]) => service.tags[key] === value)) return false;
  if (stack === undefined || logicalId === undefined) return true;
  if (service.tags[STACK_TAG] !== undefined) {
    return service.tags[STACK_TAG] === stack && service.tags[LOGICAL_ID_TAG] === logicalId;
  }
  return new RegExp(`^${stack}-${logicalId}-[A-Za-z0-9]{6,}$`).test(service.service);
}

function ruleText({ tags = {}, stack, logicalId }: FindRule): string {
  const said = [
    ...Object.entries(tags).map(([key, value]) => `the tag ${key}=${value}`),
    ...(stack === undefined ? [] : [`logical id ${logicalId} in stack ${stack}`]),
  ];
  return said.join(' and ');
}
