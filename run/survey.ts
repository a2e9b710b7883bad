import type { Configuration, FindRule, Target } from '../core/configuration/configuration.ts';
import type { ServiceDescription } from '../core/model/service.ts';
import type { TaskSize } from '../core/model/task-size.ts';
import { type Account, allReadable, type DocumentAnswers, type ListedService, type Ports } from '../core/ports.ts';
import {
  type DocumentNames,
  type DocumentsContext,
  documentNames,
  parseTargetDocuments,
  type TargetDocuments,
  usable,
} from '../core/publication/target-documents.ts';
import { failureText } from './failure-text.ts';
import { boundingTargets } from './run-request.ts';

/** What ECS and SSM say about one target before any metric is read. */
export interface Surveyed {
  readonly target: Target;
  readonly service: ServiceDescription;
  /** Absent when nothing could be asked or the documents could not be read; `service` is `failed` then. */
  readonly account?: Account;
  readonly documents?: TargetDocuments;
}

/** The surveyed targets by id. */
export type Survey = ReadonlyMap<string, Surveyed>;

/** The targets of each account; those of which nothing can be asked, such as those without a region, are `lost`. */
export function groupByAccount(targets: readonly Target[], ports: Ports) {
  const accounts = new Map<Account, readonly Target[]>();
  const lost: Surveyed[] = [];
  for (const target of targets) {
    if (target.lost !== undefined) {
      lost.push({ target, service: { kind: 'failed', message: target.lost.message } });
      continue;
    }
    try {
      const account = ports.accountOf(target);
      accounts.set(account, [...(accounts.get(account) ?? []), target]);
    } catch (error) {
      lost.push({ target, service: { kind: 'failed', message: failureText(error) } });
    }
  }
  return { accounts, lost };
}

export function allNames({ live, state, proposed, pin, copies }: DocumentNames): readonly string[] {
  return [live, state, proposed, pin, ...copies];
}

/** What a target's documents say. @throws {PortError} When one of them cannot be read: none may be taken for absent. */
export function documentsOf(answers: DocumentAnswers, context: DocumentsContext): TargetDocuments {
  const names = documentNames(context.target);
  const own = allNames(names).flatMap((name) => {
    const answer = answers.get(name);
    return answer === undefined ? [] : [[name, answer] as const];
  });
  return parseTargetDocuments(names, allReadable(new Map(own)), context);
}

export interface SurveyWorld {
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly time: number;
}

