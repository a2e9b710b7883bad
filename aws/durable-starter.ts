import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { FleetStarter } from '../core/ports.ts';
import { limited } from './body-limit.ts';
import { clientSettings } from './client-settings.ts';
import { portCall, unlessError } from './port-call.ts';

/**
 * Starts executions of durable functions. In its own file, with its client: only the function that dispatches has them.
 *
 * @throws {PortError} Without a region.
 */
export function durableStarter(region?: string): FleetStarter {
  const client = limited(new LambdaClient(clientSettings(region)));
  return {
    /** The same name and payload is the same execution; with another payload it began already, and goes on. */
    async start({ functionArn, name, event }) {
      const command = new InvokeCommand({
        FunctionName: functionArn,
        InvocationType: 'Event',
        DurableExecutionName: name,
        Payload: new TextEncoder().encode(JSON.stringify(event)),
      });
      const call = { operation: 'Lambda Invoke', subject: functionArn };
      await unlessError('DurableExecutionAlreadyStartedException', () => portCall(call, () => client.send(command)));
    },
  };
}
