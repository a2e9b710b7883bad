import { describe, expect, it } from 'vitest';
import { Clients } from '../../aws/clients.ts';
import { createAwsPorts } from '../../aws/ports.ts';
import { PortError } from '../../core/ports.ts';
import { VERSION } from '../../core/version.ts';
import { days, NEVER, OTHER_ACCOUNT, ROLE, recordingLog, service, startWorld, target } from './world.ts';

const options = { region: 'us-east-1' };

describe('accounts', () => {
  it('are the same for targets that share role and region', () => {
    const ports = createAwsPorts({ ...options, log: recordingLog() });
    const own = ports.accountOf(target());
    expect(ports.accountOf(target({ ecsService: 'web', region: 'us-east-1' }))).toBe(own);
    expect(ports.accountOf(target({ region: 'eu-west-1' }))).not.toBe(own);
    expect(ports.accountOf(target({ region: 'eu-west-1' })).region).toBe('eu-west-1');
    expect(ports.accountOf(target({ roleArn: ROLE }))).not.toBe(own);
    expect(ports.accountOf(target({ roleArn: ROLE }))).toBe(ports.accountOf(target({ roleArn: ROLE })));
  });

  it('need a region from somewhere', () => {
    const ports = createAwsPorts({ log: recordingLog() });
    expect(() => ports.accountOf(target())).toThrow(PortError);
    expect(ports.accountOf(target({ region: 'eu-west-1' })).region).toBe('eu-west-1');
  });

  it('are reached with the role of the target, assumed once for all clients', async () => {
    const there = { account: OTHER_ACCOUNT, region: 'eu-west-1' };
    const aws = await startWorld({ services: [service(), service({ ...there, taskCpu: '2048', taskMemory: '4096' })] });
    const ports = createAwsPorts({ ...options, log: recordingLog() });
    const remote = target({ roleArn: ROLE, region: 'eu-west-1' });
    const account = ports.accountOf(remote);
    const { cluster, ecsService, id } = remote;

    const found = await account.services.describe([remote], NEVER);
    const asked = { cluster, service: ecsService, containers: [], window: days(1) };
    const metrics = await account.metrics.read(asked, NEVER);
    await account.documents.write({ name: '/r/a', text: '{}', type: 'String', overwrite: false });
    await account.documents.read(['/r/a']);
    const policies = await account.history?.scalingPolicies({ cluster, service: ecsService }, NEVER);
    const own = await ports.accountOf(target()).services.describe([target()], NEVER);

    expect(found.get(id)).toMatchObject({ region: 'eu-west-1', taskSize: { cpuUnits: 2048 } });
    expect(own.get(id)).toMatchObject({ region: 'us-east-1', taskSize: { cpuUnits: 1024 } });
    expect(metrics.cpu.average?.[0]).toBe(12.5);
    expect(policies).toEqual({ kind: 'known', policies: [] });
    expect(aws.parameters()).toMatchObject([{ ...there, name: '/r/a' }]);
    // Every request but the one for credentials.
    expect(ports.apiCalls()).toBe(aws.calls().length - 1);
    const calls = aws.calls().map((call) => `${call.operation} ${call.account} ${call.region}`);
    expect(calls).toEqual([
      'sts.AssumeRole 123456789012 eu-west-1',
      `ecs.DescribeServices ${OTHER_ACCOUNT} eu-west-1`,
      `ecs.DescribeTaskDefinition ${OTHER_ACCOUNT} eu-west-1`,
      // The window's series, and those of memory kills over 28 days.
      `cloudwatch.GetMetricData ${OTHER_ACCOUNT} eu-west-1`,
      `cloudwatch.GetMetricData ${OTHER_ACCOUNT} eu-west-1`,
      `ssm.PutParameter ${OTHER_ACCOUNT} eu-west-1`,
      `ssm.GetParameters ${OTHER_ACCOUNT} eu-west-1`,
      `application-autoscaling.DescribeScalingPolicies ${OTHER_ACCOUNT} eu-west-1`,
      'ecs.DescribeServices 123456789012 us-east-1',
      'ecs.DescribeTaskDefinition 123456789012 us-east-1',
    ]);
    expect(aws.calls()[0]?.input).toMatchObject({ RoleArn: ROLE, RoleSessionName: 'fargate-rightsizer' });
  });

  it('fail their own targets when the role cannot be assumed', async () => {
    await startWorld({ refusedRoles: [ROLE] });
    const ports = createAwsPorts({ ...options, log: recordingLog() });
    const remote = target({ roleArn: ROLE });
    const found = await ports.accountOf(remote).services.describe([remote], NEVER);
    expect(found.get(remote.id)).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/^ECS DescribeServices of cluster blue: AccessDenied\w*: .*sts:AssumeRole/),
    });
  });
});

