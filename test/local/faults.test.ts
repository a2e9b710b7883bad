import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../local/server.ts';
import { cloudWatch, ecs, lastHours, query, refusal, scenario, serve, sns, ssm } from './embedded-aws.ts';

const put = (Value = '1') => new PutParameterCommand({ Name: '/a', Value, Type: 'String', Overwrite: true });
const data = () => new GetMetricDataCommand(lastHours(1, [query({ id: 'a' }), query({ id: 'b' })]));

describe('faults', () => {
  it('hit the calls after the skipped ones, as many as were asked for', async () => {
    const server = await serve();
    const client = ssm(server);
    server.addFaults([{ operation: 'ssm.PutParameter', skip: 1, count: 2, fault: 'throttle' }]);
    const outcomes: string[] = [];
    for (let i = 0; i < 4; i += 1)
      outcomes.push(
        await client.send(put()).then(
          () => 'ok',
          (error) => error.name,
        ),
      );
    expect(outcomes).toEqual(['ok', 'ThrottlingException', 'ThrottlingException', 'ok']);
  });

  it('wait for the next call when another rule takes this one', async () => {
    const server = await serve();
    server.addFaults([
      { operation: 'ssm.PutParameter', fault: 'throttle' },
      { operation: 'ssm.PutParameter', fault: 'accessDenied' },
    ]);
    const client = ssm(server);
    expect((await refusal(client.send(put()))).name).toBe('ThrottlingException');
    expect((await refusal(client.send(put()))).name).toBe('AccessDeniedException');
    expect((await client.send(put())).Version).toBe(1);
  });

  it('leave other operations alone and go away when cleared', async () => {
    const server = await serve();
    server.addFaults([{ operation: 'ssm.PutParameter', count: 9, fault: 'throttle' }]);
    expect((await refusal(ssm(server).send(new GetParameterCommand({ Name: '/a' })))).name).toBe('ParameterNotFound');
    server.clearFaults();
    expect((await ssm(server).send(put())).Version).toBe(1);
  });

  const topic = { name: 't', subscriptions: [{ protocol: 'email', endpoint: 'a@example.com' }] };
  const publish = () => new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:t', Message: 'text' });
  const describeApi = () => new DescribeServicesCommand({ cluster: 'blue', services: ['api'] });
  it.each([
    ['throttle', ['ThrottlingException', 'ThrottlingException', 'ThrottlingException', 'Throttling'], 400],
    ['error500', ['InternalServerError', 'ServerException', 'InternalServiceFault', 'InternalErrorException'], 500],
    [
      'accessDenied',
      ['AccessDeniedException', 'AccessDeniedException', 'AccessDenied', 'AuthorizationErrorException'],
      undefined,
    ],
  ] as const)('give for %s the error of the service itself', async (fault, names, status) => {
    const server = await serve({ scenario: scenario({ topics: [topic] }) });
    const operations = ['ssm.PutParameter', 'ecs.DescribeServices', 'cloudwatch.GetMetricData', 'sns.Publish'];
    server.addFaults(operations.map((operation) => ({ operation, fault })));
    const errors = [
      await refusal(ssm(server).send(put())),
      await refusal(ecs(server).send(describeApi())),
      await refusal(cloudWatch(server).send(data())),
      await refusal(sns(server).send(publish())),
    ];
    expect(errors.map(({ name }) => name)).toEqual(names);
    if (status !== undefined) expect(errors.map((error) => error.status)).toEqual([status, status, status, status]);
    expect(server.outbox()).toEqual([]);
    expect(server.parameters()).toEqual([]);
  });

  it('are retried by a client that may try again', async () => {
    const server = await serve();
    server.addFaults([{ operation: 'ssm.PutParameter', fault: 'error500' }]);
    expect((await ssm(server, { maxAttempts: 2 }).send(put())).Version).toBe(1);
    expect(server.calls().map(({ status, fault }) => [status, fault])).toEqual([
      [500, 'error500'],
      [200, undefined],
    ]);
  });

  it('cut the connection before the work or after it', async () => {
    const server = await serve();
    const client = ssm(server);
    server.addFaults([
      { operation: 'ssm.PutParameter', fault: 'cut' },
      { operation: 'ssm.PutParameter', fault: 'cutAfterWork' },
    ]);
    await refusal(client.send(put('one')));
    expect(server.parameters()).toEqual([]);
    await refusal(client.send(put('two')));
    expect(server.parameters()).toMatchObject([{ version: 1, value: 'two' }]);
    expect(server.calls().map(({ status }) => status)).toEqual([0, 0]);
  });

  it('delay an answer that is right', async () => {
    const server = await serve();
    server.addFaults([{ operation: 'ssm.PutParameter', fault: 'delay', delayMilliseconds: 60 }]);
    const begin = performance.now();
    expect((await ssm(server).send(put())).Version).toBe(1);
    expect(performance.now() - begin).toBeGreaterThan(50);
  });

  it('do not hold up the end of the server with a delay', async () => {
    const server = await serve();
    server.addFaults([{ operation: 'ssm.PutParameter', fault: 'delay', delayMilliseconds: 60_000 }]);
    const call = refusal(ssm(server).send(put()));
    while (server.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.close();
    await call;
    expect(server.parameters()).toEqual([]);
  });

  it('answer garbage where JSON or XML belongs', async () => {
    const server = await serve({ scenario: scenario({ topics: [topic] }) });
    server.addFaults([
      { operation: 'cloudwatch.GetMetricData', fault: 'garbage' },
      { operation: 'sns.Publish', fault: 'garbage' },
    ]);
    expect((await refusal(cloudWatch(server).send(data()))).name).toBe('SyntaxError');
    expect(await refusal(sns(server).send(publish()))).toBeDefined();
  });

  it('give half of each series and a token for the rest', async () => {
    const server = await serve();
    const client = cloudWatch(server);
    server.addFaults([{ operation: 'cloudwatch.GetMetricData', fault: 'partialData' }]);
    const first = await client.send(data());
    const summary = (page: typeof first) =>
      page.MetricDataResults?.map(({ Id, Values, StatusCode }) => [Id, Values?.length, StatusCode]);
    expect(summary(first)).toEqual([
      ['a', 6, 'PartialData'],
      ['b', 6, 'PartialData'],
    ]);
    const rest = await client.send(new GetMetricDataCommand({ ...data().input, NextToken: first.NextToken }));
    expect(summary(rest)).toEqual([
      ['a', 6, 'Complete'],
      ['b', 6, 'Complete'],
    ]);
    expect(rest.NextToken).toBeUndefined();
  });

  it('give results without values that say InternalError or Forbidden', async () => {
    const server = await serve();
    const client = cloudWatch(server);
    server.addFaults([
      { operation: 'cloudwatch.GetMetricData', fault: 'internalError' },
      { operation: 'cloudwatch.GetMetricData', fault: 'forbidden' },
    ]);
    expect((await client.send(data())).MetricDataResults?.[1]).toMatchObject({
      Values: [],
      StatusCode: 'InternalError',
    });
    expect((await client.send(data())).MetricDataResults?.[0]).toMatchObject({
      Values: [],
      StatusCode: 'Forbidden',
      Messages: [{ Code: 'Forbidden' }],
    });
    expect((await client.send(data())).MetricDataResults?.[0]?.StatusCode).toBe('Complete');
  });

  it.each<[string, FaultRule]>([
    ['an operation that does not exist', { operation: 'ssm.PutParameters', fault: 'cut' }],
    ['a fault that does not exist', { operation: 'ssm.PutParameter', fault: 'explode' as 'cut' }],
    ['a fault of results for an operation without', { operation: 'ssm.PutParameter', fault: 'partialData' }],
    ['a count below zero', { operation: 'ssm.PutParameter', fault: 'cut', count: -1 }],
  ])('are refused for %s', async (_title, rule) => {
    const server = await serve();
    expect(() => server.addFaults([rule])).toThrow(TypeError);
  });
});

describe('the call log', () => {
  it('keeps operation, account, region, input, outcome and order of every call', async () => {
    const server = await serve();
    await ssm(server).send(put());
    await refusal(ssm(server, { region: 'eu-west-1' }).send(new GetParameterCommand({ Name: '/b' })));
    expect(server.calls()).toEqual([
      {
        ordinal: 1,
        operation: 'ssm.PutParameter',
        account: '123456789012',
        region: 'us-east-1',
        input: { Name: '/a', Value: '1', Type: 'String', Overwrite: true },
        status: 200,
      },
      {
        ordinal: 2,
        operation: 'ssm.GetParameter',
        account: '123456789012',
        region: 'eu-west-1',
        input: { Name: '/b' },
        status: 400,
        error: 'ParameterNotFound',
      },
    ]);
  });
});
