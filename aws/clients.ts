import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { PortError } from '../core/ports.ts';

/** The SDK's clients for one account and region; they share one set of credentials. */
export interface ClientSet {
  readonly region: string;
  readonly cloudWatch: CloudWatchClient;
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly ssm: SSMClient;
  /** Sends every command once and no more. */
  readonly ssmOnce: SSMClient;
}

export interface ClientOptions {
  /** The recommender's own region, for everything that does not name one. */
  readonly region?: string | undefined;
  /** Goes into the user agent. */
  readonly version: string;
}

/** Where a target lives; absent means the recommender's own account or region. */
export interface Place {
  readonly roleArn?: string | undefined;
  readonly region?: string | undefined;
}

const SESSION_NAME = 'fargate-rightsizer';
const CONNECTION_TIMEOUT_MILLISECONDS = 3000;
const REQUEST_TIMEOUT_MILLISECONDS = 10_000;
/** A page of 100,800 points takes its time. */
const CLOUDWATCH_REQUEST_TIMEOUT_MILLISECONDS = 20_000;

/** Makes each client when it is first needed, and only once. */
export class Clients {
  readonly #options: ClientOptions;
  readonly #sets = new Map<string, ClientSet>();

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * The client set of an account and region; the same object for the same place.
   *
   * @throws {PortError} When neither the place nor the options name a region.
   */
  of(place: Place): ClientSet {
    const region = place.region ?? this.#options.region;
    if (!region) throw new PortError('No AWS region: set AWS_REGION, or `region` in rightsizer.yml.');
    const key = `${place.roleArn ?? ''} ${region}`;
    const set = this.#sets.get(key) ?? this.#make(region, place.roleArn);
    this.#sets.set(key, set);
    return set;
  }

  /** A client for topics of a region, in the recommender's own account. */
  sns(region: string): SNSClient {
    return new SNSClient(this.#settings(region));
  }

  #make(region: string, roleArn: string | undefined): ClientSet {
    const settings = this.#settings(region);
    const cloudWatch = new CloudWatchClient({
      ...settings,
      requestHandler: timeouts(CLOUDWATCH_REQUEST_TIMEOUT_MILLISECONDS),
      ...(roleArn !== undefined && { credentials: this.#assumed(roleArn, region) }),
    });
    // The provider that a client has resolved remembers its credentials: one AssumeRole for the whole set.
    const { credentials } = cloudWatch.config;
    return {
      region,
      cloudWatch,
      ecs: new ECSClient({ ...settings, credentials }),
      scaling: new ApplicationAutoScalingClient({ ...settings, credentials }),
      ssm: new SSMClient({ ...settings, credentials }),
      ssmOnce: new SSMClient({ ...settings, ...sendOnce(), credentials }),
    };
  }

  #assumed(roleArn: string, region: string) {
    const params = { RoleArn: roleArn, RoleSessionName: SESSION_NAME };
    return fromTemporaryCredentials({ params, clientConfig: this.#settings(region) });
  }

  #settings(region: string) {
    return {
      region,
      maxAttempts: 5,
      retryMode: 'adaptive',
      customUserAgent: [['fargate-rightsizer', this.#options.version]] satisfies [string, string][],
      requestHandler: timeouts(REQUEST_TIMEOUT_MILLISECONDS),
    };
  }
}

function timeouts(requestTimeout: number) {
  // Without the last one the SDK only warns about a request that takes too long, and waits on.
  return { connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS, requestTimeout, throwOnRequestTimeout: true };
}

/**
 * No second attempt, and a connection of its own for each command: one that was kept open may be half closed by the
 * server, which nobody can tell from a connection that was cut after the work. Not adaptive: the writer has its own pace,
 * and after one throttled write that mode would hold back the next for up to two seconds more.
 */
function sendOnce() {
  const agent = { keepAlive: false };
  const requestHandler = { ...timeouts(REQUEST_TIMEOUT_MILLISECONDS), httpAgent: agent, httpsAgent: agent };
  return { maxAttempts: 1, retryMode: 'standard', requestHandler };
}