describe('notifier', () => {
  it('publishes to the topic, or says that there is none', async () => {
    const topics = [{ name: 'changes', subscriptions: [{ protocol: 'email', endpoint: 'team@example.com' }] }];
    const aws = await startWorld({ topics });
    const log = recordingLog();
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:changes';
    const message = { subject: 'subject', bodies: { default: 'text' } };
    await createAwsPorts({ ...options, log, topicArn }).notifier.publish(message);
    await createAwsPorts({ ...options, log }).notifier.publish(message);
    expect(aws.outbox()).toMatchObject([{ subject: 'subject', body: 'text' }]);
    expect(log.lines).toHaveLength(1);
    expect(() => createAwsPorts({ ...options, log, topicArn: 'changes' })).toThrow(PortError);
  });
});

describe('clients', () => {
  it('have explicit timeouts, retries and a user agent', async () => {
    const { cloudWatch, ecs, scaling, ssm, ssmOnce } = new Clients('us-east-1').of({});
    for (const client of [cloudWatch, ecs, scaling, ssm, ssmOnce])
      expect(client.config.customUserAgent).toEqual([['fargate-rightsizer', VERSION]]);
    const attempts = [cloudWatch, ecs, scaling, ssm, ssmOnce].map((client) => client.config.maxAttempts());
    expect(await Promise.all(attempts)).toEqual([5, 2, 2, 5, 1]);
    expect([cloudWatch, ecs, scaling, ssm, ssmOnce].map((client) => client.config.retryMode)).toEqual([
      'adaptive',
      'standard',
      'standard',
      'adaptive',
      'standard',
    ]);
  });

  it('give up on connections and on requests that take too long', async () => {
    const { cloudWatch, ecs, scaling, ssm, ssmOnce } = new Clients('us-east-1').of({});
    const limits = await Promise.all([cloudWatch, ecs, scaling, ssm, ssmOnce].map(handlerSettings));
    expect(limits.map(({ requestTimeout }) => requestTimeout)).toEqual([20_000, 10_000, 10_000, 10_000, 10_000]);
    // Without throwOnRequestTimeout the SDK would only warn.
    for (const limit of limits) expect(limit).toMatchObject({ connectionTimeout: 3000, throwOnRequestTimeout: true });
    expect(limits.map(({ httpsAgent }) => httpsAgent.keepAlive)).toEqual([true, true, true, true, false]);
  });
});

interface HandlerSettings {
  readonly requestTimeout: number;
  readonly httpsAgent: { readonly keepAlive: boolean };
}

/** The SDK shows a handler's settings only after its first request; before that they are behind this promise. */
async function handlerSettings(client: { readonly config: { readonly requestHandler: object } }) {
  const { configProvider } = client.config.requestHandler as { configProvider?: Promise<HandlerSettings> };
  if (configProvider === undefined) throw new Error('The SDK keeps its settings elsewhere now.');
  return configProvider;
}

describe('the requests that were sent', () => {
  it('are counted attempt by attempt', async () => {
    const aws = await startWorld();
    const ports = createAwsPorts({ ...options, log: recordingLog() });
    expect(ports.apiCalls()).toBe(0);
    aws.addFaults([{ operation: 'ssm.GetParameters', fault: 'throttle', count: 1 }]);
    await ports.accountOf(target()).documents.read(['/r/a']);
    expect(aws.calls().map(({ operation }) => operation)).toEqual(['ssm.GetParameters', 'ssm.GetParameters']);
    expect(ports.apiCalls()).toBe(2);
  });
});
