import type { ScenarioContainer, ScenarioDeployment, ScenarioService } from '../../local/scenario.ts';
import { type DemoScenario, demoTopics } from './demo-scenario.ts';

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

/** A deployment that succeeded: when, how many minutes it took, and the task size that it brought. */
export function deployed(
  startedAt: string,
  minutes: number,
  size: Omit<ScenarioDeployment, 'startedAt' | 'finishedAt' | 'status'>,
): ScenarioDeployment {
  const finishedAt = new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
  return { startedAt, finishedAt, status: 'SUCCESSFUL', ...size };
}
