import { describe, expect, it } from 'vitest';
import { createAwsPorts } from '../../aws/ports.ts';
import type { Target } from '../../core/configuration/configuration.ts';
import { callsOf, OTHER_ACCOUNT, ROLE, recordingLog, rejection, service, startWorld, target } from './world.ts';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const LIVE = '/rightsizer/api/production';

const ports = (topicArn?: string) => createAwsPorts({ region: 'us-east-1', log: recordingLog(), topicArn });

describe('documents under a key of their own', () => {
  async function write(one: Target, names: readonly string[], type: 'SecureString' | 'String' = 'SecureString') {
    const aws = await startWorld();
    const { documents } = ports().accountOf(one);
    for (const name of names) await documents.write({ name, text: '{}', type, overwrite: true });
    return aws;
  }

  it('name it in every write, live, proposed and copies, so that an overwrite does not change the key', async () => {
    const names = [LIVE, LIVE, `${LIVE}/proposed`, '/rightsizer/api/default'];
    const aws = await write(target({ kmsKeyArn: KEY, alsoPublishTo: ['default'] }), names);
    expect(callsOf(aws, 'ssm.PutParameter').map(({ input }) => input.KeyId)).toEqual([KEY, KEY, KEY, KEY]);
    expect(aws.parameters()).toMatchObject([
      { name: LIVE, version: 2, keyId: KEY },
      { name: `${LIVE}/proposed`, keyId: KEY },
      { name: '/rightsizer/api/default', keyId: KEY },
    ]);
  });

  it('are those of the target alone, and only what is encrypted has a key', async () => {
    const other = await write(target({ kmsKeyArn: KEY }), ['/rightsizer/api/val']);
    expect(other.parameters()).toMatchObject([{ keyId: 'alias/aws/ssm' }]);
    const state = await write(target({ kmsKeyArn: KEY }), [`${LIVE}/state`], 'String');
    expect(callsOf(state, 'ssm.PutParameter')[0]?.input).not.toHaveProperty('KeyId');
  });

  it('have the AWS managed key where nobody names one', async () => {
    const aws = await write(target(), [LIVE]);
    expect(callsOf(aws, 'ssm.PutParameter')[0]?.input).not.toHaveProperty('KeyId');
  });
});

describe('a role that asks for an external id', () => {
  const one = (externalId?: string) => target({ roleArn: ROLE, ...(externalId !== undefined && { externalId }) });
  const start = () =>
    startWorld({ services: [service({ account: OTHER_ACCOUNT })], externalIds: { [ROLE]: 'team-42' } });

  it('is assumed with it', async () => {
    await start();
    const account = ports().accountOf(one('team-42'));
    expect([...(await account.documents.read(['/a']))]).toEqual([]);
  });

  it.each([undefined, 'team-43'])('refuses %s', async (externalId) => {
    await start();
    const [answer] = (await ports().accountOf(one(externalId)).documents.read(['/a'])).values();
    expect(answer).toMatchObject({ kind: 'unreadable', message: expect.stringContaining('sts:AssumeRole') });
  });

  it('has clients of its own for each id', async () => {
    await start();
    const world = ports();
    expect(world.accountOf(one('team-42'))).toBe(world.accountOf(one('team-42')));
    expect(world.accountOf(one('team-42'))).not.toBe(world.accountOf(one('team-43')));
  });
});

describe('a topic under a key of its own', () => {
  it('says so when its key may not be used', async () => {
    const topic = { name: 'changes', subscriptions: [], kmsMasterKeyId: KEY, kmsUse: 'denied' } as const;
    await startWorld({ topics: [topic] });
    const { notifier } = ports('arn:aws:sns:us-east-1:123456789012:changes');
    const error = await rejection(notifier.publish({ subject: 'any', bodies: { default: 'any' } }));
    expect(error.message).toMatch(/^SNS Publish of arn:\S+: KMSAccessDenied\w*: Not allowed to use the key arn:/);
  });
});
