import { PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { noon, refusal, scenario, serve, sns } from './embedded-aws.ts';

const topicArn = 'arn:aws:sns:us-east-1:123456789012:changes';
const withTopic = {
  scenario: scenario({
    topics: [
      {
        name: 'changes',
        subscriptions: [
          { protocol: 'email', endpoint: 'team@example.com' },
          { protocol: 'https', endpoint: 'https://example.com/hook' },
          { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:123456789012:queue' },
        ],
      },
    ],
  }),
};
const publish = (input: Partial<PublishCommandInput>) =>
  new PublishCommand({ TopicArn: topicArn, Message: 'text', ...input });
const json = (message: unknown) =>
  publish({ MessageStructure: 'json', Message: typeof message === 'string' ? message : JSON.stringify(message) });

describe('Publish', () => {
  it('delivers a plain message to every subscription', async () => {
    const server = await serve(withTopic);
    const text = 'a < b & "c"\nüñí 🚀';
    const { MessageId } = await sns(server).send(publish({ Subject: 'Größe geändert', Message: text }));
    expect(server.outbox()).toEqual(
      [
        ['email', 'team@example.com'],
        ['https', 'https://example.com/hook'],
        ['sqs', 'arn:aws:sqs:us-east-1:123456789012:queue'],
      ].map(([protocol, endpoint]) => ({
        messageId: MessageId,
        topicArn,
        publishedAt: noon.toISOString(),
        protocol,
        endpoint,
        subject: 'Größe geändert',
        body: text,
      })),
    );
  });

  it('gives each protocol its own text of a JSON message, and the default to the others', async () => {
    const server = await serve(withTopic);
    await sns(server).send(json({ default: 'd', email: 'e', https: 7, smoke: 's' }));
    expect(server.outbox().map(({ protocol, body, subject }) => [protocol, body, subject])).toEqual([
      ['email', 'e', null],
      ['https', 'd', null],
      ['sqs', 'd', null],
    ]);
  });

  it('takes keys of inner objects that look like repeated ones', async () => {
    const server = await serve(withTopic);
    await sns(server).send(json('{"default":"{\\"default\\":1}","a":{"default":1,"x":["default"]},"b":"default"}'));
    expect(server.outbox()).toHaveLength(3);
  });

  const refused: readonly (readonly [string, PublishCommand])[] = [
    ['a subject of 100 characters', publish({ Subject: 'x'.repeat(100) })],
    ['an empty subject', publish({ Subject: '' })],
    ['a subject with a line break', publish({ Subject: 'a\nb' })],
    ['a subject with a control character', publish({ Subject: 'a\u0007b' })],
    ['an empty message', publish({ Message: '' })],
    ['a message of 262,145 bytes', publish({ Message: `é${'x'.repeat(262_143)}` })],
    [
      'a message that is too long with its attributes',
      publish({
        Message: 'x'.repeat(262_140),
        MessageAttributes: { stage: { DataType: 'String', StringValue: 'val' } },
      }),
    ],
    ['another structure than json', publish({ MessageStructure: 'xml' })],
    ['a JSON message that is none', json('{')],
    ['a JSON message that is a list', json([])],
    ['a JSON message without default', json({ email: 'e' })],
    ['a JSON message whose default is no text', json({ default: 1 })],
    ['a JSON message with a repeated key', json('{"default":"a","email":"b","\\u0065mail":"c"}')],
    ['a topic ARN that is none', publish({ TopicArn: 'changes' })],
    ['a topic of another region', publish({ TopicArn: topicArn.replace('us-east-1', 'eu-west-1') })],
  ];
  it.each(refused)('refuses %s and delivers nothing', async (_title, command) => {
    const server = await serve(withTopic);
    const error = await refusal(sns(server).send(command));
    expect(error).toMatchObject({ name: 'InvalidParameterException', status: 400 });
    expect(error.message).toMatch(/^Invalid parameter: /);
    expect(server.outbox()).toEqual([]);
  });

  it('takes a subject of 99 characters and a message of 262,144 bytes', async () => {
    const server = await serve(withTopic);
    await sns(server).send(publish({ Subject: '🚀'.repeat(99), Message: 'x'.repeat(262_144) }));
    expect(server.outbox()).toHaveLength(3);
  });

  it('refuses a topic that does not exist and one of another account', async () => {
    const client = sns(await serve(withTopic));
    expect(await refusal(client.send(publish({ TopicArn: `${topicArn}-none` })))).toMatchObject({
      name: 'NotFoundException',
      message: 'Topic does not exist',
      status: 404,
    });
    const foreign = publish({ TopicArn: topicArn.replace('123456789012', '210987654321') });
    expect(await refusal(client.send(foreign))).toMatchObject({ name: 'AuthorizationErrorException', status: 403 });
  });
});
