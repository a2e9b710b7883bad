import type {
  $Command,
  ECSClient,
  ECSClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-ecs';
import { type Clock, Pace, retryThrottled, systemClock } from './pace.ts';
import { type PortCall, portCall } from './port-call.ts';

/**
 * ECS lets an account and region read 50 times at once and 20 times a second for long, and everybody's deployments read
 * from the same quota (Amazon ECS developer guide, "Request throttling for the Amazon ECS API", 2026-11). A third of it
 * is used here: 16 reads in any 2.4 seconds are a burst of 16 and 6.7 a second.
 */
export const ECS_READS = { amount: 16, milliseconds: 2400 } as const;

/** Two thirds of it, for what a person does once and waits for. */
export const ECS_READS_ONCE = { amount: 32, milliseconds: 2400 } as const;

export interface EcsReadsOptions {
  /** Tries a call twice at most: what throttles is tried again here, and what is refused stays refused. */
  readonly client: ECSClient;
  readonly limit?: { readonly amount: number; readonly milliseconds: number };
  readonly clock?: Clock;
  /** For the jitter of pauses. */
  readonly random?: () => number;
}

/** Reads from ECS at a pace that leaves most of the quota to others. Made once for an account and region. */
export class EcsReads {
  readonly #options: Required<EcsReadsOptions>;
  /** Task definitions have a quota of their own. */
  readonly #paces: { readonly services: Pace; readonly definitions: Pace };

  constructor(options: EcsReadsOptions) {
    this.#options = { limit: ECS_READS, clock: systemClock, random: Math.random, ...options };
    const { limit, clock } = this.#options;
    const pace = () => new Pace(limit.amount, clock, limit.milliseconds);
    this.#paces = { services: pace(), definitions: pace() };
  }

  /** Sends one command. @throws {PortError} When ECS refuses it, or throttles it to the end. */
  async send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    call: EcsCall,
    command: $Command<Input, Output, ECSClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
  ): Promise<Output> {
    const { signal, quota = 'services' } = call;
    const attempt = async (): Promise<Output> => {
      await this.#paces[quota].take(1, signal);
      return portCall(call, (options) => this.#options.client.send(command, options));
    };
    return retryThrottled(attempt, { ...this.#options, signal });
  }
}

export interface EcsCall extends PortCall {
  readonly signal: AbortSignal;
  /** Default services: these and their deployments and revisions. */
  readonly quota?: 'services' | 'definitions';
}
