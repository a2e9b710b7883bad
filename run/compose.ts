import { setTimeout as sleep } from 'node:timers/promises';
import { callerIn, isRegion, regionOfProfile } from '../aws/caller.ts';
import { enrollmentStatus } from '../aws/compute-optimizer-enrollment.ts';
import { durableStarter } from '../aws/durable-starter.ts';
import { type AwsPortsOptions, createAwsPorts, createOwnDocuments } from '../aws/ports.ts';
import { schedules } from '../aws/schedules.ts';
import { slackWebhookUrl } from '../aws/slack-webhook-url.ts';
import { snsNotifier } from '../aws/sns-notifier.ts';
import { snsTopics } from '../aws/sns-topics.ts';
import { namesUnder } from '../aws/ssm-listing.ts';
import { documentRemover } from '../aws/ssm-removal.ts';
import type { DocumentStore, FleetStarter, Notifier, Place, Ports } from '../core/ports.ts';
import type { DoctorPorts } from './doctor/examination.ts';
import { postToSlack, type SlackPorts } from './notify-slack.ts';
import type { DocumentRemover } from './people/forget.ts';

export type ComposeOptions = AwsPortsOptions;

/** The one place where adapters are constructed: the real AWS, or whatever AWS_ENDPOINT_URL points at. */
export function compose(options: ComposeOptions): Ports {
  return createAwsPorts(options);
}

/** Documents of the recommender's own account and region, for what a fleet remembers beside its targets. */
export function composeMemory({ region }: Pick<ComposeOptions, 'region'>): DocumentStore {
  return createOwnDocuments(region);
}

/** What sends the message of a fleet's run. */
export function composeNotifier({ topicArn, log }: Pick<ComposeOptions, 'topicArn' | 'log'>): Notifier {
  return snsNotifier(topicArn, log);
}

/** What starts the run of a fleet. */
export function composeStarter({ region }: Pick<ComposeOptions, 'region'>): FleetStarter {
  return durableStarter(region);
}

export interface ComposeSlackOptions {
  readonly region: string;
  /** The SecureString that holds the URL of the webhook. */
  readonly webhookParameter: string;
}

/** The world of the function that posts to Slack. Nothing is called before the first message. */
export function composeSlack({ region, webhookParameter }: ComposeSlackOptions): SlackPorts {
  return {
    webhookUrl: slackWebhookUrl(region, webhookParameter),
    post: (url, body) => postToSlack(url, body),
    sleep: (milliseconds) => sleep(milliseconds),
  };
}

/** The documents of a place, for commands of people: it can delete them, which no Lambda can. */
export function composeDocuments(region: string | undefined): (place: Place) => DocumentRemover {
  return (place) => documentRemover(place, region);
}

/** The world of `rightsizer doctor`: it may list parameters and look at the installation, which no Lambda does. */
export function composeDoctor(options: ComposeOptions): DoctorPorts {
  const { region } = options;
  return {
    ...compose(options),
    namesUnder: (place, path) => namesUnder(path, place, region),
    enrollmentOf: (place) => enrollmentStatus(place, region),
    topics: snsTopics,
    schedules: schedules(region),
  };
}

/** Who asks, and where: for commands of people, whose credentials and region come from their shell and their files. */
export function composeCaller() {
  return { regionOfProfile, isRegion, callerIn };
}
