import { DeleteParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { StoredDocument } from '../core/model/stored-document.ts';
import { allReadable } from '../core/ports.ts';
import { batchesOf } from '../core/side-by-side.ts';
import { type ClientOptions, Clients, type Place } from './clients.ts';
import { portCall } from './port-call.ts';
import { SsmDocuments } from './ssm-documents.ts';

/** DeleteParameters takes ten names: client-ssm `DeleteParametersRequest`, 2026-11-23. */
const NAMES_PER_CALL = 10;

/** Deletes documents. In a file of its own, so that no Lambda's bundle can send the command. */
export class SsmRemoval {
  readonly region: string;
  readonly #client: SSMClient;
  readonly #documents: SsmDocuments;

  /** @throws {PortError} When neither the place nor the options name a region. */
  constructor(options: ClientOptions, place: Place) {
    const { region, ssm, ssmOnce } = new Clients(options).of(place);
    this.region = region;
    this.#client = ssm;
    this.#documents = new SsmDocuments({ client: ssm, onceClient: ssmOnce });
  }

  /** @throws {PortError} When one of them cannot be read. */
  async read(names: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    return allReadable(await this.#documents.read(names));
  }

  /** Deletes documents with all their versions; trying again is harmless. Gives the names of those that were there. */
  async remove(names: readonly string[]): Promise<readonly string[]> {
    const deleted: string[] = [];
    for (const batch of batchesOf(names, NAMES_PER_CALL)) {
      const call = { operation: 'SSM DeleteParameters', subject: batch.join(', ') };
      const command = new DeleteParametersCommand({ Names: [...batch] });
      const { DeletedParameters = [] } = await portCall(call, () => this.#client.send(command));
      deleted.push(...DeletedParameters);
    }
    return deleted;
  }
}
