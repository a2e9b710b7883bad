import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { DAY_MILLISECONDS } from '../../core/model/time.ts';
import { FIRST_RUN } from '../load/fleet.ts';
import { type Execution, executionOf } from './execution.ts';
import { fleetOf, type Shape } from './lanes.ts';
import { Worker } from './worker.ts';
import { WORKER, type Worked } from './worker-process.ts';

const SHAPES: readonly Shape[] = [
  { lanes: 20, targetsPerLane: 5 },
  { lanes: 40, targetsPerLane: 25 },
  { lanes: 40, targetsPerLane: 250 },
];

/**
 * USD in us-east-1, of the price pages of CloudWatch (GetMetricData, other requests, logs taken in) and Lambda (arm64,
 * and operations of durable functions), 2026-11. What an execution stores is not among them: cents a month.
 */
const PRICES = {
  metric: 0.01 / 1000,
  alarmRequest: 0.01 / 1000,
  logByte: 0.5 / 2 ** 30,
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / 1_000_000,
  operation: 8 / 1_000_000,
} as const;

/** Nobody documents how long Lambda takes from one chained invocation to the next; a round figure. */
const CALL_SECONDS = 0.5;

/** What one account and region may be asked in a second, by kind (local/quotas.ts; aws/cloudwatch-metrics.ts). */
const QUOTAS: readonly (readonly [name: string, used: (lane: Lane) => number, perSecond: number])[] = [
  ['CPU', ({ cpuSeconds }) => cpuSeconds, 1],
  ['GetMetricData points', ({ askedPoints }) => askedPoints, 396_000],
  ['GetMetricData requests', requestsOf('cloudwatch.GetMetricData'), 500],
  [
    'ECS reads',
    requestsOf(
      'ecs.DescribeServices',
      'ecs.ListServiceDeployments',
      'ecs.DescribeServiceDeployments',
      'ecs.DescribeServiceRevisions',
    ),
    20,
  ],
  ['ECS task definitions', requestsOf('ecs.DescribeTaskDefinition'), 20],
  ['SSM reads', requestsOf('ssm.GetParameters', 'ssm.GetParameterHistory'), 40],
  ['SSM writes', requestsOf('ssm.PutParameter'), 3],
];

/** One lane's work in a run. */
interface Lane extends Omit<Worked, 'answer'> {}

function requestsOf(...names: readonly string[]) {
  return ({ requests }: Lane) => names.reduce((sum, name) => sum + (requests[name] ?? 0), 0);
}

function summed(all: readonly Worked[]): Lane {
  const sum = (of: (each: Worked) => number) => all.reduce((total, each) => total + of(each), 0);
  const names = new Set(all.flatMap(({ requests }) => Object.keys(requests)));
  return {
    seconds: sum(({ seconds }) => seconds + CALL_SECONDS),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    requests: Object.fromEntries([...names].map((name) => [name, sum(({ requests }) => requests[name] ?? 0)])),
    askedPoints: sum(({ askedPoints }) => askedPoints),
    askedMetrics: sum(({ askedMetrics }) => askedMetrics),
    askedSeries: sum(({ askedSeries }) => askedSeries),
    throttled: sum(({ throttled }) => throttled),
    peakMegabytes: Math.max(...all.map(({ peakMegabytes }) => peakMegabytes)),
    logBytes: sum(({ logBytes }) => logBytes),
  };
}

function costOf(lane: Lane, { lanes }: Shape, { operations }: Execution, calls: number): number {
  const alarms = lane.requests['cloudwatch.DescribeAlarms'] ?? 0;
  const perLane =
    lane.askedMetrics * PRICES.metric +
    alarms * PRICES.alarmRequest +
    lane.logBytes * PRICES.logByte +
    lane.seconds * (WORKER.megabytes / 1024) * PRICES.gigabyteSecond;
  return perLane * lanes + calls * PRICES.invocation + operations * PRICES.operation;
}

interface Row {
  readonly kind: string;
  readonly shape: Shape;
  readonly lane: Lane;
  readonly execution: Execution;
  readonly calls: number;
}

function printRow({ kind, shape, lane, execution, calls }: Row): void {
  const targets = shape.lanes * shape.targetsPerLane;
  const shares = QUOTAS.map(
    ([name, used, perSecond]) => [name, (100 * used(lane)) / perSecond / lane.seconds] as const,
  );
  const [binds] = shares.toSorted(([, a], [, b]) => b - a);
  const cost = costOf(lane, shape, execution, calls);
  const { totals } = execution.fleet.report;
  const cells = [
    targets,
    kind,
    totals.targets - totals.failed - totals.notDone,
    `${lane.seconds.toFixed(0)} s`,
    calls,
    `${lane.peakMegabytes} MB`,
    `${execution.operations} / 3000`,
    `${binds?.[0]} ${binds?.[1].toFixed(0)} %`,
    shares.map(([name, percent]) => `${name} ${percent.toFixed(0)} %`).join(', '),
    lane.throttled,
    totals.changed,
    execution.messages,
    `${cost.toFixed(3)} USD`,
    `${((1000 * cost) / targets).toFixed(3)} USD`,
    (lane.askedMetrics / shape.targetsPerLane).toFixed(1),
    (lane.askedSeries / shape.targetsPerLane).toFixed(1),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** A first run, which records what runs, and a usual one a day later. */
async function play(shape: Shape): Promise<void> {
  const configuration = fleetOf(shape);
  const worker = new Worker();
  try {
    await worker.begin(shape);
    for (const [index, kind] of ['first', 'second', 'third'].entries()) {
      const time = FIRST_RUN + index * DAY_MILLISECONDS;
      await worker.morning(time, kind === 'first');
      const execution = await executionOf(configuration, worker, time);
      const lane = summed(worker.worked.map(({ done }) => done));
      printRow({ kind, shape, lane, execution, calls: worker.calls });
    }
  } finally {
    worker.end();
  }
}

console.log(
  `Workers of ${WORKER.megabytes} MB; 40 accounts and regions at a time, all alike: one is played, time is simulated, CPU time measured.`,
);
console.log(
  '| targets | run | answered | time | worker calls | memory of a worker | operations | what binds | of each quota | throttled | changed | messages | cost of the run | of 1,000 targets | metrics a target | series a target |',
);
console.log(`|${'---|'.repeat(16)}`);
await LocalDurableTestRunner.setupTestEnvironment();
for (const shape of SHAPES) await play(shape);
await LocalDurableTestRunner.teardownTestEnvironment();
