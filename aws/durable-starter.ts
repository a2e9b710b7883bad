import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { FleetStarter } from '../core/ports.ts';
import { bodyLimit } from './body-limit.ts';
import { type ClientOptions, Clients } from './clients.ts';
import { errorName, portCall } from './port-call.ts';

/** Starts executions of durable functions. In a file of its own, with its client: only the function that dispatches has them. */
export class DurableStarter implements FleetStarter {
  readonly #client: LambdaClient;

  /** @throws {PortError} When the options name no region. */
  constructor(options: ClientOptions) {
    this.#client = new LambdaClient(new Clients(options).settingsHere());
    this.#client.middlewareStack.use(bodyLimit());
  }

  /** An execution of the same name and payload is the same one; with another payload it began already, and goes on. */
  async start({ functionArn, name, event }: Parameters<FleetStarter['start']>[0]): Promise<void> {
    const command = new InvokeCommand({
      FunctionName: functionArn,
      InvocationType: 'Event',
      DurableExecutionName: name,
      Payload: new TextEncoder().encode(JSON.stringify(event)),
    });
    try {
      await portCall({ operation: 'Lambda Invoke', subject: functionArn }, () => this.#client.send(command));
    } catch (error) {
      if (errorName(error) !== 'DurableExecutionAlreadyStartedException') throw error;
    }
  }
}
