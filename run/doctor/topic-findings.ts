import type { Subscription, TopicReader } from '../../core/installation.ts';
import { type Attempt, attempt, notSeen } from './attempt.ts';
import { about, type Finding } from './finding.ts';

const NAMED_AT_MOST = 5;

/** Whether somebody is told what happens: a topic and who is subscribed to it. */
export async function topicFindings(topics: TopicReader, topicArn: string): Promise<readonly Finding[]> {
  const { problem } = about('topic', topicArn);
  const exists = await attempt(() => topics.exists(topicArn));
  if (exists.kind === 'answered' && !exists.value) {
    const advice = 'Correct notifications.topicArn of rightsizer.yml, or deploy the recommender, which makes one.';
    return [problem('There is no such topic: messages are lost, and a run that has one to send fails.', advice)];
  }
  const subscriptions = await attempt(() => topics.subscriptions(topicArn));
  return [...unseen(topicArn, [exists, subscriptions]), ...toldFindings(topicArn, subscriptions)];
}

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
