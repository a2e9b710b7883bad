import { GetParametersByPathCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type ClientOptions, Clients, type Place } from './clients.ts';
import { itemsOfPages } from './pages.ts';
import { portCall } from './port-call.ts';

/** GetParametersByPath gives at most ten a page: client-ssm `GetParametersByPathRequest.MaxResults`, 2026-11-23. */
const NAMES_PER_PAGE = 10;

/** Lists what is stored. In a file of its own, so that no Lambda's bundle can send the command. */
export class SsmListing {
  readonly #client: SSMClient;

  /** @throws {PortError} When neither the place nor the options name a region. */
  constructor(options: ClientOptions, place: Place) {
    this.#client = new Clients(options).of(place).ssm;
  }

  /** The names of all parameters below a path, at any depth; empty when there are none. Nothing is decrypted. */
  async namesUnder(path: string): Promise<readonly string[]> {
    const call = { operation: 'SSM GetParametersByPath', subject: path };
    const read = (NextToken: string | undefined) => {
      const input = { Path: path, Recursive: true, MaxResults: NAMES_PER_PAGE, NextToken };
      return portCall(call, () => this.#client.send(new GetParametersByPathCommand(input)));
    };
    const found = await itemsOfPages({ call, read, tokenOf: ({ NextToken }) => NextToken }, (page) => page.Parameters);
    return found.flatMap(({ Name }) => Name ?? []);
  }
}
