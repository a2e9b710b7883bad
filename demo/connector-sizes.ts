import type { TargetReport } from '../core/report/report.ts';
import type { DeploymentRequest, LocalAws } from '../local/server.ts';
import type { ResolvedSizes } from './consumer.ts';

/** What examples/connector does with its sizes: which number of which container a key is. */
function numberIn(sizes: ResolvedSizes, key: string): number {
  const number = Number(sizes[key]);
  if (!Number.isInteger(number)) throw new Error(`osls resolved ${key} to ${sizes[key]}`);
  return number;
}

/** The deployment of a stage that takes these sizes. */
export function deploymentOf(stage: string, sizes: ResolvedSizes): DeploymentRequest {
  const number = (key: string) => numberIn(sizes, key);
  return {
    cluster: `connector-${stage}-connect`,
    service: 'kafka-connect',
    taskCpu: String(number('taskCpu')),
    taskMemory: String(number('taskMemory')),
    containers: [
      { name: 'connect', cpu: number('connectContainerCpu'), memory: number('connectContainerMemory') },
      { name: 'instantclient', memory: number('instantclientContainerMemory') },
    ],
  };
}

/** What ECS runs, under the keys of the example; a number that is not there is `undefined`. */
export function runningValues({ running }: TargetReport): ResolvedSizes {
  const { connect, instantclient } = running?.containers ?? {};
  return {
    taskCpu: String(running?.task.cpuUnits),
    taskMemory: String(running?.task.memoryMiB),
    connectContainerCpu: String(connect?.cpuUnits),
    connectContainerMemory: String(connect?.memoryMiB),
    instantclientContainerMemory: String(instantclient?.memoryMiB),
  };
}

/** The live documents as SSM holds them, by stage. */
export function liveDocuments(aws: LocalAws): ReadonlyMap<string, ResolvedSizes> {
  const documents = aws.parameters().filter(({ type }) => type === 'SecureString');
  return new Map(documents.map(({ name, value }) => [name.split('/').at(-1) ?? '', JSON.parse(value)]));
}
