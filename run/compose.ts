import { setTimeout as sleep } from 'node:timers/promises';
import { enrollmentStatus } from '../aws/compute-optimizer.ts';
import { schedules, snsTopics } from '../aws/installation.ts';
import { type AwsPortsOptions, createAwsPorts as compose } from '../aws/ports.ts';
import { slackWebhookUrl } from '../aws/slack-webhook-url.ts';
import { documentRemover, namesUnder } from '../aws/ssm-removal.ts';
import type { Place } from '../core/ports.ts';
import type { DoctorPorts } from './doctor/examination.ts';
import { postToSlack, type SlackPorts } from './notify-slack.ts';
import type { DocumentRemover } from './people/forget.ts';

// The one place where adapters are constructed: the real AWS, or whatever AWS_ENDPOINT_URL points at.

/** Who asks, and where: for commands of people, whose credentials and region come from their shell and their files. */
export { callerIn, isRegion, regionOfProfile } from '../aws/caller.ts';
/** What starts the run of a fleet. */
export { durableStarter } from '../aws/durable-starter.ts';
/** The world of a run, and the documents of the recommender's own account and region. */
export { createOwnDocuments } from '../aws/ports.ts';
/** What sends the message of a fleet's run. */
export { snsNotifier } from '../aws/sns-notifier.ts';
export { compose };

/** The world of the function that posts to Slack. @param webhookParameter - The SecureString that holds the URL. */
export function composeSlack(region: string, webhookParameter: string): SlackPorts {
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
export function composeDoctor(options: AwsPortsOptions): DoctorPorts {
  const { region } = options;
  return {
    ...compose(options),
    namesUnder: (place, path) => namesUnder(path, place, region),
    enrollmentOf: (place) => enrollmentStatus(place, region),
    topics: snsTopics,
    schedules: schedules(region),
  };
}
