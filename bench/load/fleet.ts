import type { Configuration } from '../../core/configuration/configuration.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { DAY_MILLISECONDS } from '../../core/model/time.ts';
import type { Scenario, ScenarioDeployment, ScenarioService } from '../../local/scenario.ts';

/** The hour of the first run. */
export const FIRST_RUN = Date.parse('2026-11-21T06:00:00Z');
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:sizes';

const SERVICES_PER_CLUSTER = 10;
const SIZE = { taskCpu: '1024', taskMemory: '4096' };

export interface Fleet {
  readonly configuration: Configuration;
  readonly scenario: Scenario;
}

/** One container each, ten services in a cluster, in mode `apply`; each deployed every so many days. */
export function fleetOf(targets: number, daysBetweenDeployments: number): Fleet {
  const numbers = Array.from({ length: targets }, (_, index) => index);
  const services = Object.fromEntries(numbers.map((index) => [`service-${index}`, configuredService(index)]));
  return {
    configuration: parseConfiguration({
      lookbackDays: 28,
      services,
      // Each a request or two for the whole run.
      sources: { priceList: false, computeOptimizer: false },
    }),
    scenario: {
      name: 'load',
      seed: 1,
      topics: [{ name: 'sizes', subscriptions: [{ protocol: 'email', endpoint: 'team@example.com' }] }],
      services: numbers.map((index) => runningService(index, deploymentsEvery(daysBetweenDeployments))),
    },
  };
}

function configuredService(index: number): object {
  return {
    cluster: clusterOf(index),
    service: `service-${index}`,
    parameters: {
      task: { cpu: 'taskCpu', memory: 'taskMemory' },
      containers: { app: { cpu: 'appCpu', memory: 'appMemory' } },
    },
    stages: { production: { mode: 'apply' } },
  };
}

function clusterOf(index: number): string {
  return `cluster-${Math.floor(index / SERVICES_PER_CLUSTER)}`;
}

/** As far back as ECS remembers. */
function deploymentsEvery(days: number): readonly ScenarioDeployment[] {
  return Array.from({ length: Math.floor(90 / days) }, (_, index) => {
    const startedAt = FIRST_RUN - (index + 0.5) * days * DAY_MILLISECONDS;
    const [start, finish] = [startedAt, startedAt + 300_000].map((time) => new Date(time).toISOString());
    return { ...SIZE, startedAt: start ?? '', finishedAt: finish ?? '', status: 'SUCCESSFUL' } as const;
  }).toReversed();
}

function runningService(index: number, deployments: readonly ScenarioDeployment[]): ScenarioService {
  return {
    cluster: clusterOf(index),
    service: `service-${index}`,
    launch: 'FARGATE',
    desiredCount: 2,
    runningCount: 2,
    operatingSystem: 'LINUX',
    architecture: 'X86_64',
    ...SIZE,
    containerInsights: 'enhanced',
    containers: [{ name: 'app', image: 'app:1', cpu: 1024, memory: 4096 }],
    deployments,
  };
}
