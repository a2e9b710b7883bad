import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageFor } from '../../core/report/message.ts';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { changedTarget, report } from '../support/reports.ts';
import { type SlackReply, type SlackServer, startSlack } from '../support/slack-server.ts';

const PARAMETER = '/team/slack-webhook';
/** What stands in the parameter; every request to it goes to the Slack on loopback. */
const WEBHOOK = 'https://hooks.slack.test/services/T0/B0/swordfish';

let aws: LocalAws;
let slack: SlackServer;
let printed: string[];

beforeEach(async () => {
  aws = await startLocalAws({ scenario: { ...connectorScenario, services: [] } });
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  vi.stubEnv('SLACK_WEBHOOK_PARAMETER', PARAMETER);
  vi.resetModules();
  const client = new SSMClient({ region: 'us-east-1' });
  await client.send(new PutParameterCommand({ Name: PARAMETER, Value: WEBHOOK, Type: 'SecureString' }));
  client.destroy();
  printed = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
  for (const level of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...args) => void printed.push(args.map(String).join(' ')));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await slack[Symbol.asyncDispose]();
  await aws.close();
});

async function slackSays(...replies: readonly SlackReply[]): Promise<void> {
  slack = await startSlack(...replies);
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    expect(String(url)).toBe(WEBHOOK);
    return fetch(slack.url, init);
  });
}

const context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'rightsizer-production-notify-slack',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-production-notify-slack',
  memoryLimitInMB: '256',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  logGroupName: '/aws/lambda/rightsizer-production-notify-slack',
  logStreamName: '2026/11/23/[$LATEST]abc',
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

/** An event as SNS sends it for a run that changed a target. */
function snsEvent() {
  const message = messageFor(report([changedTarget()]));
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: 'arn:aws:sns:us-east-1:123456789012:rightsizer-production-changes:1',
        Sns: {
          Type: 'Notification',
          MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
          TopicArn: 'arn:aws:sns:us-east-1:123456789012:rightsizer-production-changes',
          Subject: message?.subject,
          Message: message?.bodies.lambda ?? '',
          Timestamp: '2026-11-23T06:01:00.000Z',
          MessageAttributes: {},
        },
      },
    ],
  };
}

async function invoke(event: unknown): Promise<unknown> {
  const { handler } = await import('../../handlers/notify-slack.ts');
  return handler(event, context);
}

describe('notify-slack', () => {
  it("posts a run's message with the URL that SSM keeps, after a 429 too, and asks SSM once for two messages", async () => {
    await slackSays({ status: 429, headers: { 'Retry-After': '0' } });
    const id = '95df01b4-ee98-5cb9-9903-4c221d41eb5e';
    expect(await invoke(snsEvent())).toEqual({ messageIds: [id] });
    await invoke(snsEvent());
    expect(slack.requests).toHaveLength(3);
    const bodies = slack.requests.map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      text: 'rightsizer: 1 changed, saves 36.04 USD a month',
      blocks: [{ type: 'header' }, { type: 'section' }, { type: 'context' }],
    });
    expect(aws.calls().filter(({ operation }) => operation === 'ssm.GetParameter')).toHaveLength(1);
  });

  it.each<[SlackReply, string]>([
    [{ status: 500 }, 'Slack did not take the message: 500.'],
    [{ status: 404, body: 'no_service' }, 'Slack did not take the message: 404 no_service.'],
  ])('fails for %o, so that Lambda repeats the event', async (reply, message) => {
    await slackSays(reply);
    await expect(invoke(snsEvent())).rejects.toThrow(message);
    expect(slack.requests).toHaveLength(1);
  });

  it('fails when nobody answers', async () => {
    await slackSays();
    await slack[Symbol.asyncDispose]();
    slack = { ...slack, [Symbol.asyncDispose]: async () => undefined };
    await expect(invoke(snsEvent())).rejects.toThrow('Slack could not be reached: ECONNREFUSED.');
  });

  it('never prints the URL', async () => {
    await slackSays({ status: 200 }, { status: 403, body: 'invalid_token' });
    await invoke(snsEvent());
    await expect(invoke(snsEvent())).rejects.toThrow('403 invalid_token');
    expect(printed.join('')).toContain('posted to Slack');
    expect(printed.join('')).not.toMatch(/swordfish|hooks\.slack/);
  });

  it('does not start without the name of the parameter', async () => {
    slack = await startSlack();
    vi.stubEnv('SLACK_WEBHOOK_PARAMETER', '');
    await expect(invoke(snsEvent())).rejects.toThrow('SLACK_WEBHOOK_PARAMETER is not set');
  });
});
