import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { slackWebhookUrl } from '../../aws/slack-webhook-url.ts';
import { PortError } from '../../core/ports.ts';
import { rejection, startWorld } from './world.ts';

const PARAMETER = '/team/slack-webhook';
const SECRET = 'https://hooks.slack.com/services/T0/B0/swordfish';

async function put(Value: string): Promise<void> {
  const client = new SSMClient({ region: 'us-east-1' });
  await client.send(new PutParameterCommand({ Name: PARAMETER, Value, Type: 'SecureString', Overwrite: true }));
  client.destroy();
}

const webhookUrl = () => slackWebhookUrl('us-east-1', PARAMETER);

describe("the URL of Slack's webhook", () => {
  it('is decrypted once and kept, until it is forgotten', async () => {
    const aws = await startWorld();
    await put(`${SECRET}\n`);
    const url = webhookUrl();
    expect([await url.read(), await url.read()]).toEqual([SECRET, SECRET]);
    expect(aws.calls().filter(({ operation }) => operation === 'ssm.GetParameter')).toHaveLength(1);
    await put(`${SECRET}2`);
    expect(await url.read()).toBe(SECRET);
    url.forget();
    expect(await url.read()).toBe(`${SECRET}2`);
  });

  it.each(['http://hooks.slack.com/swordfish', 'swordfish', 'https://swordfish:x@[/'])(
    'is refused without repeating it when it is %s',
    async (value) => {
      await startWorld();
      await put(value);
      const error = await rejection(webhookUrl().read());
      expect(error).toBeInstanceOf(PortError);
      expect(error.message).toBe(`SSM GetParameter of ${PARAMETER}: it holds no https URL`);
      expect(error.cause).toBeUndefined();
    },
  );

  it('is asked for again after a failure', async () => {
    await startWorld();
    const url = webhookUrl();
    expect((await rejection(url.read())).message).toMatch(
      /^SSM GetParameter of \/team\/slack-webhook: ParameterNotFound/,
    );
    await put(SECRET);
    expect(await url.read()).toBe(SECRET);
  });
});
