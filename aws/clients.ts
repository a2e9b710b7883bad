import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ComputeOptimizerClient } from '@aws-sdk/client-compute-optimizer';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { ECSClient } from '@aws-sdk/client-ecs';
import { PricingClient } from '@aws-sdk/client-pricing';
import type { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Place } from '../core/ports.ts';
import { bodyLimit, limited } from './body-limit.ts';
import { clientSettings, REQUEST_TIMEOUT_MILLISECONDS, timeouts } from './client-settings.ts';
import { priceListRegion } from './price-list.ts';
import { snsClient } from './sns-notifier.ts';

/** The SDK's clients for one account and region; they share one set of credentials. */
export interface ClientSet {
  readonly region: string;
  readonly cloudWatch: CloudWatchClient;
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  /** For an opinion that a run can do without: it neither waits nor tries for long. */
  readonly optimizer: ComputeOptimizerClient;
  readonly ssm: SSMClient;
  /** Sends every command once and no more. */
  readonly ssmOnce: SSMClient;
}

type Counting = <Sent, Answer>(next: (sent: Sent) => Promise<Answer>) => (sent: Sent) => Promise<Answer>;

/** As much of an SDK client as is needed to count what it sends. */
interface AnyClient {
  readonly middlewareStack: {
    add(middleware: Counting, options: { name: string; step: 'finalizeRequest'; priority: 'low' }): void;
    use(plugin: ReturnType<typeof bodyLimit>): void;
  };
}

const SESSION_NAME = 'fargate-rightsizer';
/** The only region of Cost Explorer's endpoint: client-cost-explorer, 2026-11. */
const COST_EXPLORER_REGION = 'us-east-1';
/** A page of 100,800 points takes its time. */
const CLOUDWATCH_REQUEST_TIMEOUT_MILLISECONDS = 20_000;
const IMPATIENT_REQUEST_TIMEOUT_MILLISECONDS = 3000;

/** For reads with a pace and pauses of their own, and for what a run can do without: a lasting error is told soon. */
const TRIES_TWICE = { maxAttempts: 2, retryMode: 'standard' };
const IMPATIENT = { ...TRIES_TWICE, requestHandler: timeouts(IMPATIENT_REQUEST_TIMEOUT_MILLISECONDS) };

/** Makes each client when it is first needed, and only once. */
export class Clients {
  readonly #region: string | undefined;
  readonly #sets = new Map<string, ClientSet>();
  #calls = 0;

  /** @param region - The recommender's own, for everything that does not name one. */
  constructor(region?: string) {
    this.#region = region;
  }

  /**
   * The client set of an account and region; the same object for the same place.
   *
   * @throws {PortError} When neither the place nor the options name a region.
   */
  of(place: Place): ClientSet {
    const settings = clientSettings(place.region ?? this.#region);
    const key = `${place.roleArn ?? ''} ${place.externalId ?? ''} ${settings.region}`;
    const set = this.#sets.get(key) ?? this.#make(settings, place);
    this.#sets.set(key, set);
    return set;
  }

  /** A client for topics of a region, in the recommender's own account. */
  sns(region: string): SNSClient {
    return this.#counted(snsClient(region));
  }

  /** How many requests all clients have sent so far, every attempt by itself; those for credentials are not counted. */
  get calls(): number {
    return this.#calls;
  }

  /** A client for prices of all regions, in the recommender's account, at the nearest endpoint; it gives up soon. */
  pricing(): PricingClient {
    return this.#counted(new PricingClient({ ...clientSettings(priceListRegion(this.#region)), ...IMPATIENT }));
  }

  /** A client for the bill, in the recommender's own account. Every attempt costs money: two and no more. */
  costExplorer(): CostExplorerClient {
    return this.#counted(new CostExplorerClient({ ...clientSettings(COST_EXPLORER_REGION), ...TRIES_TWICE }));
  }

  #make(settings: Settings, { roleArn, externalId }: Place): ClientSet {
    const options = {
      ...settings,
      requestHandler: timeouts(CLOUDWATCH_REQUEST_TIMEOUT_MILLISECONDS),
      ...(roleArn !== undefined && { credentials: assumed({ RoleArn: roleArn, ExternalId: externalId }, settings) }),
    };
    const cloudWatch = this.#counted(new CloudWatchClient(options));
    // The provider that a client has resolved remembers its credentials: one AssumeRole for the whole set.
    const own = { ...settings, credentials: cloudWatch.config.credentials };
    return {
      region: settings.region,
      cloudWatch,
      ecs: this.#counted(new ECSClient({ ...own, ...TRIES_TWICE })),
      scaling: this.#counted(new ApplicationAutoScalingClient({ ...own, ...TRIES_TWICE })),
      optimizer: this.#counted(new ComputeOptimizerClient({ ...own, ...IMPATIENT })),
      ssm: this.#counted(new SSMClient(own)),
      ssmOnce: this.#counted(new SSMClient({ ...own, ...sendOnce() })),
    };
  }

  /** After the step that tries again, so that every attempt counts. */
  #counted<Counted extends AnyClient>(client: Counted): Counted {
    const count: Counting = (next) => (sent) => {
      this.#calls += 1;
      return next(sent);
    };
    client.middlewareStack.add(count, { name: 'countCalls', step: 'finalizeRequest', priority: 'low' });
    return limited(client);
  }
}

type Settings = ReturnType<typeof clientSettings>;

function assumed(role: { readonly RoleArn: string; readonly ExternalId: string | undefined }, clientConfig: Settings) {
  const params = { ...role, RoleSessionName: SESSION_NAME };
  return fromTemporaryCredentials({ params, clientConfig, clientPlugins: [bodyLimit()] });
}

/**
 * No second attempt, and a connection of its own for each command: a connection that was kept open may be half closed
 * by the server, and nobody can tell that from one that was cut after the work. Not adaptive: the writer has its own
 * pace, and after one throttled write that mode would hold back the next for up to two seconds more.
 */
function sendOnce() {
  const agent = { keepAlive: false };
  const requestHandler = { ...timeouts(REQUEST_TIMEOUT_MILLISECONDS), httpAgent: agent, httpsAgent: agent };
  return { maxAttempts: 1, retryMode: 'standard', requestHandler };
}
