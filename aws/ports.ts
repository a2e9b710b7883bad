import type { Target } from '../core/configuration/configuration.ts';
import type { Account, DocumentStore, Log, Notifier, Ports } from '../core/ports.ts';
import { type ClientSet, Clients } from './clients.ts';
import { CloudWatchMetrics } from './cloudwatch-metrics.ts';
import { ComputeOptimizerOpinions } from './compute-optimizer.ts';
import { CostExplorerCosts } from './cost-explorer.ts';
import { DocumentKeys } from './document-keys.ts';
import { EcsHistory } from './ecs-history.ts';
import { EcsListing } from './ecs-listing.ts';
import { ECS_READS, ECS_READS_ONCE, EcsReads } from './ecs-reads.ts';
import { EcsServices } from './ecs-services.ts';
import { PriceList } from './price-list.ts';
import { ServiceAlarms } from './service-alarms.ts';
import { SnsNotifier, silentNotifier } from './sns-notifier.ts';
import { SsmDocuments } from './ssm-documents.ts';
import { TaskDefinitions } from './task-definitions.ts';

export interface AwsPortsOptions {
  /** The recommender's own region; targets that name none live in it. */
  readonly region?: string;
  /** Absent: nothing is sent. */
  readonly topicArn?: string;
  readonly log: Log;
  /** The program's version, for the user agent. */
  readonly version: string;
  /** Whether a person waits for a first look, once: with more of the quota of ECS and fewer series. */
  readonly isFirstLook?: boolean;
}

/**
 * The world of a run on AWS. Nothing is called before the first question; make it once and keep it between runs.
 *
 * @throws {PortError} When `topicArn` is no topic. `accountOf` throws one when no region is known for a target.
 */
export function createAwsPorts({ region, topicArn, log, version, isFirstLook = false }: AwsPortsOptions): Ports {
  const clients = new Clients({ region, version });
  const accounts = new Map<ClientSet, Account>();
  const keys = new DocumentKeys();
  return {
    accountOf(target: Target): Account {
      const set = clients.of(target);
      keys.add(set, target);
      const account = accounts.get(set) ?? toAccount(set, { log, keyOf: (name) => keys.of(set, name), isFirstLook });
      accounts.set(set, account);
      return account;
    },
    prices: new PriceList({ client: clients.pricing(region) }),
    costs: new CostExplorerCosts({ client: clients.costExplorer() }),
    notifier: topicArn === undefined ? silentNotifier(log) : toNotifier(clients, topicArn),
    log,
    apiCalls: () => clients.calls,
  };
}

/** The documents of the recommender's own account and region. @throws {PortError} When no region is named. */
export function createOwnDocuments({ region, version }: Pick<AwsPortsOptions, 'region' | 'version'>): DocumentStore {
  const { ssm, ssmOnce } = new Clients({ region, version }).of({});
  return new SsmDocuments({ client: ssm, onceClient: ssmOnce });
}

interface AccountOptions extends Required<Pick<AwsPortsOptions, 'log' | 'isFirstLook'>> {
  readonly keyOf: (name: string) => string | undefined;
}

/** Made once for each client set, so that all targets of an account and region share one pace and one set of task definitions. */
function toAccount(
  { region, cloudWatch, ecs, scaling, optimizer, ssm, ssmOnce }: ClientSet,
  { log, keyOf, isFirstLook }: AccountOptions,
): Account {
  const reads = new EcsReads({ client: ecs, limit: isFirstLook ? ECS_READS_ONCE : ECS_READS });
  const definitions = new TaskDefinitions({ reads });
  return {
    region,
    services: new EcsServices({ reads, region, definitions }),
    lister: new EcsListing({ reads }),
    metrics: new CloudWatchMetrics({ client: cloudWatch, log, isFirstLook }),
    history: new EcsHistory({ reads, scalingClient: scaling, definitions }),
    alarms: new ServiceAlarms({ client: cloudWatch }),
    opinions: new ComputeOptimizerOpinions({ client: optimizer }),
    documents: new SsmDocuments({ client: ssm, onceClient: ssmOnce, keyOf }),
  };
}

function toNotifier(clients: Clients, topicArn: string): Notifier {
  return new SnsNotifier({ clientIn: (region) => clients.sns(region), topicArn });
}
