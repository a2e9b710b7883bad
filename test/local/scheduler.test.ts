import { GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import type { ScenarioSchedule } from '../../local/scenario.ts';
import { refusal, scenario, scheduler, serve } from './embedded-aws.ts';

const authorization = 'AWS4-HMAC-SHA256 Credential=AKIAANYKEY/20261122/us-east-1/scheduler/aws4_request, Signature=0';

function schedule(overrides: Partial<ScenarioSchedule> = {}): ScenarioSchedule {
  return { name: 'daily', group: 'jobs', expression: 'rate(1 day)', functionName: 'job', ...overrides };
}

function world(schedules: readonly ScenarioSchedule[]) {
  return serve({ scenario: scenario({ schedules }) });
}

describe('GetSchedule', () => {
  it('tells what a schedule of a group is', async () => {
    const server = await world([schedule({ state: 'DISABLED', timeZone: 'Europe/Berlin' })]);
    const found = await scheduler(server).send(new GetScheduleCommand({ Name: 'daily', GroupName: 'jobs' }));
    expect(found).toMatchObject({
      Arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/jobs/daily',
      Name: 'daily',
      GroupName: 'jobs',
      State: 'DISABLED',
      ScheduleExpression: 'rate(1 day)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:job' },
    });
    expect(server.calls()).toMatchObject([
      { operation: 'scheduler.GetSchedule', input: { Name: 'daily', GroupName: 'jobs' }, status: 200 },
    ]);
  });

  it('looks into the group default when none is named', async () => {
    const { group: _, ...ungrouped } = schedule();
    const server = await world([schedule({ state: 'DISABLED' }), ungrouped]);
    expect(await scheduler(server).send(new GetScheduleCommand({ Name: 'daily' }))).toMatchObject({
      GroupName: 'default',
      State: 'ENABLED',
      ScheduleExpressionTimezone: 'UTC',
    });
  });

  it.each([
    ['of another group', { Name: 'daily', GroupName: 'others' }, 'us-east-1'],
    ['of another region', { Name: 'daily', GroupName: 'jobs' }, 'eu-west-1'],
    ['of another name', { Name: 'weekly', GroupName: 'jobs' }, 'us-east-1'],
  ])('does not find one %s', async (_, input, region) => {
    const server = await world([schedule()]);
    const error = await refusal(scheduler(server, { region }).send(new GetScheduleCommand(input)));
    const message = `Schedule ${input.Name} does not exist.`;
    expect(error).toEqual({ name: 'ResourceNotFoundException', message, status: 404 });
  });

  it('refuses what cannot be a name', async () => {
    const call = scheduler(await world([])).send(new GetScheduleCommand({ Name: 'a/b' }));
    expect(await refusal(call)).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'a/b'"),
    });
  });
});

describe('ListSchedules', () => {
  const many = ['c', 'a', 'b'].map((name) => schedule({ name: `job-${name}` }));
  const others = [schedule({ name: 'other' }), schedule({ name: 'job-d', group: 'x', state: 'DISABLED' })];

  it('gives those that are asked for, of all groups, by name', async () => {
    const client = scheduler(await world([...many, ...others]));
    const { Schedules = [], NextToken } = await client.send(new ListSchedulesCommand({ NamePrefix: 'job-' }));
    expect(Schedules.map(({ Name }) => Name)).toEqual(['job-a', 'job-b', 'job-c', 'job-d']);
    expect(Schedules.at(-1)).toMatchObject({ GroupName: 'x', State: 'DISABLED' });
    expect(NextToken).toBeUndefined();
    expect((await client.send(new ListSchedulesCommand({ NamePrefix: 'none' }))).Schedules).toEqual([]);
    expect((await client.send(new ListSchedulesCommand({}))).Schedules).toHaveLength(5);
  });

  it('gives a hundred on a page, and the rest after them', async () => {
    const client = scheduler(
      await world(Array.from({ length: 101 }, (_, index) => schedule({ name: `job-${index}` }))),
    );
    const first = await client.send(new ListSchedulesCommand({ NamePrefix: 'job-' }));
    const second = await client.send(new ListSchedulesCommand({ NamePrefix: 'job-', NextToken: first.NextToken }));
    expect([first, second].map(({ Schedules }) => Schedules?.length)).toEqual([100, 1]);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('a REST service', () => {
  it.each([
    ['throttle', 'ThrottlingException'],
    ['error500', 'InternalServerException'],
    ['accessDenied', 'AccessDeniedException'],
  ] as const)('gives for %s its own %s', async (fault, name) => {
    const server = await world([schedule()]);
    server.addFaults([{ operation: 'scheduler.GetSchedule', fault }]);
    const error = await refusal(scheduler(server).send(new GetScheduleCommand({ Name: 'daily', GroupName: 'jobs' })));
    expect(error.name).toBe(name);
    expect(error.message).not.toBe('');
  });

  it.each([
    ['an operation that nobody here calls', 'DELETE', '/schedules/daily', authorization],
    ['a path of nobody', 'GET', '/schedules/a/b', authorization],
    ['a path of another service', 'GET', '/schedules', authorization.replace('scheduler', 'ecs')],
    ['a request that is not signed', 'GET', '/schedules', undefined],
  ])('refuses %s', async (_, method, path, signature) => {
    const server = await world([schedule()]);
    const headers = signature === undefined ? {} : { authorization: signature };
    const response = await fetch(`${server.url}${path}`, { method, headers });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
    expect(await response.json()).toEqual({ Message: `${method} ${path} is not known here.` });
  });

  it('refuses a name that cannot be read', async () => {
    const response = await fetch(`${(await world([])).url}/schedules/%E0`, { headers: { authorization } });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
  });
});
