import {
  DescribeServicesCommand,
  ListClustersCommand,
  ListServicesCommand,
  type Service,
  ServiceField,
} from '@aws-sdk/client-ecs';
import { accountIn } from '../core/configuration/organization.ts';
import { batchesOf, sideBySide } from '../core/model/side-by-side.ts';
import type { ListedService, ServiceLister } from '../core/ports.ts';
import type { EcsReads } from './ecs-reads.ts';
import { allPages } from './pages.ts';
import { unlessError } from './port-call.ts';
import { asDeployed, launchOutsideFargate } from './service-description.ts';

/** The most that ECS gives in a page, and describes in a call (client-ecs, 2026-11). */
const CLUSTERS_PER_PAGE = 100;
const SERVICES_PER_PAGE = 100;
const SERVICES_PER_CALL = 10;
const CALLS_SIDE_BY_SIDE = 4;

/**
 * Lists services with their tags, by ECS alone: DescribeServices is allowed anyway, and no further SDK client has to be
 * deployed. One call for the clusters, one for each cluster, and one for ten services.
 */
export function ecsListing(reads: EcsReads): ServiceLister {
  return {
    async list(signal, cluster) {
      const clusters = cluster === undefined ? await clustersOf(reads, signal) : [cluster];
      const arns = await sideBySide(clusters, CALLS_SIDE_BY_SIDE, async (each) => {
        return batchesOf(await arnsIn(reads, each, signal), SERVICES_PER_CALL).map((batch) => ({ each, batch }));
      });
      const described = await sideBySide(arns.flat(), CALLS_SIDE_BY_SIDE, async ({ each, batch }) => {
        const call = { operation: 'ECS DescribeServices', subject: `cluster ${each}`, signal };
        const input = { cluster: each, services: [...batch], include: [ServiceField.TAGS] };
        const { services = [] } = await reads.send(call, new DescribeServicesCommand(input));
        const active = services.filter(({ status = 'ACTIVE' }) => status === 'ACTIVE');
        return active.map((service) => toListed(each, service));
      });
      return described.flat();
    },
  };
}

async function clustersOf(reads: EcsReads, signal: AbortSignal): Promise<readonly string[]> {
  const call = { operation: 'ECS ListClusters', subject: 'this account and region', signal };
  const pages = await allPages(call, (nextToken) =>
    reads.send(call, new ListClustersCommand({ maxResults: CLUSTERS_PER_PAGE, nextToken })),
  );
  return pages.flatMap(({ clusterArns = [] }) => clusterArns.map(lastPart));
}

/** None of a cluster that is not there. */
async function arnsIn(reads: EcsReads, cluster: string, signal: AbortSignal): Promise<readonly string[]> {
  const call = { operation: 'ECS ListServices', subject: `cluster ${cluster}`, signal };
  const read = (nextToken: string | undefined) =>
    reads.send(call, new ListServicesCommand({ cluster, maxResults: SERVICES_PER_PAGE, nextToken }));
  const pages = await unlessError('ClusterNotFoundException', () => allPages(call, read));
  return (pages ?? []).flatMap(({ serviceArns = [] }) => serviceArns);
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

function toListed(cluster: string, service: Service): ListedService {
  const accountId = accountIn(service.serviceArn);
  const began = service.deployments?.length === 1 ? service.deployments[0]?.createdAt : undefined;
  return {
    cluster,
    service: service.serviceName ?? lastPart(service.serviceArn ?? ''),
    tags: Object.fromEntries((service.tags ?? []).map(({ key = '', value = '' }) => [key, value])),
    isFargate: launchOutsideFargate(asDeployed(service)) === undefined,
    ...(accountId !== undefined && { accountId }),
    ...(began !== undefined && { runsSince: began.getTime() }),
  };
}
