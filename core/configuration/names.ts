import * as v from 'valibot';
import { text } from './setting.ts';

/** Names that every JavaScript object answers to already: data under them would be lost or would change other data. */
export const UNSAFE_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

export const UNSAFE_NAME_RULE = 'cannot be used as a name: JavaScript keeps it for itself';

/** Names below a service that are the recommender's own parts of a parameter's path, or a deployment's fallback. */
export const RESERVED_STAGES: readonly string[] = ['default', 'proposed', 'state', 'pin'];

/** `default` is no stage, but it may receive a copy of one. */
const RESERVED_COPIES = RESERVED_STAGES.filter((name) => name !== 'default');

// 100 + 100 for service and stage, 500 for the prefix, 50 for the ARN: below the 1011 characters of
// PutParameterRequest.Name (Systems Manager API reference, read 2026-11).
const NAME_RULE = 'must be 1 to 100 letters, digits, "_" or "-"';
const ECS_NAME_RULE = 'must be 1 to 255 letters, digits, "_" or "-" (a name, no ARN); the only placeholder is {stage}';
const PREFIX_RULE =
  'must be a path like /rightsizer: 1 to 12 parts of letters, digits, "_", "." or "-", each behind a "/", ' +
  'no "/" at the end, not beginning with /aws or /ssm, at most 500 characters';

/** A name that a person chooses: a service's key, a policy, a key of the SSM document. */
export const name = v.pipe(text(/^[A-Za-z0-9_-]{1,100}$/, NAME_RULE), v.notValues(UNSAFE_NAMES, UNSAFE_NAME_RULE));

export const stageName = v.pipe(
  name,
  v.notValues(RESERVED_STAGES, 'is reserved and cannot be a stage; "default" can only stand in alsoPublishTo'),
);

export const copyName = v.pipe(name, v.notValues(RESERVED_COPIES, 'is reserved and cannot receive a copy'));

export const containerName = v.pipe(
  text(/^[A-Za-z0-9_-]{1,255}$/, 'must be a container\'s name: 1 to 255 letters, digits, "_" or "-"'),
  v.notValues(UNSAFE_NAMES, UNSAFE_NAME_RULE),
);

/** The name of an ECS cluster or service, in which `{stage}` stands for the stage's key. */
export const ecsName = v.pipe(text(/^(?:[A-Za-z0-9_-]|\{stage\})+$/, ECS_NAME_RULE), v.maxLength(255, ECS_NAME_RULE));

const STACK_RULE = 'must be the name of a stack: letters, digits or "-"; the only placeholder is {stage}';

/** The name of a CloudFormation stack, in which `{stage}` stands for the stage's key. */
export const stackTemplate = v.pipe(text(/^(?:[A-Za-z0-9-]|\{stage\})+$/, STACK_RULE), v.maxLength(128, STACK_RULE));

/** A resource in a template of CloudFormation. */
export const logicalId = text(/^[A-Za-z0-9]{1,255}$/, 'must be a logical id: 1 to 255 letters or digits');

/** The key of a tag; what begins with `aws:` is AWS's own and may be asked for too. */
export const tagKey = v.pipe(
  text(/^[^{}\r\n]{1,128}$/, 'must be the key of a tag, 1 to 128 characters'),
  v.notValues(UNSAFE_NAMES, UNSAFE_NAME_RULE),
);

const TAG_RULE = 'must be the value of a tag, 1 to 256 characters; the only placeholder is {stage}';

/** The value of a tag, in which `{stage}` stands for the stage's key. */
export const tagTemplate = v.pipe(text(/^(?:[^{}\r\n]|\{stage\})+$/, TAG_RULE), v.maxLength(256, TAG_RULE));

/** The first part of every parameter's path; with service, stage and `state` at most 15 levels, as SSM allows. */
export const parameterPrefix = v.pipe(
  text(/^(?!\/(?:[Aa][Ww][Ss]|[Ss][Ss][Mm]))(?:\/[A-Za-z0-9_.-]+){1,12}$/, PREFIX_RULE),
  v.maxLength(500, PREFIX_RULE),
);

export const region = text(/^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/, 'must be a region like us-east-1');

export const roleArn = text(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[A-Za-z0-9_+=,.@/-]+$/,
  'must be the ARN of a role like arn:aws:iam::123456789012:role/rightsizer',
);

/** The key that encrypts documents or a topic: an alias or a bare id stands in no policy. */
export const kmsKeyArn = text(
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
  'must be the ARN of a KMS key like arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab, no alias',
);

/** What a role's trust may ask for: client-sts `AssumeRoleRequest.ExternalId`, 2026-11. */
export const externalId = text(/^[A-Za-z0-9_+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits or "_+=,.@:/-"');

/** An image's repository as task definitions name it, without tag or digest. */
export const imageRepository = v.pipe(
  text(
    /^[A-Za-z0-9](?:[A-Za-z0-9._/-]|:\d+\/){0,254}$/,
    'must be an image without tag, like confluentinc/cp-kafka-connect or the end of its path',
  ),
  v.notValues(UNSAFE_NAMES, UNSAFE_NAME_RULE),
);

const DATE_RULE = 'must be a day like 2026-12-24';

export const date = v.pipe(
  text(/^\d{4}-\d{2}-\d{2}$/, DATE_RULE),
  v.check((day) => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false, DATE_RULE),
);

/** A standard SNS topic; a FIFO topic reaches neither email nor Slack. */
export const topicArn = text(
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
  'must be the ARN of a standard SNS topic like arn:aws:sns:us-east-1:123456789012:sizes',
);
