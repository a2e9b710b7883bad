import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import type { Place } from '../core/ports.ts';
import { Clients } from './clients.ts';
import { allPages } from './pages.ts';
import { portCall } from './port-call.ts';

/** GetParametersByPath gives at most ten a page: client-ssm `GetParametersByPathRequest.MaxResults`, 2026-11-23. */
const NAMES_PER_PAGE = 10;

/**
 * The names of all parameters below a path, at any depth; empty when there are none. Nothing is decrypted. In a file of its own, so that no
 * Lambda's bundle can send the command.
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
