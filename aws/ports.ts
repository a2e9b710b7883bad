import type { Target } from '../core/configuration/configuration.ts';
import type { Account, DocumentStore, Log, Ports } from '../core/ports.ts';
import { documentNames } from '../core/publication/target-documents.ts';
import { type ClientSet, Clients } from './clients.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { computeOptimizer } from './compute-optimizer.ts';
import { costExplorer } from './cost-explorer.ts';
import { ecsHistory } from './ecs-history.ts';
import { ecsListing } from './ecs-listing.ts';
import { ECS_READS, ECS_READS_ONCE, EcsReads } from './ecs-reads.ts';
import { ecsServices } from './ecs-services.ts';
import { priceList } from './price-list.ts';
import { serviceAlarms } from './service-alarms.ts';
import { snsNotifier } from './sns-notifier.ts';
import { SsmDocuments } from './ssm-documents.ts';
import { TaskDefinitions } from './task-definitions.ts';

export interface AwsPortsOptions {
  /** The recommender's own region; targets that name none live in it. */
  readonly region?: string | undefined;
  /** Absent: nothing is sent. */
  readonly topicArn?: string | undefined;
  readonly log: Log;
  /** Whether a person waits for a first look, once: with more of the quota of ECS and fewer series. */
  readonly isFirstLook?: boolean;
}

/**
 * The world of a run on AWS. Nothing is called before the first question; make it once and keep it between runs.
 *
 * @throws {PortError} When `topicArn` is no topic. `accountOf` throws one when no region is known for a target.
 */
export function createAwsPorts({ region, topicArn, log, isFirstLook = false }: AwsPortsOptions): Ports {
  const clients = new Clients(region);
  const accounts = new Map<ClientSet, KnownAccount>();
  return {
    accountOf(target: Target): Account {
      const set = clients.of(target);
      const { account, keys } = accounts.get(set) ?? toAccount(set, { log, isFirstLook });
      accounts.set(set, { account, keys });
      const { live, proposed, copies } = documentNames(target);
      if (target.kmsKeyArn !== undefined)
        for (const name of [live, proposed, ...copies]) keys.set(name, target.kmsKeyArn);
      return account;
    },
    prices: priceList(clients.pricing()),
    costs: costExplorer(clients.costExplorer()),
    notifier: snsNotifier(topicArn, log, (topicRegion) => clients.sns(topicRegion)),
    log,
    apiCalls: () => clients.calls,
  };
}

/** The documents of the recommender's own account and region. @throws {PortError} When no region is named. */
export function createOwnDocuments(region: string | undefined): DocumentStore {
  const { ssm, ssmOnce } = new Clients(region).of({});
  return new SsmDocuments({ client: ssm, onceClient: ssmOnce });
}

interface KnownAccount {
  readonly account: Account;
  /** Which KMS key encrypts which document, as far as its targets were asked for. */
  readonly keys: Map<string, string>;
}

/** Made once for each client set: all targets of an account and region share a pace and a set of task definitions. */
function toAccount(
  { region, cloudWatch, ecs, scaling, optimizer, ssm, ssmOnce }: ClientSet,
  { log, isFirstLook }: Required<Pick<AwsPortsOptions, 'log' | 'isFirstLook'>>,
): KnownAccount {
  const reads = new EcsReads({ client: ecs, limit: isFirstLook ? ECS_READS_ONCE : ECS_READS });
  const definitions = new TaskDefinitions(reads);
  const keys = new Map<string, string>();
  const account: Account = {
    region,
    services: ecsServices(reads, region, definitions),
    lister: ecsListing(reads),
    metrics: new CloudWatchMetrics({ client: cloudWatch, log, isFirstLook }),
    history: ecsHistory(reads, scaling, definitions),
    alarms: serviceAlarms(cloudWatch),
    opinions: computeOptimizer(optimizer),
    documents: new SsmDocuments({ client: ssm, onceClient: ssmOnce, keyOf: (name) => keys.get(name) }),
  };
  return { account, keys };
}
