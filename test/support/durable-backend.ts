import {
  type CheckpointDurableExecutionRequest,
  type CheckpointDurableExecutionResponse,
  type DurableExecutionClient,
  DurableExecutionInvocationInputWithClient,
  type DurableLambdaHandler,
  type OperationUpdate,
  type WireOperation,
} from '@aws/durable-execution-sdk-js';
import type { Context } from 'aws-lambda';

/** A result or a payload of an operation (Lambda developer guide, durable functions, limits, 2026-11). */
const MOST_BYTES = 256 * 1024;
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:fleet:1/durable-execution/run/1';

/** Which checkpoint the machine of the orchestrator dies at, counted from 1, and whether it still landed. */
export interface Kill {
  readonly checkpoint: number;
  readonly when: 'before' | 'after';
}

export interface BackendOptions {
  readonly handler: DurableLambdaHandler;
  /** What an invoked function answers. */
  readonly worker: (payload: unknown) => Promise<unknown>;
  readonly kills?: readonly Kill[];
}

export interface Executed {
  readonly status: string;
  readonly result: unknown;
  readonly error: string | undefined;
  readonly operations: number;
  readonly invocations: number;
  readonly checkpoints: number;
  /** Of the largest payload or result. */
  readonly mostBytes: number;
}

/** Lambda's side of a durable execution, in memory. Waits take no time; machines die when they are told to. */
export class DurableBackend {
  readonly #options: BackendOptions;
  readonly #operations = new Map<string, WireOperation>();
  readonly #inputs = new Map<string, unknown>();
  #checkpoints = 0;
  #mostBytes = 0;
  #die: () => void = () => undefined;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  /** Runs an execution to its end. */
  async run(event: unknown): Promise<Executed> {
    this.#operations.set('execution', {
      Id: 'execution',
      Type: 'EXECUTION',
      Status: 'STARTED',
      StartTimestamp: new Date(0),
      ExecutionDetails: { InputPayload: JSON.stringify(event) },
    });
    for (let invocations = 1; invocations < 5000; invocations += 1) {
      const output = await this.#invoke();
      if (output !== undefined && output.Status !== 'PENDING') return this.#executed(output, invocations);
      await this.#goOn();
    }
    throw new Error('The execution comes to no end.');
  }

  #executed(output: object & { readonly Status: string }, invocations: number): Executed {
    const {
      Status: status,
      Result,
      Error: failure,
    } = output as {
      readonly Status: string;
      readonly Result?: string;
      readonly Error?: { readonly ErrorMessage?: string };
    };
    return {
      status,
      result: Result === undefined ? undefined : JSON.parse(Result),
      error: failure?.ErrorMessage,
      operations: this.#operations.size,
      invocations,
      checkpoints: this.#checkpoints,
      mostBytes: this.#mostBytes,
    };
  }

  /** One invocation; undefined when its machine died. */
  async #invoke() {
    const died = new Promise<undefined>((resolve) => {
      this.#die = () => resolve(undefined);
    });
    const state = { Operations: [...this.#operations.values()] };
    const input = { DurableExecutionArn: ARN, CheckpointToken: 'token', InitialExecutionState: state };
    const event = new DurableExecutionInvocationInputWithClient(input, this.#client());
    return Promise.race([this.#options.handler(event, CONTEXT), died]);
  }

  /** Of one invocation: once its machine is dead it hears nothing any more. */
  #client(): DurableExecutionClient {
    let isDead = false;
    const never = new Promise<never>(() => undefined);
    return {
      getExecutionState: async () => ({ Operations: [...this.#operations.values()] }),
      checkpoint: async (request) => {
        if (isDead) return never;
        this.#checkpoints += 1;
        const kill = this.#options.kills?.find(({ checkpoint }) => checkpoint === this.#checkpoints);
        const answer = kill?.when === 'before' ? undefined : this.#land(request);
        if (kill === undefined && answer !== undefined) return answer;
        isDead = true;
        this.#die();
        return never;
      },
    };
  }

  #land({ Updates = [] }: CheckpointDurableExecutionRequest): CheckpointDurableExecutionResponse {
    const changed = Updates.map((update) => this.#apply(update));
    return { CheckpointToken: 'token', NewExecutionState: { Operations: changed } };
  }

  #apply(update: OperationUpdate): WireOperation {
    const { Id = '', Action, Payload, Error: failure } = update;
    this.#measure(Payload);
    const before = this.#operations.get(Id);
    const after: WireOperation = {
      ...before,
      Id,
      ...(update.ParentId !== undefined && { ParentId: update.ParentId }),
      ...(update.Name !== undefined && { Name: update.Name }),
      Type: update.Type,
      ...(update.SubType !== undefined && { SubType: update.SubType }),
      StartTimestamp: before?.StartTimestamp ?? new Date(0),
      Status: statusOf(Action),
      ...detailsOf(update, { Payload, failure, attempt: before?.StepDetails?.Attempt ?? 0 }),
    };
    if (update.Type === 'CHAINED_INVOKE' && Action === 'START') this.#inputs.set(Id, JSON.parse(Payload ?? 'null'));
    this.#operations.set(Id, after);
    return after;
  }

  #measure(text: string | undefined): void {
    const bytes = Buffer.byteLength(text ?? '');
    this.#mostBytes = Math.max(this.#mostBytes, bytes);
    if (bytes > MOST_BYTES) throw new Error(`An operation of ${bytes} bytes; Lambda takes ${MOST_BYTES}.`);
  }

  /** Lets happen what the execution waits for. */
  async #goOn(): Promise<void> {
    const inputs = [...this.#inputs];
    this.#inputs.clear();
    await Promise.all(inputs.map(([id, input]) => this.#work(id, input)));
    for (const [id, operation] of this.#operations) {
      if (operation.Type === 'WAIT' && operation.Status === 'STARTED') this.#end(id, { Status: 'SUCCEEDED' });
      if (operation.Type === 'STEP' && operation.Status === 'PENDING') this.#end(id, { Status: 'READY' });
    }
  }

  async #work(id: string, input: unknown): Promise<void> {
    try {
      const Result = JSON.stringify(await this.#options.worker(input));
      this.#measure(Result);
      this.#end(id, { Status: 'SUCCEEDED', ChainedInvokeDetails: { Result } });
    } catch (error) {
      const [ErrorType, ErrorMessage] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
      this.#end(id, { Status: 'FAILED', ChainedInvokeDetails: { Error: { ErrorType, ErrorMessage } } });
    }
  }

  #end(id: string, change: Partial<WireOperation>): void {
    const operation = this.#operations.get(id);
    if (operation !== undefined) this.#operations.set(id, { ...operation, ...change });
  }
}

function statusOf(action: OperationUpdate['Action']): WireOperation['Status'] {
  if (action === 'SUCCEED') return 'SUCCEEDED';
  if (action === 'FAIL') return 'FAILED';
  return action === 'RETRY' ? 'PENDING' : 'STARTED';
}

interface Detail {
  readonly Payload: string | undefined;
  readonly failure: OperationUpdate['Error'];
  readonly attempt: number;
}

function detailsOf({ Type, Action, ContextOptions }: OperationUpdate, { Payload, failure, attempt }: Detail) {
  const details = { ...(Payload !== undefined && { Result: Payload }), ...(failure && { Error: failure }) };
  if (Type === 'STEP') {
    return { StepDetails: { ...details, Attempt: Action === 'RETRY' || Action === 'START' ? attempt + 1 : attempt } };
  }
  if (Type === 'CONTEXT') return { ContextDetails: { ...details, ...ContextOptions } };
  return {};
}

const CONTEXT = {
  getRemainingTimeInMillis: () => 900_000,
  functionName: 'fleet',
  functionVersion: '1',
  invokedFunctionArn: ARN,
  memoryLimitInMB: '512',
  awsRequestId: 'request',
  logGroupName: 'fleet',
  logStreamName: 'fleet',
  callbackWaitsForEmptyEventLoop: false,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
} satisfies Context;
