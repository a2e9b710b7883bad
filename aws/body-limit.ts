/** What is needed of an answer of the SDK's HTTP handler: a stream that can be ended. */
interface Answer {
  readonly response: unknown;
}

interface Body {
  destroy(error: Error): void;
  once(event: 'close', listener: () => void): void;
}

type Next<Sent, Received> = (sent: Sent) => Promise<Received>;
type Middleware = <Sent, Received extends Answer>(next: Next<Sent, Received>) => Next<Sent, Received>;

/** The middle of the SDK where an answer has its head and not yet its body. */
interface Stack {
  add(middleware: Middleware, options: { name: string; step: 'deserialize'; priority: 'low'; override: true }): void;
}

/** From the request to the last byte of its answer: a page of CloudWatch takes its time. */
const LONGEST_MILLISECONDS = 20_000;

/**
 * Ends an answer whose body is not there in time; the SDK's own limit ends with the head, so that a body that comes in
 * drips would keep a command for ever. The SDK tries it again like any other answer that comes too late.
 */
export function bodyLimit(milliseconds = LONGEST_MILLISECONDS): { applyToStack(stack: Stack): void } {
  const middleware: Middleware = (next) => async (sent) => {
    const begin = performance.now();
    const received = await next(sent);
    endInTime(received.response, milliseconds - (performance.now() - begin));
    return received;
  };
  return {
    // Clients that are made from another one's configuration, such as that of an assumed role, may have it already.
    applyToStack: (stack) =>
      stack.add(middleware, { name: 'limitBody', step: 'deserialize', priority: 'low', override: true }),
  };
}

interface AnyClient {
  readonly middlewareStack: { use(plugin: ReturnType<typeof bodyLimit>): void };
}

export function limited<Client extends AnyClient>(client: Client, milliseconds?: number): Client {
  client.middlewareStack.use(bodyLimit(milliseconds));
  return client;
}

function endInTime(response: unknown, milliseconds: number): void {
  if (!hasBody(response)) return;
  const { body } = response;
  const error = Object.assign(new Error('The answer did not end in time.'), { name: 'TimeoutError' });
  const timer = setTimeout(() => body.destroy(error), Math.max(0, milliseconds));
  // The connection keeps the process alive, as long as there is one.
  timer.unref();
  body.once('close', () => clearTimeout(timer));
}

function hasBody(response: unknown): response is { readonly body: Body } {
  if (typeof response !== 'object' || response === null || !('body' in response)) return false;
  const { body } = response;
  return typeof body === 'object' && body !== null && 'destroy' in body && 'once' in body;
}
