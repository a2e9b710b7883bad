import type { ScenarioDeployment, ScenarioService, ScenarioSize } from '../scenario.ts';

/** One revision of a service, as the service that it declares. */
export interface ServiceRevision {
  readonly declared: ScenarioService;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** One deployment; times are epoch milliseconds. */
export interface RecordedDeployment {
  readonly target: ServiceRevision;
  readonly startedAt: number;
  /** Infinity for one in progress. */
  readonly finishedAt: number;
  readonly status: ScenarioDeployment['status'];
}

export interface ServiceHistory {
  /** What ran before the first deployment; absent when the first deployment created the service. */
  readonly initial?: ServiceRevision;
  /** Oldest first. */
  readonly deployments: readonly RecordedDeployment[];
}

/** Long before any window that somebody might ask for, and before ECS's memory of 90 days. */
export const createdLongAgo = Date.parse('2025-01-15T09:30:00Z');

const histories = new WeakMap<ScenarioService, ServiceHistory>();

/**
 * The revisions and deployments of a service, with its current sizes alone when no deployment is listed.
 *
 * @throws TypeError when the deployments overlap or do not end with the sizes that the service has now
 */
export function historyOf(service: ScenarioService): ServiceHistory {
  const history = histories.get(service) ?? readHistory(service);
  histories.set(service, history);
  return history;
}

/** What services have, by ARN. Made once for a list: one asked for thousands of times has thousands of services. */
export function byArn<Item>(itemsOf: (history: ServiceHistory) => readonly Item[], arnOf: (item: Item) => string) {
  const known = new WeakMap<readonly ScenarioService[], ReadonlyMap<string, readonly Item[]>>();
  return (services: readonly ScenarioService[]): ReadonlyMap<string, readonly Item[]> => {
    const found = known.get(services) ?? Map.groupBy(services.map(historyOf).flatMap(itemsOf), arnOf);
    known.set(services, found);
    return found;
  };
}

function readHistory(service: ScenarioService): ServiceHistory {
  const listed = service.deployments ?? [];
  const [first] = listed;
  if (first === undefined) return { initial: { declared: service, createdAt: createdLongAgo }, deployments: [] };
  checkDeployments(service, listed);
  const startsWithFirst =
    service.metricsFrom !== undefined && Date.parse(service.metricsFrom) >= Date.parse(first.startedAt);
  const current = listed.findLastIndex(({ status }) => status === 'SUCCESSFUL');
  const before = startsWithFirst ? 0 : 1;
  const currentRevision = service.taskDefinitionRevision ?? current + 1 + before;
  if (currentRevision < current + 1 + before)
    throw new TypeError(`Revision ${currentRevision} of ${service.service} leaves no room for those before it.`);
  const deployments = listed.map((each, index) => {
    const startedAt = Date.parse(each.startedAt);
    const declared = withSize(service, each, currentRevision + index - current);
    return { target: { declared, createdAt: startedAt }, startedAt, finishedAt: finishOf(each), status: each.status };
  });
  if (startsWithFirst) return { deployments };
  const declared = withSize(service, service.sizeBefore ?? first, currentRevision - current - 1);
  return { initial: { declared, createdAt: createdLongAgo }, deployments };
}

function checkDeployments(service: ScenarioService, listed: readonly ScenarioDeployment[]): void {
  const name = `${service.cluster}/${service.service}`;
  let last = Number.NEGATIVE_INFINITY;
  for (const each of listed) {
    const started = Date.parse(each.startedAt);
    if (!(started >= last && finishOf(each) >= started))
      throw new TypeError(`The deployments of ${name} are not one after the other at ${each.startedAt}.`);
    last = finishOf(each);
  }
  const successful = listed.findLast(({ status }) => status === 'SUCCESSFUL') ?? service.sizeBefore ?? service;
  if (successful.taskCpu !== service.taskCpu || successful.taskMemory !== service.taskMemory)
    throw new TypeError(`The last successful deployment of ${name} does not have the size that the service has.`);
}

function finishOf({ status, finishedAt }: ScenarioDeployment): number {
  return status === 'IN_PROGRESS' || finishedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(finishedAt);
}

function withSize(service: ScenarioService, size: ScenarioSize, revision: number): ScenarioService {
  const containers = service.containers.map((container) => ({
    ...container,
    ...size.containers?.find(({ name }) => name === container.name),
  }));
  const { taskCpu, taskMemory } = size;
  return { ...service, taskCpu, taskMemory, containers, taskDefinitionRevision: revision };
}

/** A revision with the history that it belongs to. */
export interface KnownRevision {
  readonly history: ServiceHistory;
  readonly revision: ServiceRevision;
}

/** All revisions that a service has and will have. */
export function revisionsOf(history: ServiceHistory): readonly KnownRevision[] {
  const targets = history.deployments.map(({ target }) => target);
  const all = history.initial === undefined ? targets : [history.initial, ...targets];
  return all.map((revision) => ({ history, revision }));
}

/** The revisions that exist at a moment, oldest first. */
export function revisionsUntil(history: ServiceHistory, now: number): readonly ServiceRevision[] {
  const all = revisionsOf(history).map(({ revision }) => revision);
  const begun = all.filter(({ createdAt }) => createdAt <= now);
  // A clock that stands before everything still finds a service, as it would without a history.
  return begun.length > 0 ? begun : all.slice(0, 1);
}

/** What a deployment has come to at a moment: what is not finished yet is in progress. */
export function statusAt(deployment: RecordedDeployment, now: number): RecordedDeployment['status'] {
  return deployment.finishedAt > now ? 'IN_PROGRESS' : deployment.status;
}

/** The revisions that a service has tasks of at a moment. */
export interface InForce {
  /** The one that is deployed, or was deployed last. */
  readonly primary: ServiceRevision;
  /** There while another one is replaced. */
  readonly deployment?: RecordedDeployment;
  /** The one that is being replaced. */
  readonly replaced?: ServiceRevision;
}

export function inForceAt(history: ServiceHistory, now: number): InForce {
  const begun = history.deployments.filter(({ startedAt }) => startedAt <= now);
  const settled = begun.findLast((each) => statusAt(each, now) === 'SUCCESSFUL');
  const standing = settled?.target ?? revisionsUntil(history, Number.NEGATIVE_INFINITY)[0];
  const last = begun.at(-1);
  if (last !== undefined && statusAt(last, now) === 'IN_PROGRESS') {
    const replaced = standing === undefined || standing === last.target ? {} : { replaced: standing };
    return { primary: last.target, deployment: last, ...replaced };
  }
  if (standing === undefined) throw new TypeError('A history without any revision.');
  return { primary: standing, ...(settled === undefined ? {} : { deployment: settled }) };
}
