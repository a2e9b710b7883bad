import { builtInPolicies } from '../core/configuration/built-in-policies.ts';
import type { Target } from '../core/configuration/configuration.ts';
import { recommend } from '../core/decision/recommend.ts';
import type { ContainerUsage, Evidence } from '../core/decision/recommendation.ts';
import { toUsage } from '../core/usage/usage.ts';

const POINTS = 8064;
const RUNS = 60;
const AIM_MILLISECONDS = 5;

/** A daily wave with integer-hash noise: the same numbers every time. */
function wave(seed: number, base: number, amplitude: number): Float64Array {
  return Float64Array.from({ length: POINTS }, (_, index) => {
    const noise = (Math.imul(index + seed, 2654435761) >>> 0) / 2 ** 32;
    return base + amplitude * (0.5 + 0.5 * Math.sin((2 * Math.PI * index) / 288)) + noise * base * 0.1;
  });
}

const raw = (seed: number, base: number, amplitude: number) => ({
  average: wave(seed, base, amplitude),
  maximum: wave(seed + 1, base * 1.2, amplitude),
});

/** 12 series: average and maximum of CPU and memory, of the service and of two containers. */
function evidence(): Evidence {
  const taskSize = { cpuUnits: 2048, memoryMiB: 6144 };
  const container = (seed: number, cpu: number, memory: number): ContainerUsage => ({
    cpu: toUsage(raw(seed, cpu, cpu), 1),
    memory: toUsage(raw(seed + 2, memory, 50), 1),
  });
  return {
    window: { startTime: 0, endTime: POINTS * 300_000, periodSeconds: 300 },
    service: {
      kind: 'running',
      region: 'us-east-1',
      taskDefinitionArn: '',
      taskSize,
      platform: { operatingSystem: 'LINUX', architecture: 'X86_64' },
      desiredCount: 1,
      runningCount: 1,
      containers: [
        { name: 'connect', essential: true, cpuUnits: 2048, memoryMiB: 4096 },
        { name: 'instantclient', essential: false, memoryMiB: 2048 },
      ],
    },
    cpu: toUsage(raw(1, 20, 20), taskSize.cpuUnits / 100),
    memory: toUsage(raw(3, 50, 5), taskSize.memoryMiB / 100),
    containers: { connect: container(5, 400, 3000), instantclient: container(9, 2, 40) },
  };
}

const target: Target = {
  id: 'connector/production',
  service: 'connector',
  stage: 'production',
  cluster: 'c',
  ecsService: 's',
  policy: builtInPolicies.production ?? raise('no production policy'),
  mode: 'apply',
  parameterPrefix: '/rightsizer',
  parameters: {
    task: { cpu: 'taskCpu', memory: 'taskMemory' },
    containers: { connect: { cpu: 'connectCpu', memory: 'connectMemory' }, instantclient: { memory: 'sidecarMemory' } },
  },
  alsoPublishTo: [],
  minimumTaskSize: {},
  maximumTaskSize: {},
  containers: {},
  guards: { neverShrink: [] },
  images: [],
};

function raise(message: string): never {
  throw new Error(message);
}

/** Time of the core for one target with 12 series of 8,064 points, raw points to recommendation. */
export function coreTime(): string {
  const milliseconds = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    recommend({ target, evidence: evidenceFromRaw() });
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const median = milliseconds[RUNS >> 1] ?? 0;
  const worst = milliseconds.at(-1) ?? 0;
  return `core, one target of 12 series x ${POINTS} points: median ${median.toFixed(2)} ms, worst ${worst.toFixed(2)} ms of ${RUNS} (aim: under ${AIM_MILLISECONDS} ms)`;
}

const rawSeries = evidence();

/** Converts the raw points anew each time, because a run does that too; making them up is not measured. */
function evidenceFromRaw(): Evidence {
  const again = (usage: ContainerUsage): ContainerUsage => ({
    cpu: toUsage(usage.cpu, 1),
    memory: toUsage(usage.memory, 1),
  });
  return {
    ...rawSeries,
    cpu: toUsage(rawSeries.cpu, 1),
    ...(rawSeries.memory && { memory: toUsage(rawSeries.memory, 1) }),
    containers: Object.fromEntries(Object.entries(rawSeries.containers).map(([name, usage]) => [name, again(usage)])),
  };
}
