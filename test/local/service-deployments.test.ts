import { DescribeServiceDeploymentsCommand, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { ScenarioService } from '../../local/scenario.ts';
import { ecs, noon, refusal, scenario, serve, service } from './embedded-aws.ts';

const size = { taskCpu: '1024', taskMemory: '2048' };

/** Grown, rolled back, and a third deployment that is still at work. */
const history: Partial<ScenarioService> = {
  sizeBefore: { taskCpu: '512', taskMemory: '1024' },
  deployments: [
    { startedAt: '2026-11-10T09:00:00Z', finishedAt: '2026-11-10T09:10:00Z', status: 'SUCCESSFUL', ...size },
    { startedAt: '2026-11-17T09:00:00Z', finishedAt: '2026-11-17T09:20:00Z', status: 'ROLLBACK_SUCCESSFUL', ...size },
    { startedAt: '2026-11-22T11:00:00Z', status: 'IN_PROGRESS', ...size },
  ],
};

async function clientFor(overrides: Partial<ScenarioService> = history, now = noon) {
  return ecs(await serve({ scenario: scenario({ services: [service(overrides)] }), now: () => now }));
}

const describing = (...serviceDeploymentArns: string[]) =>
  new DescribeServiceDeploymentsCommand({ serviceDeploymentArns });
const listing = new ListServiceDeploymentsCommand({ cluster: 'blue', service: 'api' });
const missing = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/blue/api/none';

describe('DescribeServiceDeployments', () => {
  it('tells the same as the list, and what ran before', async () => {
    const client = await clientFor();
    const listed = (await client.send(listing)).serviceDeployments ?? [];
    const answer = await client.send(describing(...listed.map((each) => each.serviceDeploymentArn ?? ''), missing));
    const described = answer.serviceDeployments ?? [];
    const same = ({ status, startedAt, finishedAt }: (typeof listed)[number]) => ({ status, startedAt, finishedAt });
    expect(described.map(same)).toEqual(listed.map(same));
    expect(described.map(({ targetServiceRevision }) => targetServiceRevision?.arn)).toEqual(
      listed.map(({ targetServiceRevisionArn }) => targetServiceRevisionArn),
    );
    const [running, rolledBack, grown] = described.map((each) => each.sourceServiceRevisions?.map(({ arn }) => arn));
    expect(rolledBack).toEqual([described[2]?.targetServiceRevision?.arn]);
    // What was rolled back left the revision before it at work.
    expect(running).toEqual(rolledBack);
    expect(grown).toHaveLength(1);
    expect(grown).not.toEqual(rolledBack);
    expect(answer.failures).toEqual([{ arn: missing, reason: 'MISSING' }]);
  });

  it('names no source for the deployment that created the service', async () => {
    const client = await clientFor({ ...history, metricsFrom: '2026-11-10T09:00:00Z' });
    const [first] = ((await client.send(listing)).serviceDeployments ?? []).slice(-1);
    const { serviceDeployments } = await client.send(describing(first?.serviceDeploymentArn ?? ''));
    expect(serviceDeployments).toMatchObject([{ sourceServiceRevisions: [] }]);
  });

  it('knows what the list knows: nothing that is to come, nothing older than 90 days', async () => {
    const listed = (await (await clientFor()).send(listing)).serviceDeployments ?? [];
    const arns = listed.map((each) => each.serviceDeploymentArn ?? '');
    const early = await clientFor(history, new Date('2026-11-12T00:00:00Z'));
    expect((await early.send(describing(...arns))).serviceDeployments).toHaveLength(1);
    const late = await clientFor(history, new Date('2027-02-12T00:00:00Z'));
    expect((await late.send(describing(...arns))).serviceDeployments).toHaveLength(2);
  });

  it('takes one to twenty ARNs', async () => {
    const client = await clientFor();
    const many = Array.from({ length: 21 }, (_, index) => `${missing}${index}`);
    expect(await refusal(client.send(describing()))).toMatchObject({ name: 'InvalidParameterException' });
    expect(await refusal(client.send(describing(...many)))).toMatchObject({ name: 'InvalidParameterException' });
    expect((await client.send(describing(...many.slice(1)))).failures).toHaveLength(20);
  });
});
