import type { Target } from '../core/configuration/configuration.ts';
import { builtInPolicies } from '../core/configuration/policies.ts';
import { type RawEvidence, readEvidence } from '../core/decision/read-evidence.ts';
import { recommend } from '../core/decision/recommend.ts';
import { krrMilliseconds } from './krr-time.ts';

const POINTS = 8064;
const RUNS = 200;
const AIM_MILLISECONDS = 2;

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

/** 12 series: average and maximum of CPU and memory, of the service and of two containers; a resize in the middle. */
function rawEvidence(): RawEvidence {
  const taskSize = { cpuUnits: 2048, memoryMiB: 6144 };
  const container = (seed: number, cpu: number, memory: number) => ({
    cpu: raw(seed, cpu, cpu),
    memory: raw(seed + 2, memory, 50),
  });
  const revision = { taskDefinitionArn: 'a', taskSize, images: {} };
  const middle = (POINTS / 2) * 300_000;
  return {
    window: { startTime: 0, endTime: POINTS * 300_000, periodSeconds: 300 },
    service: {
      kind: 'running',
      region: 'us-east-1',
      taskDefinitionArn: 'a',
      taskSize,
      platform: { operatingSystem: 'LINUX', architecture: 'X86_64' },
      desiredCount: 1,
      runningCount: 1,
      containers: [
        { name: 'connect', essential: true, cpuUnits: 2048, memoryMiB: 4096 },
        { name: 'instantclient', essential: false, memoryMiB: 2048 },
      ],
    },
    metrics: {
      cpu: raw(1, 20, 20),
      memory: raw(3, 50, 5),
      containers: { connect: container(5, 400, 3000), instantclient: container(9, 2, 40) },
      killsRecordedAt: POINTS * 300_000,
    },
    history: {
      kind: 'known',
      deployments: [
        { startedAt: middle, finishedAt: middle + 600_000, outcome: 'successful', revision, before: revision },
      ],
    },
    scaling: { kind: 'known', policies: [] },
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
  freeze: [],
  guards: { neverShrink: [] },
  images: [],
};

function raise(message: string): never {
  throw new Error(message);
}

interface Times {
  readonly best: number;
  readonly median: number;
  readonly worst: number;
}

function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return { best: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0, worst: sorted.at(-1) ?? 0 };
}

function timesText({ best, median, worst }: Times): string {
  return `median ${median.toFixed(2)} ms, best ${best.toFixed(2)} ms, worst ${worst.toFixed(2)} ms of ${RUNS}`;
}

/** The same series as KRR would read them: CPU first, then memory. */
function seriesOf({ metrics: { cpu, memory, containers } }: RawEvidence): readonly Float64Array[] {
  const all = [{ cpu, memory }, ...Object.values(containers)];
  const both = [...all.map((each) => each.cpu), ...all.map((each) => each.memory)];
  return both.flatMap(({ average, maximum }) => [average, maximum]).filter((points) => points instanceof Float64Array);
}

/** KRR's rule, two statistics a series, is far less work than a recommendation: the ratio shows what the rest costs. */
function krrText(given: RawEvidence, own: Times): string {
  const found = krrMilliseconds(seriesOf(given), RUNS);
  if (found === undefined) return 'KRR in NumPy: not measured, there is no python3 with NumPy';
  const krr = timesOf(found);
  return `KRR's rule in NumPy on the same series: ${timesText(krr)}; ours / KRR's ${(own.median / krr.median).toFixed(1)} by the median, ${(own.best / krr.best).toFixed(1)} by the best`;
}

/** The core's time for a target of 12 series of 8,064 points: raw points to recommendation, without making them up. */
export function coreTime(): string {
  const given = rawEvidence();
  const own = timesOf(
    Array.from({ length: RUNS }, () => {
      const start = performance.now();
      recommend({ target, evidence: readEvidence(given) });
      return performance.now() - start;
    }),
  );
  return `core, one target of 12 series x ${POINTS} points: ${timesText(own)} (aim: under ${AIM_MILLISECONDS} ms)\n${krrText(given, own)}`;
}
