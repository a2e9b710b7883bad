import {
  type CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type Group,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import {
  type BilledService,
  type CostAnswer,
  type CostQuestion,
  costKey,
  type DailyCost,
} from '../core/money/costs.ts';
import { type CostReader, PortError } from '../core/ports.ts';
import { pagesOf } from './pages.ts';
import { errorName, portCall } from './port-call.ts';

const CLUSTER_TAG = 'aws:ecs:clusterName';
const SERVICE_TAG = 'aws:ecs:serviceName';
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
export function costExplorer(client: CostExplorerClient): CostReader {
  return {
    async read(question, signal) {
      try {
        const results = await resultsOf(client, question, signal);
        return results === undefined
          ? unavailable('Failed', `The bill has more than ${MOST_PAGES} pages.`)
          : answerOf(question, results);
      } catch (error) {
        signal.throwIfAborted();
        if (REFUSALS.includes(errorName(error))) return unavailable('NotPermitted', NOT_PERMITTED);
        return unavailable('Failed', error instanceof Error ? error.message : String(error));
      }
    },
  };
}

/** Undefined where there are too many pages. */
async function resultsOf(
  client: CostExplorerClient,
  question: CostQuestion,
  signal: AbortSignal,
): Promise<readonly ResultByTime[] | undefined> {
  const call = { operation: 'CostExplorer GetCostAndUsage', subject: `${question.services.length} services`, signal };
  const read = (NextPageToken: string | undefined) =>
    portCall(call, (options) =>
      client.send(new GetCostAndUsageCommand({ ...inputOf(question), NextPageToken }), options),
    );
  const results: ResultByTime[] = [];
  let pages = 0;
  for await (const page of pagesOf(call, read)) {
    results.push(...(page.ResultsByTime ?? []));
    pages += 1;
    if (pages === MOST_PAGES && page.NextPageToken) return undefined;
  }
  return results;
}

function unavailable(because: Unavailable['because'], detail: string): Unavailable {
  return { kind: 'unavailable', because, detail };
}

/** What a question is grouped by, two at most: without the usage type there are no vCPU-hours and GB-hours. */
export type Grouping = 'cluster' | 'service' | 'both';

/**
 * The tag that tells services apart. The filter lets each asked service name of each asked cluster pass: a cluster's
 * name is enough only when one service name is asked for, and a service's name only when one cluster is.
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
  const billed = results.flatMap(({ TimePeriod: { Start: day } = {}, Groups = [] }) =>
    Groups.flatMap((group) => {
      const service = serviceOf(group, services, grouping);
      return service === undefined || day === undefined ? [] : [{ service: costKey(service), day, group }];
    }),
  );
  const byService = dailyCosts(billed, grouping !== 'both');
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

// Usage types as AWS's price list for AmazonECS names them, a region's prefix and SpotUsage stand before (2026-11).
// Ephemeral storage has GB-hours as well, of its own.
const VCPU_HOURS = /(?:^|[-:])Fargate-(?:ARM-|Windows-)?vCPU-Hours(?::perCPU)?$/;
const GB_HOURS = /(?:^|[-:])Fargate-(?:ARM-|Windows-)?GB-Hours$/;

export interface BilledGroup {
  readonly service: string;
  readonly day: string;
  readonly group: Group;
}

/**
 * Adds up groups by service and day, oldest day first.
 *
 * @param isSplit - Whether the groups are split by usage type.
 * @throws {PortError} For an amount that cannot be added.
 */
function dailyCosts(billed: readonly BilledGroup[], isSplit: boolean) {
  const services = Map.groupBy(billed, ({ service }) => service);
  return new Map([...services].map(([service, own]) => [service, costsOf(own, isSplit)] as const));
}

function costsOf(own: readonly BilledGroup[], isSplit: boolean): readonly DailyCost[] {
  const days = [...Map.groupBy(own, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
  return days.map(([day, all]) => {
    const sum = (amountOf: (group: Group) => number) => all.reduce((total, { group }) => total + amountOf(group), 0);
    const vcpuHours = sum((group) => hoursOf(group, VCPU_HOURS));
    const gbHours = sum((group) => hoursOf(group, GB_HOURS));
    return {
      day,
      usd: sum(usdOf),
      ...(isSplit && Number.isFinite(vcpuHours) && { vcpuHours }),
      ...(isSplit && Number.isFinite(gbHours) && { gbHours }),
    };
  });
}

function usdOf({ Metrics = {} }: Group): number {
  const { Amount = 0, Unit = 'no currency' } = Metrics.UnblendedCost ?? {};
  const usd = Number(Amount);
  if (usd !== 0 && Unit !== 'USD') throw new PortError(`The bill is in ${Unit}, not in USD.`);
  if (!Number.isFinite(usd)) throw new PortError('The bill has an amount that is no number.');
  return usd;
}

/** Hours of a usage type; not a number where the unit is another, so that no sum is too small in silence. */
function hoursOf({ Keys = [], Metrics = {} }: Group, usageType: RegExp): number {
  if (!Keys.some((key) => usageType.test(key))) return 0;
  const { Amount, Unit = '' } = Metrics.UsageQuantity ?? {};
  return /hours?$|hrs?$/i.test(Unit) ? Number(Amount) : Number.NaN;
}
