import { randomUUID } from 'node:crypto';

/** What the demo asks of the process that plays Lambda: which bundle, which event, how long it may take. */
export interface InvocationRequest {
  readonly bundle: string;
  readonly event: unknown;
  readonly timeoutSeconds: number;
}

export type InvocationOutcome =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly message: string };

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** The context that Lambda gives, as far as anybody reads it. */
function contextOf(timeoutSeconds: number): object {
  const deadline = Date.now() + timeoutSeconds * 1000;
  return {
    functionName: 'rightsizer-local-recommend',
    functionVersion: '$LATEST',
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function invoke({ bundle, event, timeoutSeconds }: InvocationRequest): Promise<InvocationOutcome> {
  try {
    const { handler } = (await import(bundle)) as { readonly handler: Handler };
    return { kind: 'returned', value: await handler(event, contextOf(timeoutSeconds)) };
  } catch (error) {
    return { kind: 'threw', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

// The process plays one invocation and ends, as a cold start would.
process.once('message', async (request: InvocationRequest) => {
  const outcome = await invoke(request);
  process.send?.(outcome, () => process.exit(0));
});
