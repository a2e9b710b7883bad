import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, isRegion, regionOfProfile } from '../aws/caller.ts';
import { ComputeOptimizerEnrollment } from '../aws/compute-optimizer-enrollment.ts';
import { DurableStarter } from '../aws/durable-starter.ts';
import { createOwnNotifier } from '../aws/own-notifier.ts';
import { createAwsPorts, createOwnDocuments } from '../aws/ports.ts';
import { Schedules } from '../aws/schedules.ts';
import { SlackWebhookUrl } from '../aws/slack-webhook-url.ts';
import { SnsTopics } from '../aws/sns-topics.ts';
import { SsmListing } from '../aws/ssm-listing.ts';
import { SsmRemoval } from '../aws/ssm-removal.ts';
import type { DocumentStore, FleetStarter, Log, Notifier, Ports } from '../core/ports.ts';
import { VERSION } from '../core/version.ts';
import type { DoctorPorts } from './doctor/examination.ts';
import type { SlackPorts } from './notify-slack.ts';
import type { ForgetPorts } from './people/forget.ts';
import type { LiveSizesPorts } from './people/live-sizes.ts';
import { postToSlack } from './slack-webhook.ts';

export interface ComposeOptions {
  /** The region of targets that name none. */
  readonly region?: string;
  /** Absent: nothing is sent. */
  readonly topicArn?: string;
  readonly log: Log;
}

/** The one place where adapters are constructed: the real AWS, or whatever AWS_ENDPOINT_URL points at. */
export function compose(options: ComposeOptions): Ports {
  return createAwsPorts({ ...options, version: VERSION });
}

/** The world of `rightsizer discover`: a person waits for it, once, so that it may ask ECS for more of the quota, and asks CloudWatch for less. */
export function composeDiscovery(options: ComposeOptions): Ports {
  return createAwsPorts({ ...options, version: VERSION, isFirstLook: true });
}

/** Documents of the recommender's own account and region, for what a fleet remembers beside its targets. */
export function composeMemory({ region }: Pick<ComposeOptions, 'region'>): DocumentStore {
  return createOwnDocuments({ ...(region !== undefined && { region }), version: VERSION });
}

/** What sends the message of a fleet's run. */
export function composeNotifier({ topicArn, log }: Pick<ComposeOptions, 'topicArn' | 'log'>): Notifier {
  return createOwnNotifier({ ...(topicArn !== undefined && { topicArn }), log, version: VERSION });
}

/** What starts the run of a fleet. */
export function composeStarter({ region }: Pick<ComposeOptions, 'region'>): FleetStarter {
  return new DurableStarter({ ...(region !== undefined && { region }), version: VERSION });
}

export interface ComposeSlackOptions {
  readonly region: string;
  /** The SecureString that holds the URL of the webhook. */
  readonly webhookParameter: string;
}

/** The world of the function that posts to Slack. Nothing is called before the first message. */
export function composeSlack({ region, webhookParameter }: ComposeSlackOptions): SlackPorts {
  return {
    webhookUrl: new SlackWebhookUrl({ region, parameter: webhookParameter, version: VERSION }),
    post: (url, body) => postToSlack(url, body),
    sleep: (milliseconds) => sleep(milliseconds),
  };
}

/** The world of `rightsizer forget`: the one that can delete, and no Lambda's. */
export function composeForget({ region, log }: ComposeOptions): ForgetPorts {
  return { removerOf: (place) => new SsmRemoval({ region, version: VERSION }, place), log };
}

/** The world of `rightsizer sizes`, which reads only. */
export function composeLiveSizes({ region }: Pick<ComposeOptions, 'region'>): LiveSizesPorts {
  return { readerOf: (place) => new SsmRemoval({ region, version: VERSION }, place) };
}

/** The world of `rightsizer doctor`: it may list parameters and look at the installation, which no Lambda does. */
export function composeDoctor(options: ComposeOptions): DoctorPorts {
  const client = { region: options.region, version: VERSION };
  return {
    ...compose(options),
    namesUnder: (place, path) => new SsmListing(client, place).namesUnder(path),
    enrollmentOf: (place) => new ComputeOptimizerEnrollment(client, place).status(),
    topics: new SnsTopics(client),
    schedules: new Schedules(client),
  };
}

/** Who asks, and where: for commands of people, whose credentials and region come from their shell and their files. */
export interface CallerPorts {
  readonly regionOfProfile: () => Promise<string | undefined>;
  readonly isRegion: (region: string) => Promise<boolean>;
  readonly callerIn: (region: string | undefined) => Pick<Caller, 'checkCredentials' | 'account'>;
}

export function composeCaller(): CallerPorts {
  return { regionOfProfile, isRegion, callerIn: (region) => new Caller({ region }) };
}
