import {
  createRetryStrategy,
  type DurableContext,
  type DurableLambdaHandler,
  InvokeError,
  JitterStrategy,
  NestingType,
  withRetry,
} from '@aws/durable-execution-sdk-js';
import middy from '@middy/core';
import { executionModeDurableContext } from '@middy/core/DurableContext';
import { type Durable, WorkerCallError } from '../run/fleet/worker-call.ts';

/** Accounts and regions served at a time. Each has its own quotas; Lambda runs 1,000 functions at a time by default. */
const LANES_SIDE_BY_SIDE = 40;

/** A worker that was throttled or died is asked again after half a minute and after a minute. */
const THRICE = createRetryStrategy({
  maxAttempts: 3,
  initialDelay: { seconds: 30 },
  maxDelay: { seconds: 120 },
  backoffRate: 2,
  jitter: JitterStrategy.NONE,
});

/**
 * Lambda's durable context as a fleet's run needs it: flat (a batch is one operation), and some batches may fail.
 *
 * @param worker - The name or ARN of the function that works.
 */
export function durableOver(context: DurableContext, worker: string): Durable {
  return {
    call: async (asked, read) => {
      try {
        const answer = await withRetry(
          context,
          asked.kind,
          async (own) => read(await own.invoke(asked.kind, worker, asked)),
          { retryStrategy: THRICE, wrapWithRunInChildContext: false },
        );
        return { answer };
      } catch (error) {
        if (error instanceof InvokeError || error instanceof WorkerCallError) return { failure: error.message };
        throw error;
      }
    },
    once: (name, work) => context.step(name, work, { retryStrategy: THRICE }),
    each: async (name, items, work) => {
      const result = await context.map(name, [...items], (own, item) => work(item, durableOver(own, worker)), {
        maxConcurrency: LANES_SIDE_BY_SIDE,
        nesting: NestingType.FLAT,
        completionConfig: { toleratedFailurePercentage: 100 },
      });
      result.throwIfError();
      return result.getResults();
    },
  };
}

/**
 * A handler that Lambda runs as a durable execution. Its work runs again whenever the execution goes on, up to the last
 * thing that is not done yet: what must happen once is behind it.
 */
export function durableHandler<Result>(
  work: (event: unknown, context: DurableContext) => Promise<Result>,
): DurableLambdaHandler {
  // An early timeout would end the execution for good, and a suspended invocation would outlive its timer.
  const options = { executionMode: executionModeDurableContext, timeoutEarlyInMillis: 0 };
  const handler = middy<unknown, Result, Error, DurableContext>(options).handler(work);
  // middy's types know no handler of its durable mode: it takes an execution, and answers one.
  return handler as unknown as DurableLambdaHandler;
}
