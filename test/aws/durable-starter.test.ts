import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { durableStarter } from '../../aws/durable-starter.ts';
import { PortError } from '../../core/ports.ts';
import { startLambdaService } from '../support/lambda-service.ts';
import { rejection } from './world.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-production-recommend-fleet:durable';
const EXECUTION = {
  functionArn: ARN,
  name: '2026-11-22T06-00-00-000Z-a-b',
  event: { scheduledTime: '2026-11-22T06:00:00.000Z' },
};

/** Lambda answers so to all clients of this test. */
async function startLambda(status: number, error?: string) {
  const { url, asked } = await startLambdaService(status, error);
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  onTestFinished(() => void vi.unstubAllEnvs());
  return asked;
}

const starter = () => durableStarter('us-east-1');

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
    expect(() => durableStarter()).toThrow('No AWS region');
  });
});
