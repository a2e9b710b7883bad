import { type ComputeOptimizerClient, GetEnrollmentStatusCommand } from '@aws-sdk/client-compute-optimizer';
import { ENROLLMENT_STATUSES, type EnrollmentStatus } from '../core/decision/opinion.ts';
import { type ClientOptions, Clients, type Place } from './clients.ts';
import { portCall, portError } from './port-call.ts';

/** Tells whether Compute Optimizer is switched on. In a file of its own, so that no Lambda's bundle can send the command. */
export class ComputeOptimizerEnrollment {
  readonly #client: ComputeOptimizerClient;

  /** @throws {PortError} When neither the place nor the options name a region. */
  constructor(options: ClientOptions, place: Place) {
    this.#client = new Clients(options).of(place).optimizer;
  }

  /** @throws {PortError} When it cannot be told. */
  async status(): Promise<EnrollmentStatus> {
    const call = { operation: 'ComputeOptimizer GetEnrollmentStatus', subject: 'the account' };
    const { status } = await portCall(call, () => this.#client.send(new GetEnrollmentStatusCommand({})));
    const known = ENROLLMENT_STATUSES.find((each) => each === status);
    if (known === undefined) throw portError(call, `the status ${status} is not known`);
    return known;
  }
}