async function surveyAccount(
  account: Account,
  targets: readonly Target[],
  { signal, time }: SurveyWorld,
): Promise<readonly Surveyed[]> {
  const names = new Set(targets.map(documentNames).flatMap(allNames));
  try {
    const [located, answers] = await Promise.all([
      locatedServices(account, targets, signal),
      account.documents.read([...names], signal),
    ]);
    return located.targets.map((target) => {
      const service = located.services.get(target.id) ?? { kind: 'failed', message: 'ECS said nothing about it' };
      return surveyedTarget(account, answers, { target, service, time });
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return targets.map((target) => ({ target, account, service: { kind: 'failed', message: failureText(error) } }));
  }
}

/** Services by the names that they have or are found by. */
export async function locatedServices(account: Account, all: readonly Target[], signal: AbortSignal) {
  const isNamed = all.every(({ find }) => find === undefined);
  const { targets, lost }: Located = isNamed ? { targets: all, lost: new Map() } : await locate(account, all, signal);
  const services = await account.services.describe(
    targets.filter(({ id }) => !lost.has(id)),
    signal,
  );
  return { targets, services: new Map([...services, ...lost]) };
}

/** One document that cannot be read fails the targets that have it, and no other. */
function surveyedTarget(account: Account, answers: DocumentAnswers, context: DocumentsContext): Surveyed {
  const { target, service } = context;
  try {
    return { target, account, service, documents: documentsOf(answers, context) };
  } catch (error) {
    return { target, account, service: { kind: 'failed', message: failureText(error) } };
  }
}

/**
 * Asks ECS and SSM about the selected targets and those that bound them. An unreachable account fails only its own.
 *
 * @throws When `signal` aborts.
 */
export async function survey(
  configuration: Configuration,
  selected: readonly Target[],
  world: SurveyWorld,
): Promise<Survey> {
  const bounding = selected.flatMap((target) => boundingTargets(configuration, target));
  const all = [...new Set([...selected, ...bounding])];
  const { accounts, lost } = groupByAccount(all, world.ports);
  const surveyed = await Promise.all([...accounts].map(([account, targets]) => surveyAccount(account, targets, world)));
  return new Map([...surveyed.flat(), ...lost].map((each) => [each.target.id, each]));
}

/**
 * The size a target may not pass: in each resource the greatest of the live and running sizes of the stages that bound
 * it. Undefined when none of them is deployed and readable.
 */
export function neverAboveOf(configuration: Configuration, target: Target, surveyed: Survey): TaskSize | undefined {
  const bounding = boundingTargets(configuration, target).map(({ id }) => surveyed.get(id));
  const own = surveyed.get(target.id)?.service;
  // A stage that could not be asked may be of any size: until it can be, this one does not grow.
  if (own?.kind === 'running' && bounding.some((other) => other?.service.kind === 'failed')) return own.taskSize;
  const sizes = bounding.flatMap(knownSizes);
  if (sizes.length === 0) return undefined;
  return {
    cpuUnits: Math.max(...sizes.map(({ cpuUnits }) => cpuUnits)),
    memoryMiB: Math.max(...sizes.map(({ memoryMiB }) => memoryMiB)),
  };
}

function knownSizes(bounding: Surveyed | undefined): readonly TaskSize[] {
  if (bounding === undefined || bounding.service.kind !== 'running') return [];
  const { service, documents } = bounding;
  const live = documents && usable(documents.live);
  return live === undefined ? [service.taskSize] : [service.taskSize, live.sizes.task];
}

export interface Located {
  readonly targets: readonly Target[];
  /** Why a target has no names, by its id. */
  readonly lost: ReadonlyMap<string, ServiceDescription>;
}

/** Puts the names in ECS into targets that say by what they are found. @throws When `signal` aborts. */
export async function locate(account: Account, targets: readonly Target[], signal: AbortSignal): Promise<Located> {
  const clusters = new Set(targets.flatMap(({ find, cluster }) => (find === undefined ? [] : [cluster])));
  const lists = await Promise.all(
    // One list of everything answers for those that name a cluster too.
    (clusters.has('') ? [''] : [...clusters]).map((cluster) => listed(account, cluster, signal)),
  );
  const failure = lists.find((list) => typeof list === 'string');
  const services = lists.flatMap((list) => (typeof list === 'string' ? [] : list));
  const lost = new Map<string, ServiceDescription>();
  const located = targets.map((target) => {
    const found = target.find === undefined ? target : locateOne(target, target.find, { services, failure });
    if ('id' in found) return found;
    lost.set(target.id, found);
    return target;
  });
  return { targets: located, lost };
}

async function listed(account: Account, cluster: string, signal: AbortSignal) {
  try {
    return await account.lister.list(signal, cluster || undefined);
  } catch (error) {
    if (signal.aborted) throw error;
    return failureText(error);
  }
}

/** The target with its names, or why it has none. */
function locateOne(
  target: Target,
  find: FindRule,
  { services, failure }: { readonly services: readonly ListedService[]; readonly failure: string | undefined },
): Target | ServiceDescription {
  const [found, ...others] = services.filter((each) => isAbout(target, each));
  if (found !== undefined && others.length > 0) {
    const names = [found, ...others].map(({ cluster, service }) => `${cluster}/${service}`).join(', ');
    return { kind: 'failed', message: `Several services have ${ruleText(find)}: ${names}.` };
  }
  if (found !== undefined) return { ...target, cluster: found.cluster, ecsService: found.service };
  if (failure !== undefined) return { kind: 'failed', message: failure };
  const detail = `No service in this account and region has ${ruleText(find)}.`;
  return { kind: 'skipped', skipReason: 'NotDeployed', detail };
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
