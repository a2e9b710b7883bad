import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SlackReply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SlackRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A Slack on loopback. */
export interface SlackServer extends AsyncDisposable {
  /** The address of its webhook, with a path that is a secret. */
  readonly url: string;
  readonly requests: readonly SlackRequest[];
}

const SECRET_PATH = '/services/T00000000/B00000000/swordfish';

/** Answers the requests with these in turn, then with 200; `hang` never answers. */
export async function startSlack(...replies: readonly (SlackReply | 'hang')[]): Promise<SlackServer> {
  const left = [...replies];
  const requests: SlackRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url: path, headers } = request;
    requests.push({ method, path, contentType: headers['content-type'], body: await text(request) });
    const reply = left.shift() ?? { status: 200, body: 'ok' };
    if (reply !== 'hang') response.writeHead(reply.status, reply.headers).end(reply.body);
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${SECRET_PATH}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
