import {
  type InstallationNames,
  installationNames,
  type Schedule,
  type ScheduleReader,
  type Subscription,
  type TopicFacts,
  type TopicReader,
} from '../../core/installation.ts';
import type { Examination } from './examination.ts';
import { type Attempt, about, attempt, different, type Finding, notSeen } from './finding.ts';

/** What the recommender's stack made: its schedule, and the topic that it tells; and the owners' topics, each once. */
export async function installationFindings(examination: Examination): Promise<readonly Finding[]> {
  const { ports, installation, configuration } = examination;
  const { topics, schedules } = ports;
  const names = installationNames(installation.stage);
  const found = await attempt(() => schedules.find(names.scheduleGroup, names.schedule));
  const topicArn = installation.topicArn ?? topicOfStack(names.topic, found);
  const unknown = about('topic', names.topic).notChecked(
    'Not looked at: without the schedule its ARN is not known.',
    'Name it with --topic-arn.',
  );
  const owners = new Map(Object.values(configuration.owners).map((owner) => [owner.topicArn, owner.kmsKeyArn]));
  const ofOwners = await Promise.all([...owners].map(([arn, key]) => topicFindings(topics, arn, key)));
  return [
    ...(await scheduleFindings(schedules, names, found)),
    ...(topicArn === undefined
      ? [unknown]
      : await topicFindings(topics, topicArn, configuration.notifications.kmsKeyArn)),
    ...ofOwners.flat(),
  ];
}

/** The topic that the stack makes lies beside its schedule. */
function topicOfStack(topic: string, found: Attempt<Schedule | undefined>): string | undefined {
  if (found.kind === 'failed' || found.value === undefined) return undefined;
  const [, partition, , region, account] = found.value.arn.split(':');
  return account === undefined ? undefined : `arn:${partition}:sns:${region}:${account}:${topic}`;
}

/** How the schedules of every installation begin. */
const PREFIX = installationNames('').scheduleGroup;

/** Whether runs begin by themselves: the schedule of an installation, as it was found. */
export async function scheduleFindings(
  schedules: ScheduleReader,
  names: InstallationNames,
  found: Attempt<Schedule | undefined>,
): Promise<readonly Finding[]> {
  if (found.kind === 'failed') return [notSeen('schedule', names.schedule, found.message)];
  const { ok, warning } = about('schedule', names.schedule);
  if (found.value === undefined)
    return [warning('There is no such schedule here: nothing runs by itself.', await missingAdvice(schedules))];
  const { expression, timeZone, isEnabled, targetArn } = found.value;
  const when = `${expression}, ${timeZone}`;
  const advice = 'Deploy with --param scheduleState=ENABLED, unless another installation runs in its place.';
  const state = isEnabled ? ok(`Enabled: ${when}.`) : warning(`Disabled: nothing runs by itself (${when}).`, advice);
  // An ARN may go on with a version or an alias.
  if (targetArn.split(':')[6] === names.functionName) return [state];
  return [state, warning(`It starts ${targetArn}, not ${names.functionName}.`, 'Deploy the recommender again.')];
}

/** Names the installations whose schedules are there: `rightsizer-val-recommend` is that of `val`. */
async function missingAdvice(schedules: ScheduleReader): Promise<string> {
  const others = await attempt(() => schedules.namesWithPrefix(PREFIX));
  const stages = (others.kind === 'answered' ? others.value : []).flatMap(
    (name) => /^rightsizer-(.+)-recommend$/.exec(name)?.[1] ?? [],
  );
  const deploy = 'Deploy the recommender (npx osls deploy), or look in its region with --region.';
  return stages.length === 0 ? deploy : `${deploy} Installed here: --installation ${stages.join(' or ')}.`;
}

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
  const failed = [found, subscriptions].flatMap((each) =>
    each.kind === 'failed' ? [notSeen('topic', topicArn, each.message)] : [],
  );
  const facts = found.kind === 'answered' ? found.value : undefined;
  return [
    ...different(failed),
    ...(facts === undefined ? [] : keyFindings(topicArn, facts, kmsKeyArn)),
    ...(subscriptions.kind === 'failed' ? [] : toldFindings(topicArn, subscriptions.value)),
  ];
}

/** Its policy lets only SNS use it, and nobody can change that (docs/operations.md, "Keys of your own"). */
const AWS_MANAGED = /alias\/aws\/sns$/;

function keyFindings(topicArn: string, { kmsKeyId }: TopicFacts, kmsKeyArn: string | undefined): readonly Finding[] {
  const { ok, problem, warning, notChecked } = about('topic', topicArn);
  if (kmsKeyId === undefined)
    return kmsKeyArn ? [warning(`It is not encrypted with ${kmsKeyArn}.`, 'Deploy, or set the key of the topic.')] : [];
  if (AWS_MANAGED.test(kmsKeyId))
    return [problem('It is encrypted with the AWS managed key aws/sns, which alarms may not use.', KEY_ADVICE)];
  if (kmsKeyArn !== undefined && kmsKeyId.includes('alias/'))
    return [notChecked(`It is encrypted with ${kmsKeyId}: an alias does not tell whether that is ${kmsKeyArn}.`)];
  // A key of several regions has one id in all of them.
  if (kmsKeyArn === kmsKeyId || kmsKeyArn?.endsWith(`:key/${kmsKeyId}`)) return [ok(`Encrypted with ${kmsKeyId}.`)];
  return [problem(`It is encrypted with ${kmsKeyId}, which the recommender may not use.`, KEY_ADVICE)];
}

const KEY_ADVICE =
  'Name a key of your own in notifications.kmsKeyArn and deploy; docs/operations.md says what its policy must allow.';

function toldFindings(topicArn: string, subscriptions: readonly Subscription[]): readonly Finding[] {
  const { ok, warning } = about('topic', topicArn);
  const [confirmed, pending] = [true, false].map((is) => subscriptions.filter(({ isConfirmed }) => isConfirmed === is));
  if (subscriptions.length === 0) {
    const advice =
      'Deploy with --param notificationEmail=…, or subscribe a mail address, Slack or a queue (SNS console).';
    return [warning('Nobody is subscribed: nobody is told what happens.', advice)];
  }
  const advice =
    'Open the link in the mail of AWS Notifications once; "Request confirmation" in the SNS console sends it again.';
  const nobody = confirmed?.length === 0 ? ' Nobody is told what happens.' : '';
  return [
    ...(confirmed?.length ? [ok(`Tells ${namesOf(confirmed)}.`)] : []),
    ...(pending?.length ? [warning(`Not confirmed: ${namesOf(pending)}.${nobody}`, advice)] : []),
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
