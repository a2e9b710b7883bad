import type {
  ContainerLoad,
  Scenario,
  ScenarioContainer,
  ScenarioDeployment,
  ScenarioService,
  ScenarioTopic,
} from '../../local/scenario.ts';

/** A scenario that a demo can run: every story plays until 2026-11-23T06:00:00Z, over the four weeks before. */
export interface DemoScenario {
  readonly scenario: Scenario;
  /** What the rightsizer.yml for it says, as plain data. */
  readonly configuration: unknown;
  /** One sentence. */
  readonly story: string;
  /** ISO time at which the only service is deployed with the second run's sizes; a third run looks next morning. */
  readonly deployedAt?: string;
}

export const demoTopics: readonly ScenarioTopic[] = [
  {
    name: 'rightsizer-production-changes',
    subscriptions: [
      { protocol: 'email', endpoint: 'team@example.com' },
      { protocol: 'https', endpoint: 'https://global.sns-api.chatbot.amazonaws.com' },
    ],
  },
];

type Sizes = Required<Pick<ScenarioService, 'taskCpu' | 'taskMemory'>>;

export interface ApiDemo extends Sizes, Partial<Omit<ScenarioService, 'containers' | keyof Sizes>> {
  readonly name: string;
  readonly seed: number;
  readonly story: string;
  readonly containers: readonly ScenarioContainer[];
}

/** A demo of one service `api` in the cluster `<name>-production`, one task unless told otherwise. */
export function apiDemo({ name, seed, story, ...service }: ApiDemo): DemoScenario {
  const api: ScenarioService = {
    cluster: `${name}-production`,
    service: 'api',
    launch: 'FARGATE',
    desiredCount: 1,
    runningCount: 1,
    operatingSystem: 'LINUX',
    architecture: 'X86_64',
    containerInsights: 'enhanced',
    ...service,
  };
  return {
    scenario: { name, seed, services: [api], topics: demoTopics },
    configuration: configurationFor(name, api.containers),
    story,
  };
}

/** Each container has a key for its CPU and one for its memory, where it declares them. */
function configurationFor(name: string, declared: readonly ScenarioContainer[]): unknown {
  const containers = declared.map((container) => [
    container.name,
    {
      ...(container.cpu === undefined ? {} : { cpu: `${container.name}Cpu` }),
      ...(container.memory === undefined ? {} : { memory: `${container.name}Memory` }),
    },
  ]);
  return {
    parameterPrefix: '/rightsizer',
    lookbackDays: 28,
    services: {
      [name]: {
        cluster: `${name}-{stage}`,
        service: 'api',
        parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: Object.fromEntries(containers) },
        stages: { production: { policy: 'production', mode: 'apply' } },
      },
    },
    policies: {},
  };
}

/** A task with one container `app` that gets all of it. */
export function onlyApp(cpu: number, memory: number, load: ContainerLoad, image = 'shop/api:2.14') {
  const containers: readonly [ScenarioContainer] = [{ name: 'app', image, cpu, memory, load }];
  return { ...taskOf(cpu, memory), containers };
}

/** The size of a task. @example taskOf(512, 1024) // { taskCpu: '512', taskMemory: '1024' } */
export function taskOf(cpu: number, memory: number) {
  return { taskCpu: `${cpu}`, taskMemory: `${memory}` };
}

/** A size of which the container `app` gets all. */
export function appSize(cpu: number, memory: number) {
  return { ...taskOf(cpu, memory), containers: [{ name: 'app', cpu, memory }] };
}

/** A deployment that succeeded: when, how many minutes it took, and the task size that it brought. */
export function deployed(
  startedAt: string,
  minutes: number,
  size: Omit<ScenarioDeployment, 'startedAt' | 'finishedAt' | 'status'>,
): ScenarioDeployment {
  const finishedAt = new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
  return { startedAt, finishedAt, status: 'SUCCESSFUL', ...size };
}
