import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetParameterHistoryCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { cloudWatch, lastHours, noon, query, refusal, scenario, serve, sns, ssm } from './embedded-aws.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const put = (Value: string) => new PutParameterCommand({ Name: '/a', Value, Type: 'SecureString', Overwrite: true });
const embedded = JSON.stringify({
  _aws: {
    Timestamp: noon.getTime() - 60_000,
    CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [[]], Metrics: [{ Name: 'M' }] }],
  },
  M: 5,
});
const ingested = () =>
  new GetMetricDataCommand(lastHours(1, [query({ namespace: 'N', metric: 'M', dimensions: {}, period: 60 })]));

describe('the state folder', () => {
  it('keeps parameters with their history, messages and ingested metrics over a restart', async () => {
    const stateFolder = temporaryFolder();
    const first = await serve({ stateFolder, scenario: connectorScenario });
    await ssm(first).send(put('one'));
    await ssm(first).send(put('two'));
    const TopicArn = 'arn:aws:sns:us-east-1:123456789012:rightsizer-production-changes';
    await sns(first).send(new PublishCommand({ TopicArn, Message: 'text' }));
    first.ingestEmbeddedMetrics(embedded);
    const outbox = first.outbox();
    await first.close();

    const second = await serve({ stateFolder, now: () => new Date('2026-11-22T12:30:00Z') });
    expect(second.outbox()).toEqual(outbox);
    expect(outbox.map(({ protocol }) => protocol)).toEqual(['email', 'https']);
    const history = await ssm(second).send(new GetParameterHistoryCommand({ Name: '/a', WithDecryption: true }));
    expect(history.Parameters?.[0]).toMatchObject({ Value: 'one', LastModifiedDate: noon });
    expect((await ssm(second).send(put('three'))).Version).toBe(3);
    const answer = await cloudWatch(second).send(ingested());
    expect(answer.MetricDataResults?.[0]?.Values).toEqual([5]);
    expect(readdirSync(stateFolder).sort()).toEqual(['metrics.json', 'outbox.json', 'parameters.json']);
  });

  it('is refused when it holds something that is no state, rather than emptied', async () => {
    const stateFolder = temporaryFolder();
    writeFileSync(join(stateFolder, 'parameters.json'), '[{');
    await expect(startLocalAws({ scenario: scenario(), stateFolder })).rejects.toThrow(/parameters\.json/);
  });
});

describe('the environment', () => {
  it('is all that a client needs', async () => {
    const server = await serve();
    for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect((await new SSMClient().send(put('1'))).Version).toBe(1);
    expect(server.calls()).toMatchObject([{ account: '123456789012', region: 'us-east-1' }]);
  });
});

describe('the control', () => {
  const control = async (server: LocalAws, method: string, path: string, body?: string) => {
    const response = await fetch(`${server.url}/_local/${path}`, { method, ...(body === undefined ? {} : { body }) });
    return { status: response.status, value: await response.json() };
  };

  it('shows health, calls and outbox over HTTP', async () => {
    const server = await serve();
    await ssm(server).send(put('1'));
    expect((await control(server, 'GET', 'health')).value).toEqual({
      status: 'ok',
      scenario: 'test',
      now: '2026-11-22T12:00:00.000Z',
    });
    expect((await control(server, 'GET', 'calls')).value).toMatchObject([{ operation: 'ssm.PutParameter' }]);
    expect((await control(server, 'GET', 'outbox')).value).toEqual([]);
  });

  it('takes faults and takes them back', async () => {
    const server = await serve();
    const rules = JSON.stringify([{ operation: 'ssm.PutParameter', count: 5, fault: 'throttle' }]);
    expect((await control(server, 'POST', 'faults', rules)).status).toBe(200);
    expect((await refusal(ssm(server).send(put('1')))).name).toBe('ThrottlingException');
    expect((await control(server, 'DELETE', 'faults')).status).toBe(200);
    expect((await ssm(server).send(put('1'))).Version).toBe(1);
  });

  it('takes in embedded metrics and sets the clock', async () => {
    const server = await serve();
    await control(server, 'POST', 'embedded-metrics', embedded);
    const answer = await cloudWatch(server).send(ingested());
    expect(answer.MetricDataResults?.[0]?.Values).toEqual([5]);
    await control(server, 'POST', 'now', '{"now":"2030-01-01T00:00:00Z"}');
    expect((await control(server, 'GET', 'health')).value).toMatchObject({ now: '2030-01-01T00:00:00.000Z' });
    await control(server, 'POST', 'now', '{"now":null}');
    expect((await control(server, 'GET', 'health')).value).toMatchObject({ now: noon.toISOString() });
  });

  it.each([
    ['POST', 'faults', '{}', 400],
    ['POST', 'faults', '[{"operation":"ssm.Nothing","fault":"cut"}]', 400],
    ['POST', 'faults', '[', 400],
    ['POST', 'now', '{"now":"tomorrow"}', 400],
    ['GET', 'nothing', undefined, 404],
  ])('refuses %s %s %s', async (method, path, body, status) => {
    const answer = await control(await serve(), method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.value).toEqual({ error: expect.any(String) });
  });
});
