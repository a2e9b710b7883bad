import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DurableStarter } from '../../aws/durable-starter.ts';
import { PortError } from '../../core/ports.ts';
import { rejection } from './world.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-production-recommend-fleet:durable';
const EXECUTION = {
  functionArn: ARN,
  name: '2026-11-22T06-00-00-000Z-a-b',
  event: { scheduledTime: '2026-11-22T06:00:00.000Z' },
};

interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Lambda as far as it takes invocations: it answers with a status and, where that is no success, with an error. */
async function startLambda(status: number, error?: string): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(status, error === undefined ? {} : { 'x-amzn-errortype': error });
      response.end(error === undefined ? '' : JSON.stringify({ message: error }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.close();
  });
  return asked;
}

const starter = () => new DurableStarter({ region: 'us-east-1', version: '1.0.0' });

describe('the starter of executions', () => {
  it('starts one by its name, with its event, and does not wait for it', async () => {
    const asked = await startLambda(202);
    await starter().start(EXECUTION);
    expect(asked).toHaveLength(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = asked;
    expect(decodeURIComponent(path)).toContain(`/functions/${ARN}/invocations`);
    expect(headers['x-amz-invocation-type']).toBe('Event');
    expect(headers['x-amz-durable-execution-name']).toBe(EXECUTION.name);
    expect(JSON.parse(body)).toEqual(EXECUTION.event);
  });

  it('is content where it runs already', async () => {
    await startLambda(409, 'DurableExecutionAlreadyStartedException');
    await expect(starter().start(EXECUTION)).resolves.toBeUndefined();
  });

  it('names the call that is refused', async () => {
    await startLambda(403, 'AccessDeniedException');
    const error = await rejection(starter().start(EXECUTION));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toMatch(/^Lambda Invoke of arn:aws:lambda:.+: AccessDeniedException/);
  });

  it('needs a region', () => {
    expect(() => new DurableStarter({ version: '1.0.0' })).toThrow('No AWS region');
  });
});
