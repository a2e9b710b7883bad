import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sideBySide } from '../core/model/side-by-side.ts';
import type { DeploymentRequest, LocalAws } from '../local/server.ts';

const run = promisify(execFile);

/** The sizes that a deployment of a stage would read, by key. */
export type ResolvedSizes = Readonly<Record<string, string>>;

export interface Consumer {
  /** The folder of the consumer's serverless.yml. */
  readonly folder: string;
  readonly osls: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** An osls print takes some seconds of one core. */
const PRINTS_SIDE_BY_SIDE = 2;

async function resolvedSizes({ folder, osls, environment }: Consumer, stage: string): Promise<ResolvedSizes> {
  const print = ['print', '--stage', stage, '--path', 'custom.size', '--format', 'json'];
  const { stdout } = await run(process.execPath, [osls, ...print], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment, SLS_NOTIFICATIONS_MODE: 'off' },
  });
  return JSON.parse(stdout) as ResolvedSizes;
}

/** What `osls print` resolves for each stage: the sizes that its next deployment would take. */
export async function resolveStages(
  consumer: Consumer,
  stages: readonly string[],
): Promise<ReadonlyMap<string, ResolvedSizes>> {
  const sizes = await sideBySide(stages, PRINTS_SIDE_BY_SIDE, (stage) => resolvedSizes(consumer, stage));
  return new Map(stages.map((stage, index) => [stage, sizes[index] ?? {}]));
}

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

/** The live documents as SSM holds them, by stage. */
export function liveDocuments(aws: LocalAws): ReadonlyMap<string, ResolvedSizes> {
  const documents = aws.parameters().filter(({ type }) => type === 'SecureString');
  return new Map(documents.map(({ name, value }) => [name.split('/').at(-1) ?? '', JSON.parse(value)]));
}
