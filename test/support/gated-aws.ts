import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** An AWS call on its way through the gate. */
export interface PassingCall {
  /** For example `PutParameter`. */
  readonly operation: string;
  /** The parameter that a PutParameter writes. */
  readonly parameter?: string;
  /** 1 for the first call that came to this gate. */
  readonly ordinal: number;
  /** The request as it was sent. */
  readonly body: string;
}

export type Withheld = 'cut' | 'drip';

/** What happens to a call; each may wait as long as it likes. Both absent: the call just passes. */
export interface Gatekeeper {
  /** Before AWS hears of the call. */
  readonly before?: (call: PassingCall) => Promise<void> | void;
  /** When AWS has done the work and the caller has no answer yet. `cut`: it never gets one; `drip`: never its end. */
  readonly after?: (call: PassingCall) => Promise<Withheld | undefined> | Withheld | undefined;
  /** What the caller hears instead of the answer. Absent: the answer as it is. */
  readonly rewrite?: (call: PassingCall, answer: string) => string;
}

/** A loopback server that passes AWS calls on one by one: a test can stand between a call, its work and its answer. */
export interface Gate {
  /** What a client needs to go through the gate. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What the transport of the answer decides for itself. */
const OWN_HEADERS: readonly string[] = ['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'date'];

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function operationOf(request: IncomingMessage, body: string): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string'
    ? (target.split('.').at(-1) ?? '')
    : (new URLSearchParams(body).get('Action') ?? '');
}

function passingCall(request: IncomingMessage, body: string, ordinal: number): PassingCall {
  const operation = operationOf(request, body);
  if (operation !== 'PutParameter') return { operation, ordinal, body };
  const { Name } = JSON.parse(body) as { readonly Name: string };
  return { operation, parameter: Name, ordinal, body };
}

/** Headers that the embedded AWS reads; the client's signature covers another host, and nobody checks it. */
function passedHeaders({ headers }: IncomingMessage): Record<string, string> {
  const kept = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date', 'x-amzn-query-mode'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}

const DRIP_MILLISECONDS = 250;

/** A blank now and then, so that the connection never looks idle. */
function drip(response: ServerResponse): void {
  const dripping = setInterval(() => response.write(' '), DRIP_MILLISECONDS);
  response.on('close', () => clearInterval(dripping));
}

/** Opens a gate in front of the embedded AWS. */
export async function openGate(
  aws: { readonly url: string; readonly environment: Readonly<Record<string, string>> },
  keeper: Gatekeeper,
): Promise<Gate> {
  let ordinal = 0;
  const server = createServer((request, response) => {
    const pass = async () => {
      const body = await bodyOf(request);
      ordinal += 1;
      const call = passingCall(request, body, ordinal);
      await keeper.before?.(call);
      const answer = await fetch(aws.url, { method: 'POST', headers: passedHeaders(request), body });
      const text = await answer.text();
      const withheld = await keeper.after?.(call);
      if (withheld === 'cut') return response.destroy();
      const headers = [...answer.headers].filter(([name]) => !OWN_HEADERS.includes(name));
      if (withheld === 'drip') return drip(response.writeHead(answer.status, Object.fromEntries(headers)));
      return response.writeHead(answer.status, Object.fromEntries(headers)).end(keeper.rewrite?.(call, text) ?? text);
    };
    pass().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    environment: { ...aws.environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
