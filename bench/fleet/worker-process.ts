import type { Log } from '../../core/ports.ts';
import { answerWorkerCall } from '../../run/fleet/worker.ts';
import { FIRST_RUN } from '../load/fleet.ts';
import { SimulatedAws } from '../load/simulated-aws.ts';
import { VirtualClock } from '../load/virtual-clock.ts';
import { fleetOf, type Shape, scenarioOf } from './lanes.ts';

/** serverless.yml: timeout and memorySize of the worker. */
export const WORKER = { seconds: 300, megabytes: 1024 } as const;
/** As run/clock.ts keeps it back. */
const RESERVE_MILLISECONDS = 30_000;

/** What the process is asked: to begin with a shape, to let days pass, or to answer a call. */
export type Asked =
  | { readonly kind: 'begin'; readonly shape: Shape }
  | { readonly kind: 'metrics'; readonly areEmpty: boolean; readonly time: number }
  | { readonly kind: 'call'; readonly call: unknown };

export interface Worked {
  readonly answer: unknown;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly askedPoints: number;
  readonly askedMetrics: number;
  readonly askedSeries: number;
  readonly throttled: number;
  readonly peakMegabytes: number;
  readonly logBytes: number;
}

/** One lane, as long as the process lives: its clock and its AWS. */
function laneOf(shape: Shape) {
  const configuration = fleetOf(shape);
  const clock = new VirtualClock(FIRST_RUN, WORKER.megabytes);
  const aws = new SimulatedAws(scenarioOf(shape), clock);
  let logBytes = 0;
  const count = (message: string, data?: object) => {
    logBytes += JSON.stringify({ message, ...data }).length;
  };
  const log: Log = { info: count, warn: count, error: count };
  const ports = { ...aws.ports(), log };
  const memory = ports.accountOf(configuration.targets[0] as (typeof configuration.targets)[number]).documents;

  async function work(call: unknown): Promise<Worked> {
    const [began, cpu, throttled, logged] = [clock.now(), clock.cpuMilliseconds, aws.throttled, logBytes];
    aws.requests.clear();
    aws.metrics.askedPoints = 0;
    aws.metrics.askedMetrics = 0;
    aws.metrics.askedSeries = 0;
    const deadline = new AbortController();
    void clock.sleep(WORKER.seconds * 1000 - RESERVE_MILLISECONDS).then(() => deadline.abort());
    const world = {
      configuration,
      ports,
      memory,
      clock,
      signal: deadline.signal,
      endsAt: began + WORKER.seconds * 1000,
    };
    const answer = await clock.run(() => answerWorkerCall(call, world));
    return {
      answer,
      seconds: (clock.now() - began) / 1000,
      cpuSeconds: (clock.cpuMilliseconds - cpu) / 1000,
      requests: Object.fromEntries(aws.requests),
      askedPoints: aws.metrics.askedPoints,
      askedMetrics: aws.metrics.askedMetrics,
      askedSeries: aws.metrics.askedSeries,
      throttled: aws.throttled - throttled,
      peakMegabytes: Math.round(clock.peakBytes / 2 ** 20),
      logBytes: logBytes - logged,
    };
  }

  async function morning(areEmpty: boolean, time: number): Promise<void> {
    aws.metrics.areEmpty = areEmpty;
    if (time > clock.now()) await clock.run(() => clock.sleep(time - clock.now()));
  }
  return { work, morning };
}

async function answer(lane: ReturnType<typeof laneOf> | undefined, asked: Asked): Promise<unknown> {
  if (asked.kind === 'begin' || lane === undefined) return undefined;
  return asked.kind === 'call' ? lane.work(asked.call) : lane.morning(asked.areEmpty, asked.time);
}

if (import.meta.main) {
  let lane: ReturnType<typeof laneOf> | undefined;
  process.on('message', async (asked: Asked) => {
    if (asked.kind === 'begin') lane = laneOf(asked.shape);
    process.send?.({ value: await answer(lane, asked) });
  });
}
