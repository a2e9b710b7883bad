import {
  type CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type Group,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { type BilledService, type CostAnswer, type CostQuestion, costKey } from '../core/money/costs.ts';
import type { CostReader } from '../core/ports.ts';
import { DailyBill } from './daily-bill.ts';
import { errorName, portCall } from './port-call.ts';

export interface CostExplorerOptions {
  readonly client: CostExplorerClient;
}

export const CLUSTER_TAG = 'aws:ecs:clusterName';
export const SERVICE_TAG = 'aws:ecs:serviceName';
const ECS = 'Amazon Elastic Container Service';
/** A page costs 0.01 USD; one holds a month of a hundred services and more. */
const MOST_PAGES = 5;
const REFUSALS: readonly string[] = ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'];

type Unavailable = Extract<CostAnswer, { kind: 'unavailable' }>;

const NOT_PERMITTED =
  'The recommender may not call ce:GetCostAndUsage in its own account, or Cost Explorer is not switched on there.';
const TAGS_INACTIVE = [
  `The bill has no cost under the tags ${CLUSTER_TAG} and ${SERVICE_TAG}:`,
  'set enableECSManagedTags on the services, and activate both as cost allocation tags in the account that pays;',
  'costs from before that stay without them.',
].join(' ');

/** Reads the bill of services by the tags that ECS manages, with the recommender's own credentials. */
export class CostExplorerCosts implements CostReader {
  readonly #client: CostExplorerClient;

  constructor({ client }: CostExplorerOptions) {
    this.#client = client;
  }

  async read(question: CostQuestion, signal: AbortSignal): Promise<CostAnswer> {
    try {
      const results = await this.#results(question, signal);
      return results === undefined
        ? unavailable('Failed', `The bill has more than ${MOST_PAGES} pages.`)
        : answerOf(question, results);
    } catch (error) {
      signal.throwIfAborted();
      if (REFUSALS.includes(errorName(error))) return unavailable('NotPermitted', NOT_PERMITTED);
      return unavailable('Failed', error instanceof Error ? error.message : String(error));
    }
  }

  /** Undefined where there are too many pages. */
  async #results(question: CostQuestion, signal: AbortSignal): Promise<readonly ResultByTime[] | undefined> {
    const call = { operation: 'CostExplorer GetCostAndUsage', subject: `${question.services.length} services`, signal };
    const results: ResultByTime[] = [];
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const command = new GetCostAndUsageCommand({ ...inputOf(question), ...(token && { NextPageToken: token }) });
      const answer = await portCall(call, () => this.#client.send(command, { abortSignal: signal }));
      results.push(...(answer.ResultsByTime ?? []));
      token = answer.NextPageToken;
      if (!token) return results;
    }
    return undefined;
  }
}

function unavailable(because: Unavailable['because'], detail: string): Unavailable {
  return { kind: 'unavailable', because, detail };
}

/** What a question is grouped by, two at most: without the usage type there are no vCPU-hours and GB-hours. */
export type Grouping = 'cluster' | 'service' | 'both';

/**
 * The tag that tells services apart. The filter lets every asked service name of every asked cluster pass, so that a cluster's name is enough
 * only where one service name is asked for, and a service's name only where one cluster is.
 *
 * @example groupingOf([{ cluster: 'blue', service: 'api' }, { cluster: 'green', service: 'api' }]) // 'cluster'
 */
export function groupingOf(services: readonly BilledService[]): Grouping {
  const count = (names: readonly string[]) => new Set(names).size;
  if (count(services.map(({ service }) => service)) <= 1) return 'cluster';
  return count(services.map(({ cluster }) => cluster)) <= 1 ? 'service' : 'both';
}

const GROUPS: Readonly<Record<Grouping, GetCostAndUsageCommandInput['GroupBy']>> = {
  cluster: [
    { Type: 'TAG', Key: CLUSTER_TAG },
    { Type: 'DIMENSION', Key: 'USAGE_TYPE' },
  ],
  service: [
    { Type: 'TAG', Key: SERVICE_TAG },
    { Type: 'DIMENSION', Key: 'USAGE_TYPE' },
  ],
  both: [
    { Type: 'TAG', Key: CLUSTER_TAG },
    { Type: 'TAG', Key: SERVICE_TAG },
  ],
};

function inputOf({ services, from, until }: CostQuestion): GetCostAndUsageCommandInput {
  const values = (names: readonly string[]) => [...new Set(names)];
  const regions = values(services.flatMap(({ region }) => region ?? []));
  const inRegions = { Dimensions: { Key: 'REGION', Values: regions } } as const;
  return {
    TimePeriod: { Start: from, End: until },
    Granularity: 'DAILY',
    Metrics: ['UnblendedCost', 'UsageQuantity'],
    GroupBy: GROUPS[groupingOf(services)],
    Filter: {
      And: [
        { Dimensions: { Key: 'SERVICE', Values: [ECS] } },
        { Tags: { Key: CLUSTER_TAG, Values: values(services.map(({ cluster }) => cluster)) } },
        { Tags: { Key: SERVICE_TAG, Values: values(services.map(({ service }) => service)) } },
        ...(services.every(({ region }) => region !== undefined) ? [inRegions] : []),
        // What is given back says nothing of what a size costs.
        { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund'] } } },
      ],
    },
  };
}

function answerOf({ services }: CostQuestion, results: readonly ResultByTime[]): CostAnswer {
  const grouping = groupingOf(services);
  const bill = new DailyBill(grouping !== 'both');
  for (const { TimePeriod, Groups = [] } of results) {
    for (const group of Groups) {
      const service = serviceOf(group, services, grouping);
      if (service === undefined || TimePeriod?.Start === undefined) continue;
      const problem = bill.add(costKey(service), TimePeriod.Start, group);
      if (problem !== undefined) return unavailable('Failed', problem);
    }
  }
  const byService = bill.byService();
  return byService.size === 0 ? unavailable('TagsInactive', TAGS_INACTIVE) : { kind: 'known', byService };
}

/** A tag's key in a group is `<tag>$<value>`, with an empty value for what has no such tag. */
function serviceOf({ Keys = [] }: Group, services: readonly BilledService[], grouping: Grouping) {
  const tagged = (tag: string) => Keys.find((key) => key.startsWith(`${tag}$`))?.slice(tag.length + 1);
  const [cluster, service] = [tagged(CLUSTER_TAG), tagged(SERVICE_TAG)];
  return services.find(
    (each) =>
      (grouping === 'service' || each.cluster === cluster) && (grouping === 'cluster' || each.service === service),
  );
}
