import type { ScenarioService, ScenarioTopic } from '../../local/scenario.ts';
import type { Delivery, LocalAws } from '../../local/server.ts';
import { NO_SHORTAGE, OPEN_GATE } from './builders.ts';

/** Three mornings, at the schedule's hour. */
export const FIRST = '2026-11-21T06:00:00Z';
export const SECOND = '2026-11-22T06:00:00Z';
export const THIRD = '2026-11-23T06:00:00Z';

export const TOPIC: ScenarioTopic = {
  name: 'sizes',
  subscriptions: [
    { protocol: 'email', endpoint: 'team@example.com' },
    { protocol: 'https', endpoint: 'https://global.sns-api.chatbot.amazonaws.com' },
  ],
};
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:sizes';

/** What the services of a configuration share here: sizes of the task and of its container `app`. */
const PARAMETERS = {
  task: { cpu: 'taskCpu', memory: 'taskMemory' },
  containers: { app: { cpu: 'appCpu', memory: 'appMemory' } },
};

/** A service of rightsizer.yml whose only stage is `production`, under a policy that is content with a day of data. */
export function configured(cluster: string, overrides: object = {}): object {
  return {
    cluster,
    service: 'web',
    parameters: PARAMETERS,
    stages: { production: { policy: 'quick', mode: 'apply' } },
    ...overrides,
  };
}

/** Of two days nothing is known about rises: only peak and headroom count. */
const QUICK = { minimumDataHours: 24, shortage: NO_SHORTAGE, changeGate: OPEN_GATE };

/** A rightsizer.yml that looks at two days only, so that a run takes no time. */
export function configuration(services: Readonly<Record<string, object>>) {
  return { lookbackDays: 2, policies: { quick: QUICK }, services };
}

/** A service of one task of 1024 CPU units and 2048 MiB. */
export function oneTask(
  fields: Partial<ScenarioService> & Pick<ScenarioService, 'cluster' | 'service' | 'containers'>,
): ScenarioService {
  return {
    launch: 'FARGATE',
    desiredCount: 1,
    runningCount: 1,
    operatingSystem: 'LINUX',
    architecture: 'X86_64',
    taskCpu: '1024',
    taskMemory: '2048',
    containerInsights: 'enhanced',
    ...fields,
  };
}

/**
 * A service of the scenario: a task of 1024 CPU units and 2048 MiB that uses 100 CPU units and 300 MiB all the time.
 * With 25 % headroom it needs 125 and 375, so 256 CPU / 512 MiB.
 */
export function roomy(cluster: string, overrides: Partial<ScenarioService> = {}): ScenarioService {
  const load = { cpuUnits: { base: 100, burstShare: 0 }, memoryMiB: { base: 300, burstShare: 0 } };
  const app = { name: 'app', image: 'app:1', cpu: 1024, memory: 2048, load };
  return oneTask({ cluster, service: 'web', containers: [app], ...overrides });
}

/** The document of `roomy` as it runs. */
export const RUNNING = { taskCpu: '1024', taskMemory: '2048', appCpu: '1024', appMemory: '2048' };
/** The document that `roomy` ends with. */
export const RESIZED = { taskCpu: '256', taskMemory: '512', appCpu: '256', appMemory: '512' };

/** Every mail that went out, oldest first. */
export function mailsOf(aws: LocalAws): readonly Delivery[] {
  return aws.outbox().filter(({ protocol }) => protocol === 'email');
}

/** The `Id:` lines of mails: one for each document that they announce. */
export function announcedIds(mails: readonly Delivery[]): readonly string[] {
  return mails.flatMap(({ body }) => [...body.matchAll(/^Id: (.+)$/gm)].map(([, id]) => id ?? ''));
}

/** What is stored under a name below the prefix, with its version; undefined when there is nothing. */
export function stored(
  aws: LocalAws,
  name: string,
  place: { readonly account?: string; readonly region?: string } = {},
) {
  const { account = '123456789012', region = 'us-east-1' } = place;
  return aws
    .parameters()
    .find((each) => each.name === `/rightsizer/${name}` && each.account === account && each.region === region);
}

/** The document stored under a name, parsed, and its version. */
export function documentAt(aws: LocalAws, name: string, place: Parameters<typeof stored>[2] = {}) {
  const found = stored(aws, name, place);
  if (found === undefined) return undefined;
  return { version: found.version, sizes: JSON.parse(found.value) as Readonly<Record<string, string>> };
}

/** The state stored for a target such as `web/production`, parsed. */
export function stateAt(aws: LocalAws, target: string): Readonly<Record<string, unknown>> {
  return JSON.parse(stored(aws, `${target}/state`)?.value ?? '{}');
}
