import { GetEnrollmentStatusCommand } from '@aws-sdk/client-compute-optimizer';
import { ENROLLMENT_STATUSES, type EnrollmentStatus } from '../core/decision/opinion.ts';
import type { Place } from '../core/ports.ts';
import { Clients } from './clients.ts';
import { portCall, portError } from './port-call.ts';

/**
 * Whether Compute Optimizer is switched on. In a file of its own, so that no Lambda's bundle can send the command.
 *
 * @throws {PortError} When it cannot be told, or neither the place nor `region` names a region.
 */
export async function enrollmentStatus(place: Place, region?: string): Promise<EnrollmentStatus> {
  const { optimizer } = new Clients(region).of(place);
  const call = { operation: 'ComputeOptimizer GetEnrollmentStatus', subject: 'the account' };
  const { status } = await portCall(call, () => optimizer.send(new GetEnrollmentStatusCommand({})));
  const known = ENROLLMENT_STATUSES.find((each) => each === status);
  if (known === undefined) throw portError(call, `the status ${status} is not known`);
  return known;
}
