import type { ScenarioContainerSize, ScenarioDeployment, ScenarioService, ScenarioSize } from '../scenario.ts';
import type { StateFolder } from '../state-folder.ts';
import { revisionOf } from './service-arns.ts';
import { historyOf, inForceAt, revisionsUntil } from './service-history.ts';

interface Made {
  /** ISO. */
  readonly at: string;
  readonly request: DeploymentRequest;
}

const defaultMinutes = 5;

/** A scenario's services as they are now; a deployment replaces one, and outlives the server in the state folder. */
export class RunningServices {
  readonly #folder: StateFolder;
  #services: readonly ScenarioService[];
  #made: readonly Made[] = [];

  constructor(services: readonly ScenarioService[], folder: StateFolder) {
    this.#folder = folder;
    this.#services = services;
    for (const made of folder.read<readonly Made[]>('deployments', [])) {
      // Made in another scenario, whose parameters are here as well.
      if (this.#named(made.request) !== undefined) this.#apply(made);
    }
  }

  /** The same list until something is deployed. */
  all(): readonly ScenarioService[] {
    return this.#services;
  }

  /**
   * Makes a deployment of a service begin.
   *
   * @throws {TypeError} when there is no such service, or another deployment of it is not over
   */
  deploy(request: DeploymentRequest, now: Date): void {
    this.#apply({ at: now.toISOString(), request });
    this.#folder.write('deployments', this.#made);
  }

  #named({ cluster, service }: DeploymentRequest): ScenarioService | undefined {
    return this.#services.find((each) => each.cluster === cluster && each.service === service);
  }

  #apply(made: Made): void {
    const before = this.#named(made.request);
    if (before === undefined)
      throw new TypeError(`There is no service ${made.request.service} in cluster ${made.request.cluster}.`);
    const after = withDeployment(before, made);
    this.#services = this.#services.map((each) => (each === before ? after : each));
    this.#made = [...this.#made, made];
  }
}

/** A service with one more deployment. @throws {TypeError} when the last one is not over */
function withDeployment(service: ScenarioService, { at, request }: Made): ScenarioService {
  const { taskCpu, taskMemory, minutes = defaultMinutes, status = 'SUCCESSFUL' } = request;
  const startedAt = Date.parse(at);
  const size = { taskCpu, taskMemory, containers: containersOf(service, request, startedAt) };
  const finishedAt = new Date(startedAt + minutes * 60_000).toISOString();
  const deployment: ScenarioDeployment = { startedAt: at, finishedAt, status, ...size };
  const { deployments = [] } = service;
  const sizeBefore = service.sizeBefore ?? (deployments.length === 0 ? sizeOf(service) : undefined);
  const isSuccessful = status === 'SUCCESSFUL';
  const after: ScenarioService = {
    ...service,
    ...(sizeBefore && { sizeBefore }),
    ...(isSuccessful && { taskCpu, taskMemory, taskDefinitionRevision: nextRevision(service) }),
    deployments: [...deployments, deployment],
  };
  historyOf(after);
  return after;
}

function sizeOf({ service, taskCpu, taskMemory }: ScenarioService): ScenarioSize {
  if (taskCpu === undefined || taskMemory === undefined)
    throw new TypeError(`${service} declares no task size, so nobody knows what ran before.`);
  return { taskCpu, taskMemory };
}

/** The containers of the new revision: what the request does not say is as it runs now. */
function containersOf(
  service: ScenarioService,
  { containers = [] }: DeploymentRequest,
  now: number,
): readonly ScenarioContainerSize[] {
  const { declared } = inForceAt(historyOf(service), now).primary;
  const unknown = containers.find(({ name }) => !declared.containers.some((each) => each.name === name));
  if (unknown !== undefined) throw new TypeError(`${service.service} has no container ${unknown.name}.`);
  return declared.containers.map(({ name, image, cpu, memory, memoryReservation }) => ({
    name,
    image,
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(memoryReservation !== undefined && { memoryReservation }),
    ...containers.find((each) => each.name === name),
  }));
}

/** Revisions that were rolled back keep their numbers. */
function nextRevision(service: ScenarioService): number {
  const known = revisionsUntil(historyOf(service), Number.POSITIVE_INFINITY);
  return Math.max(...known.map(({ declared }) => revisionOf(declared))) + 1;
}

/** A deployment that somebody makes while the server runs: the sizes that a service gets from now on. */
export interface DeploymentRequest extends ScenarioSize {
  readonly cluster: string;
  readonly service: string;
  /** How long old and new revision run side by side; default 5. */
  readonly minutes?: number;
  /** What it comes to after these minutes; default SUCCESSFUL. A rolled back one leaves the sizes as they were. */
  readonly status?: ScenarioDeployment['status'];
}

const statuses: readonly unknown[] = ['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL', 'IN_PROGRESS'];

type Fields = Readonly<Record<string, unknown>>;

/** Reads a request from JSON. @throws {TypeError} that names the field that is wrong */
export function readDeploymentRequest(text: string): DeploymentRequest {
  const request: unknown = JSON.parse(text);
  if (!isObject(request)) throw new TypeError('Expected {"cluster", "service", "taskCpu", "taskMemory"}.');
  for (const name of ['cluster', 'service', 'taskCpu', 'taskMemory'])
    if (typeof request[name] !== 'string') throw new TypeError(`Expected a text in ${name}.`);
  const { minutes, status, containers } = request;
  if (minutes !== undefined && !(typeof minutes === 'number' && minutes >= 0))
    throw new TypeError('Expected a number of at least 0 in minutes.');
  if (status !== undefined && !statuses.includes(status))
    throw new TypeError(`Expected one of ${statuses.join(', ')} in status.`);
  if (containers !== undefined && !(Array.isArray(containers) && containers.every(isContainer)))
    throw new TypeError('Expected a list of {"name", "image", "cpu", "memory", "memoryReservation"} in containers.');
  return request as unknown as DeploymentRequest;
}

function isContainer(value: unknown): boolean {
  if (!isObject(value) || typeof value.name !== 'string') return false;
  const numbers = [value.cpu, value.memory, value.memoryReservation];
  return (
    ['undefined', 'string'].includes(typeof value.image) &&
    numbers.every((each) => each === undefined || (typeof each === 'number' && each >= 0))
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
