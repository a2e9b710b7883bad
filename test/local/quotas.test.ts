import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Quotas } from '../../local/quotas.ts';
import { startLocalAws } from '../../local/server.ts';
import { refusal, scenario, service } from './embedded-aws.ts';

const HERE = { account: '123456789012', region: 'us-east-1' };
const READ = 'ecs.DescribeServices';

function clockwork() {
  let now = 0;
  return { quotas: new Quotas(() => now), pass: (milliseconds: number) => (now += milliseconds) };
}

function admitted(quotas: Quotas, operation: string, calls: number, place = HERE): number {
  return Array.from({ length: calls }, () => quotas.admits(operation, place)).filter(Boolean).length;
}

describe('the documented quotas', () => {
  it('let fifty reads of ECS through at once, then one each fiftieth of a second', () => {
    const { quotas, pass } = clockwork();
    expect(admitted(quotas, READ, 60)).toBe(50);
    pass(50);
    expect(admitted(quotas, READ, 60)).toBe(1);
    pass(1000);
    expect(admitted(quotas, READ, 60)).toBe(20);
  });

  it('are full again after a pause, and no fuller', () => {
    const { quotas, pass } = clockwork();
    admitted(quotas, READ, 50);
    pass(3_600_000);
    expect(admitted(quotas, READ, 60)).toBe(50);
  });

  it('count services with their deployments, task definitions by themselves, and each account and region', () => {
    const { quotas } = clockwork();
    expect(admitted(quotas, 'ecs.ListServiceDeployments', 30)).toBe(30);
    expect(admitted(quotas, 'ecs.DescribeServiceRevisions', 30)).toBe(20);
    expect(admitted(quotas, 'ecs.DescribeTaskDefinition', 60)).toBe(50);
    expect(admitted(quotas, READ, 60, { ...HERE, region: 'eu-west-1' })).toBe(50);
    expect(admitted(quotas, READ, 60, { ...HERE, account: '210987654321' })).toBe(50);
  });

  it('let three writes of parameters through in a second, and everything that has none', () => {
    const { quotas, pass } = clockwork();
    expect(admitted(quotas, 'ssm.PutParameter', 9)).toBe(3);
    pass(1000);
    expect(admitted(quotas, 'ssm.PutParameter', 9)).toBe(3);
    expect(admitted(quotas, 'sns.Publish', 999)).toBe(999);
  });
});

describe('an embedded AWS with quotas', () => {
  it('refuses what is too much as ECS does, and serves it later', async () => {
    let now = 0;
    const filled = scenario({ services: [service({ cluster: 'production' })], quotas: 'documented' });
    const aws = await startLocalAws({ scenario: filled, elapsed: () => now });
    onTestFinished(() => aws.close());
    const credentials = { accessKeyId: 'AKIALOCAL123456789012', secretAccessKey: 'local' };
    const client = new ECSClient({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    const read = () => client.send(new DescribeServicesCommand({ cluster: 'production', services: ['api'] }));
    for (let call = 0; call < 50; call += 1) await read();
    expect(await refusal(read())).toMatchObject({ name: 'ThrottlingException' });
    expect((await refusal(client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'none:1' })))).name).toBe(
      'ClientException',
    );
    now += 50;
    expect((await read()).services).toHaveLength(1);
  });
});
