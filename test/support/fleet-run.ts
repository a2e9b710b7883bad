import type { Configuration } from '../../core/configuration/configuration.ts';
import type { Ports } from '../../core/ports.ts';
import { durableHandler, durableOver } from '../../handlers/durable.ts';
import type { Clock } from '../../run/clock.ts';
import { type FleetResult, runFleet } from '../../run/fleet/run-fleet.ts';
import { answerWorkerCall, type WorkerWorld } from '../../run/fleet/worker.ts';
import { parseRunRequest } from '../../run/run-request.ts';
import { assertAnswered } from '../../run/run-rightsizer.ts';
import { DurableBackend, type Executed, type Kill } from './durable-backend.ts';
import type { FakeWorld } from './fake-ports.ts';

export interface FleetRun {
  readonly configuration: Configuration;
  readonly world: FakeWorld;
  readonly time: number;
  readonly kills?: readonly Kill[];
  /** Around each call of the worker; default: it is answered. */
  readonly around?: (payload: unknown, answer: (world?: Partial<WorkerWorld>) => Promise<unknown>) => Promise<unknown>;
}

export interface FleetRan extends Executed {
  /** Undefined when the execution failed. */
  readonly fleet: FleetResult | undefined;
  /** What the worker was asked, in order. */
  readonly calls: readonly string[];
}

/** Nothing takes time but sleep. */
export function sleepyClock(time: number): Clock {
  let now = time;
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

export function workerWorld(
  configuration: Configuration,
  ports: Ports & Pick<FakeWorld, 'home'>,
  clock: Clock,
): WorkerWorld {
  const signal = new AbortController().signal;
  return { configuration, ports, memory: ports.home.documents, signal, clock };
}

/** A fleet's run through the real durable handler, over a backend in memory and a worker in this process. */
export async function fleetRun({ configuration, world, time, kills = [], around }: FleetRun): Promise<FleetRan> {
  const clock = sleepyClock(time);
  const calls: string[] = [];
  let fleet: FleetResult | undefined;
  const handler = durableHandler(async (event, context) => {
    const home = { accountId: '123456789012', region: 'us-east-1' };
    const input = { configuration, request: parseRunRequest(event, 0), home, notifier: world.notifier };
    fleet = await runFleet({ ...input, durable: durableOver(context, 'worker') });
    assertAnswered(fleet);
    return { runId: fleet.report.runId };
  });
  const worker = (payload: unknown) => {
    calls.push(JSON.stringify(payload));
    const answer = (changes: Partial<WorkerWorld> = {}) =>
      answerWorkerCall(payload, { ...workerWorld(configuration, world, clock), ...changes });
    return around === undefined ? answer() : around(payload, answer);
  };
  const executed = await new DurableBackend({ handler, worker, kills }).run({
    scheduledTime: new Date(time).toISOString(),
  });
  return { ...executed, fleet, calls };
}
