import type { Subscription, TopicFacts, TopicReader } from '../../core/installation.ts';
import { type Attempt, attempt, notSeen } from './attempt.ts';
import { about, type Finding } from './finding.ts';

const NAMED_AT_MOST = 5;

/** Whether somebody is told what happens: a topic, the key that encrypts it, and who is subscribed to it. */
export async function topicFindings(
  topics: TopicReader,
  topicArn: string,
  kmsKeyArn?: string,
): Promise<readonly Finding[]> {
  const { problem } = about('topic', topicArn);
  const found = await attempt(() => topics.find(topicArn));
  if (found.kind === 'answered' && found.value === undefined) {
    const advice =
      'Correct notifications.topicArn or owners of rightsizer.yml, or deploy the recommender, which makes one.';
    return [problem('There is no such topic: messages are lost, and a run that has one to send fails.', advice)];
  }
  const subscriptions = await attempt(() => topics.subscriptions(topicArn));
  const facts = found.kind === 'answered' ? found.value : undefined;
  return [
    ...unseen(topicArn, [found, subscriptions]),
    ...(facts === undefined ? [] : keyFindings(topicArn, facts, kmsKeyArn)),
    ...toldFindings(topicArn, subscriptions),
  ];
}

/** Its policy lets only SNS use it, and nobody can change that (docs/operations.md, "Keys of your own"). */
const AWS_MANAGED = /alias\/aws\/sns$/;

function keyFindings(topicArn: string, { kmsKeyId }: TopicFacts, kmsKeyArn: string | undefined): readonly Finding[] {
  const { ok, problem, warning } = about('topic', topicArn);
  if (kmsKeyId === undefined && kmsKeyArn === undefined) return [];
  if (kmsKeyId === undefined)
    return [warning(`It is not encrypted with ${kmsKeyArn}.`, 'Deploy, or set the key of the topic.')];
  if (AWS_MANAGED.test(kmsKeyId))
    return [problem('It is encrypted with the AWS managed key aws/sns, which alarms may not use.', KEY_ADVICE)];
  // An alias tells no key.
  if (
    kmsKeyArn !== undefined &&
    (kmsKeyId.includes('alias/') || kmsKeyArn.endsWith(`:key/${kmsKeyId.split('/').at(-1)}`))
  )
    return [ok(`Encrypted with ${kmsKeyId}.`)];
  return [problem(`It is encrypted with ${kmsKeyId}, which the recommender may not use.`, KEY_ADVICE)];
}

const KEY_ADVICE =
  'Name a key of your own in notifications.kmsKeyArn and deploy; docs/operations.md says what its policy must allow.';

/** No line a second time where both calls fail for one reason. */
function unseen(topicArn: string, attempts: readonly Attempt<unknown>[]): readonly Finding[] {
  const failures = attempts.flatMap((each) =>
    each.kind === 'failed' ? [notSeen('topic', topicArn, each.message)] : [],
  );
  return [...new Map(failures.map((finding) => [finding.advice, finding])).values()];
}

function toldFindings(topicArn: string, found: Attempt<readonly Subscription[]>): readonly Finding[] {
  if (found.kind === 'failed') return [];
  const { ok, warning } = about('topic', topicArn);
  const confirmed = found.value.filter(({ isConfirmed }) => isConfirmed);
  const pending = found.value.filter(({ isConfirmed }) => !isConfirmed);
  if (found.value.length === 0) {
    const advice =
      'Deploy with --param notificationEmail=…, or subscribe a mail address, Slack or a queue (SNS console).';
    return [warning('Nobody is subscribed: nobody is told what happens.', advice)];
  }
  const advice =
    'Open the link in the mail of AWS Notifications once; "Request confirmation" in the SNS console sends it again.';
  const nobody = confirmed.length === 0 ? ' Nobody is told what happens.' : '';
  return [
    ...(confirmed.length === 0 ? [] : [ok(`Tells ${namesOf(confirmed)}.`)]),
    ...(pending.length === 0 ? [] : [warning(`Not confirmed: ${namesOf(pending)}.${nobody}`, advice)]),
  ];
}

function namesOf(subscriptions: readonly Subscription[]): string {
  const names = subscriptions
    .slice(0, NAMED_AT_MOST)
    .map(({ protocol, endpoint }) => `${maskedEndpoint(endpoint)} (${protocol})`);
  const more = subscriptions.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * An address that tells its owner which one it is, and nobody else how to use it: what a terminal or a log shows may be
 * read by many, and the URL of a webhook is a secret.
 *
 * @example maskedEndpoint('anna@example.com') // 'a***@example.com'
 * @example maskedEndpoint('https://hooks.example.com/services/T0/B0/x') // 'https://hooks.example.com'
 */
export function maskedEndpoint(endpoint: string): string {
  // The queue, function or stream that an ARN ends with is no secret.
  if (endpoint.startsWith('arn:')) return endpoint.split(':').at(-1) ?? '***';
  if (URL.canParse(endpoint)) {
    const { protocol, host } = new URL(endpoint);
    return host === '' ? `${protocol}***` : `${protocol}//${host}`;
  }
  const [first = ''] = endpoint;
  const [, domain] = /^[^@]+@([^@]+)$/.exec(endpoint) ?? [];
  return domain === undefined ? `${first}***` : `${first}***@${domain}`;
}
