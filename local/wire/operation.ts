import type { Place } from './place.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What an operation knows beside its input. */
export interface CallContext extends Place {
  readonly now: Date;
  /** A fault that changes results instead of refusing the call; GetMetricData alone knows these. */
  readonly resultFault?: ResultFault | undefined;
}

export type ResultFault = 'partialData' | 'internalError' | 'forbidden';

/** One operation of one service. @throws AwsError for what AWS refuses */
export type Operation = (input: JsonObject, context: CallContext) => JsonObject;

/** Operations by `<service>.<operation>`, for example `ssm.PutParameter`. */
export type Operations = Readonly<Record<string, Operation>>;

/** The same, answered from something that the server has. */
export type OperationOn<State> = (state: State, input: JsonObject, context: CallContext) => JsonObject;
