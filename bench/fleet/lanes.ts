import type { Configuration } from '../../core/configuration/configuration.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import type { Scenario } from '../../local/scenario.ts';

/** Services of the first lane are named so; those of others differ by the number. */
export const lanePrefix = (lane: number): string => `l${lane}-`;

const SERVICES_PER_CLUSTER = 10;

export interface Shape {
  readonly lanes: number;
  readonly targetsPerLane: number;
}

/** Accounts and regions that are all alike: one service is one target, in one stage. */
export function fleetOf({ lanes, targetsPerLane }: Shape): Configuration {
  const numbers = Array.from({ length: lanes * targetsPerLane }, (_, index) => index);
  const services = numbers.map((index) => {
    const lane = Math.floor(index / targetsPerLane);
    const place = placeOf(lane, index % targetsPerLane);
    return [place.service, configured(place, lane)] as const;
  });
  return parseConfiguration({
    lookbackDays: 28,
    services: Object.fromEntries(services),
    // Each a request or two for the whole run.
    sources: { priceList: false, computeOptimizer: false },
  });
}

function placeOf(lane: number, index: number) {
  const prefix = lanePrefix(lane);
  return { cluster: `${prefix}c${Math.floor(index / SERVICES_PER_CLUSTER)}`, service: `${prefix}s${index}` };
}

function configured(place: ReturnType<typeof placeOf>, lane: number): object {
  return {
    ...place,
    parameters: {
      task: { cpu: 'taskCpu', memory: 'taskMemory' },
      containers: {
        app: { cpu: 'appCpu', memory: 'appMemory' },
        proxy: { cpu: 'proxyCpu', memory: 'proxyMemory' },
      },
    },
    roleArn: `arn:aws:iam::${100_000_000_000 + lane}:role/rightsizer`,
    stages: { production: { mode: 'apply' } },
  };
}

/** What runs in one lane: two tasks of two containers each, with enhanced Container Insights. */
export function scenarioOf({ targetsPerLane }: Shape): Scenario {
  const containers = ['app', 'proxy'].map((name) => ({ name, image: `${name}:1`, cpu: 512, memory: 2048 }));
  return {
    name: 'fleet',
    seed: 1,
    topics: [],
    services: Array.from({ length: targetsPerLane }, (_, index) => ({
      ...placeOf(0, index),
      launch: 'FARGATE',
      desiredCount: 2,
      runningCount: 2,
      operatingSystem: 'LINUX',
      architecture: 'X86_64',
      taskCpu: '1024',
      taskMemory: '4096',
      containerInsights: 'enhanced',
      containers,
    })),
  };
}
