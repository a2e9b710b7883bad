import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bodyLimit } from '../../aws/body-limit.ts';
import { Clients } from '../../aws/clients.ts';
import { portCall } from '../../aws/port-call.ts';
import { SsmDocuments } from '../../aws/ssm-documents.ts';
import { rejection } from './world.ts';

const GET = new GetParametersCommand({ Names: ['/a'] });
const BODY = '{"Parameters":[],"InvalidParameters":["/a"]}';

/** The address of an SSM that answers like this. */
async function serving(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

function client(endpoint: string, milliseconds: number): SSMClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const ssm = new SSMClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  ssm.middlewareStack.use(bodyLimit(milliseconds));
  return ssm;
}

/** A space every ten milliseconds, until nobody listens. */
function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 10);
  response.once('close', () => clearInterval(timer));
}

describe('the limit of an answer', () => {
  it('ends one whose body comes in drips, and its connection', async () => {
    const closed: Promise<unknown>[] = [];
    const endpoint = await serving((response) => {
      closed.push(once(response, 'close'));
      drip(response);
    });
    const error = await rejection(client(endpoint, 100).send(GET));
    expect(error.name).toBe('TimeoutError');
    expect(error.message).toMatch(/^The answer did not end in time\./);
    expect(closed).toHaveLength(1);
    await Promise.all(closed);
  });

  it('is told in plain words', async () => {
    const ssm = client(await serving(drip), 50);
    const call = { operation: 'SSM GetParameters', subject: '/a' };
    const error = await rejection(portCall(call, () => ssm.send(GET)));
    expect(error.message).toBe('SSM GetParameters of /a: TimeoutError: The answer did not end in time.');
  });

  it('is reached once for a batch of documents, which are not asked for one by one', async () => {
    let requests = 0;
    const endpoint = await serving((response) => {
      requests += 1;
      drip(response);
    });
    const ssm = client(endpoint, 50);
    const answers = await new SsmDocuments({ client: ssm, onceClient: ssm }).read(['/a', '/b', '/c']);
    const message = 'SSM GetParameters of /a, /b, /c: TimeoutError: The answer did not end in time.';
    expect([...answers]).toEqual(['/a', '/b', '/c'].map((name) => [name, { kind: 'unreadable', message }]));
    expect(requests).toBe(1);
  });

  it('leaves one alone that ends in time', async () => {
    const endpoint = await serving((response) => void setTimeout(() => response.end(BODY), 20));
    expect(await client(endpoint, 10_000).send(GET)).toMatchObject({ InvalidParameters: ['/a'] });
  });

  it('holds for every client', () => {
    const clients = new Clients('us-east-1');
    const { cloudWatch, ecs, scaling, optimizer, ssm, ssmOnce } = clients.of({});
    const all = [cloudWatch, ecs, scaling, optimizer, ssm, ssmOnce, clients.sns('us-east-1')];
    for (const each of [...all, clients.pricing(), clients.costExplorer()])
      expect(each.middlewareStack.identify().filter((name) => name.startsWith('limitBody'))).toHaveLength(1);
  });
});
