import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { refusal, scenario, serve, ssm } from './embedded-aws.ts';

const roleArn = 'arn:aws:iam::210987654321:role/teams/rightsizer';

function assuming(server: LocalAws, RoleArn: string, RoleSessionName = 'run') {
  return fromTemporaryCredentials({
    params: { RoleArn, RoleSessionName },
    masterCredentials: { accessKeyId: 'AKIAANYKEY', secretAccessKey: 'any' },
    clientConfig: { region: 'us-east-1', endpoint: server.url, maxAttempts: 1 },
  });
}

describe('AssumeRole', () => {
  it('gives credentials that act in the account of the role', async () => {
    const server = await serve();
    const client = ssm(server, { credentials: assuming(server, roleArn), region: 'eu-west-1' });
    await client.send(new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String' }));
    expect(server.parameters()).toMatchObject([{ account: '210987654321', region: 'eu-west-1' }]);
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/a' }));
    expect(Parameter?.ARN).toBe('arn:aws:ssm:eu-west-1:210987654321:parameter/a');
    expect((await refusal(ssm(server).send(new GetParameterCommand({ Name: '/a' })))).name).toBe('ParameterNotFound');
    expect(server.calls().filter(({ operation }) => operation === 'sts.AssumeRole')).toHaveLength(1);
  });

  it('lets credentials live by the real clock, whatever time the server believes', async () => {
    const server = await serve({ now: () => new Date('2020-01-01T00:00:00Z') });
    const { accessKeyId, expiration } = await assuming(server, roleArn)();
    expect(accessKeyId).toBe('ASIALOCAL210987654321');
    expect(expiration?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('refuses a role on the list, an ARN that is none and a session name with a blank', async () => {
    const server = await serve({ scenario: scenario({ refusedRoles: [roleArn] }) });
    expect(await refusal(assuming(server, roleArn)())).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect((await refusal(assuming(server, 'rightsizer')())).name).toBe('ValidationError');
    expect((await refusal(assuming(server, `${roleArn}2`, 'a b')())).name).toBe('ValidationError');
  });
});

describe('the wire', () => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKIAANYKEY/20261122/us-east-1/sts/aws4_request, Signature=0';
  const post = async (server: LocalAws, body: string, headers: Record<string, string>) => {
    const response = await fetch(server.url, { method: 'POST', body, headers });
    return { status: response.status, body: await response.text(), headers: response.headers };
  };

  it('answers GetCallerIdentity with the default account for any access key', async () => {
    const form = 'Action=GetCallerIdentity&Version=2011-06-15';
    const answer = await post(await serve(), form, { authorization });
    expect(answer.body).toContain('<Account>123456789012</Account>');
    expect(answer.headers.get('content-type')).toBe('text/xml');
  });

  it('refuses operations that nobody here calls, as each protocol does', async () => {
    const server = await serve();
    const query = await post(server, 'Action=CreateTopic&Version=2010-03-31', { authorization });
    expect(query.status).toBe(400);
    expect(query.body).toContain('<Code>InvalidAction</Code>');
    const json = await post(server, '{}', { authorization, 'x-amz-target': 'AmazonSSM.DescribeParameters' });
    expect([json.status, JSON.parse(json.body).__type]).toEqual([400, 'UnknownOperationException']);
  });

  it('refuses a request that is not signed and a body that is no JSON object', async () => {
    const server = await serve();
    const target = { 'x-amz-target': 'AmazonSSM.GetParameter' };
    const unsigned = await post(server, '{}', target);
    expect([unsigned.status, JSON.parse(unsigned.body).__type]).toEqual([403, 'MissingAuthenticationToken']);
    const broken = await post(server, '{"Name":', { ...target, authorization });
    expect([broken.status, JSON.parse(broken.body).__type]).toEqual([400, 'SerializationException']);
    const number = await post(server, '{"Name":7}', { ...target, authorization });
    expect(JSON.parse(number.body).__type).toBe('SerializationException');
    expect(broken.headers.get('x-amzn-errortype')).toBe('SerializationException');
  });
});
