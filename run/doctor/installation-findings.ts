import type { Configuration } from '../../core/configuration/configuration.ts';
import { installationNames, type Schedule, type TopicReader } from '../../core/installation.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { Examination } from './examination.ts';
import { about, type Finding } from './finding.ts';
import { scheduleFindings } from './schedule-findings.ts';
import { topicFindings } from './topic-findings.ts';

/** What the recommender's own stack made: the schedule that starts it, and the topic that it tells. */
export async function installationFindings(examination: Examination): Promise<readonly Finding[]> {
  const { ports, installation, configuration } = examination;
  const { notifications, owners } = configuration;
  const names = installationNames(installation.stage);
  const found = await attempt(() => ports.schedules.find(names.scheduleGroup, names.schedule));
  const topicArn = installation.topicArn ?? topicOfStack(names.topic, found);
  return [
    ...(await scheduleFindings(ports.schedules, names, found)),
    ...(topicArn === undefined
      ? [unknownTopic(names.topic)]
      : await topicFindings(ports.topics, topicArn, notifications.kmsKeyArn)),
    ...(await ownerFindings(ports.topics, owners)),
  ];
}

/** Each topic once, where several owners share it. */
async function ownerFindings(topics: TopicReader, owners: Configuration['owners']): Promise<readonly Finding[]> {
  const byTopic = new Map(Object.values(owners).map((owner) => [owner.topicArn, owner]));
  const found = await Promise.all(
    [...byTopic.values()].map(({ topicArn, kmsKeyArn }) => topicFindings(topics, topicArn, kmsKeyArn)),
  );
  return found.flat();
}

/** The topic that the stack makes lies beside its schedule. */
function topicOfStack(topic: string, found: Attempt<Schedule | undefined>): string | undefined {
  if (found.kind === 'failed' || found.value === undefined) return undefined;
  const [, partition, , region, account] = found.value.arn.split(':');
  return account === undefined ? undefined : `arn:${partition}:sns:${region}:${account}:${topic}`;
}

function unknownTopic(topic: string): Finding {
  const text = 'Not looked at: without the schedule its ARN is not known.';
  return about('topic', topic).notChecked(text, 'Name it with --topic-arn.');
}
