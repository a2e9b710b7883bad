import type { Scenario } from './scenario.ts';
import { AwsError } from './wire/aws-error.ts';
import { optionalText } from './wire/input-fields.ts';
import type { CallContext, JsonObject } from './wire/operation.ts';
import { accessKeyIdOf } from './wire/place.ts';

/** STS AssumeRole: credentials whose access key says the role's account. */
export function assumeRole(
  { refusedRoles = [], externalIds = {} }: Pick<Scenario, 'refusedRoles' | 'externalIds'>,
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const roleArn = optionalText(input, 'RoleArn') ?? '';
  const sessionName = optionalText(input, 'RoleSessionName') ?? '';
  const [, account, role] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/([\w+=,.@/-]+)$/.exec(roleArn) ?? [];
  if (account === undefined || role === undefined) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw new AwsError('ValidationError', `Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint`);
  const seconds = readDuration(optionalText(input, 'DurationSeconds'));
  const wanted = Object.hasOwn(externalIds, roleArn) ? externalIds[roleArn] : undefined;
  if (refusedRoles.includes(roleArn) || (wanted !== undefined && wanted !== optionalText(input, 'ExternalId')))
    throw new AwsError(
      'AccessDenied',
      `User: arn:aws:sts::${context.account}:assumed-role/local/session is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      { status: 403 },
    );
  return {
    Credentials: {
      AccessKeyId: accessKeyIdOf(account, 'ASIA'),
      SecretAccessKey: 'local',
      SessionToken: `local-session-of-${account}`,
      // By the real clock: the client compares with its own, and would ask again for every call when it is past.
      Expiration: new Date(Math.max(Date.now(), context.now.getTime()) + seconds * 1000).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROALOCAL${account}:${sessionName}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${sessionName}`,
    },
  };
}

/** STS GetCallerIdentity. */
export function getCallerIdentity(_input: JsonObject, context: CallContext): JsonObject {
  const arn = `arn:aws:sts::${context.account}:assumed-role/local/session`;
  return { Arn: arn, UserId: `AROALOCAL${context.account}:session`, Account: context.account };
}

/** 900 s to 12 h, one hour when absent: client-sts `AssumeRoleRequest.DurationSeconds`. */
function readDuration(text: string | undefined): number {
  const seconds = Number(text ?? '3600');
  if (!(seconds >= 900 && seconds <= 43_200))
    throw new AwsError('ValidationError', `Value '${text}' at 'durationSeconds' failed to satisfy constraint`);
  return seconds;
}
