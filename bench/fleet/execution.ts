import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import type { Configuration } from '../../core/configuration/configuration.ts';
import { durableHandler, durableOver } from '../../handlers/durable.ts';
import { type FleetResult, runFleet } from '../../run/fleet/run-fleet.ts';
import { parseRunRequest } from '../../run/run-request.ts';
import type { Worker } from './worker.ts';

const WORKER = 'worker';

export interface Execution {
  readonly fleet: FleetResult;
  readonly operations: number;
  readonly invocations: number;
  readonly messages: number;
}

/** The run of a morning through the durable handler and the local runner. */
export async function executionOf(configuration: Configuration, worker: Worker, time: number): Promise<Execution> {
  let [fleet, messages]: [FleetResult | undefined, number] = [undefined, 0];
  const notifier = {
    publish: async () => {
      messages += 1;
    },
  };
  const handlerFunction = durableHandler(async (event, context) => {
    const durable = durableOver(context, WORKER);
    fleet = await runFleet({
      configuration,
      request: parseRunRequest(event, 0),
      home: { accountId: '123456789012', region: 'us-east-1' },
      durable,
      notifier,
    });
    return fleet.report.totals;
  });
  const runner = new LocalDurableTestRunner({ handlerFunction });
  runner.registerFunction(WORKER, (call: unknown) => worker.answer(call));
  const result = await runner.run({ payload: { scheduledTime: new Date(time).toISOString() } });
  if (fleet === undefined || result.getStatus() !== 'SUCCEEDED') throw new Error(result.getError().errorMessage);
  return {
    fleet,
    operations: result.getOperations().length + 1,
    invocations: result.getInvocations().length,
    messages,
  };
}
