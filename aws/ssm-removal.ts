import { DeleteParametersCommand, GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { batchesOf } from '../core/model/side-by-side.ts';
import type { StoredDocument } from '../core/model/stored-document.ts';
import { allReadable, type Place } from '../core/ports.ts';
import { Clients } from './clients.ts';
import { allPages } from './pages.ts';
import { portCall } from './port-call.ts';
import { SsmDocuments } from './ssm-documents.ts';

/** DeleteParameters takes ten names: client-ssm `DeleteParametersRequest`, 2026-11-23. */
const NAMES_PER_CALL = 10;

/**
 * Reads and deletes documents. In a file of its own, so that no Lambda's bundle can send the command.
 *
 * @throws {PortError} When neither the place nor `ownRegion` names a region.
 */
export function documentRemover(place: Place, ownRegion?: string) {
  const { region, ssm, ssmOnce } = new Clients(ownRegion).of(place);
  const documents = new SsmDocuments({ client: ssm, onceClient: ssmOnce });
  return {
    region,
    /** @throws {PortError} When one of them cannot be read. */
    async read(names: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
      return allReadable(await documents.read(names));
    },
    /** Deletes documents with all versions; trying again is harmless. Gives the names of those that were there. */
    async remove(names: readonly string[]): Promise<readonly string[]> {
      const deleted: string[] = [];
      for (const batch of batchesOf(names, NAMES_PER_CALL)) {
        const call = { operation: 'SSM DeleteParameters', subject: batch.join(', ') };
        const command = new DeleteParametersCommand({ Names: [...batch] });
        const { DeletedParameters = [] } = await portCall(call, () => ssm.send(command));
        deleted.push(...DeletedParameters);
      }
      return deleted;
    },
  };
}

/** GetParametersByPath gives at most ten a page: client-ssm `GetParametersByPathRequest.MaxResults`, 2026-11-23. */
const NAMES_PER_PAGE = 10;

/**
 * The names of all parameters below a path, at any depth; empty when there are none. Nothing is decrypted.
 *
 * @throws {PortError} Also when neither the place nor `region` names a region.
 */
export async function namesUnder(path: string, place: Place, region?: string): Promise<readonly string[]> {
  const { ssm } = new Clients(region).of(place);
  const call = { operation: 'SSM GetParametersByPath', subject: path };
  const pages = await allPages(call, (NextToken) => {
    const input = { Path: path, Recursive: true, MaxResults: NAMES_PER_PAGE, NextToken };
    return portCall(call, () => ssm.send(new GetParametersByPathCommand(input)));
  });
  return pages.flatMap(({ Parameters = [] }) => Parameters).flatMap(({ Name }) => Name ?? []);
}
