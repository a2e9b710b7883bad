import type { ScenarioDeployment, ScenarioSize } from '../scenario.ts';

/** A deployment that somebody makes while the server runs: the sizes that a service gets from now on. */
export interface DeploymentRequest extends ScenarioSize {
  readonly cluster: string;
  readonly service: string;
  /** How long old and new revision run side by side; default 5. */
  readonly minutes?: number;
  /** What it comes to after these minutes; default SUCCESSFUL. One that is rolled back leaves the sizes as they were. */
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
