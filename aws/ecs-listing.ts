import {
  DescribeServicesCommand,
  ListClustersCommand,
  ListServicesCommand,
  type Service,
  ServiceField,
} from '@aws-sdk/client-ecs';
import type { ListedService, ServiceLister } from '../core/ports.ts';
import { PortError } from '../core/ports.ts';
import { batchesOf, sideBySide } from '../core/side-by-side.ts';
import type { EcsReads } from './ecs-reads.ts';
import { itemsOfPages } from './pages.ts';
import { errorName, type PortCall } from './port-call.ts';
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
export class EcsListing implements ServiceLister {
  readonly #reads: EcsReads;

  constructor({ reads }: { readonly reads: EcsReads }) {
    this.#reads = reads;
  }

  async list(signal: AbortSignal, cluster?: string): Promise<readonly ListedService[]> {
    const clusters = cluster === undefined ? await this.#clusters(signal) : [cluster];
    const arns = await sideBySide(clusters, CALLS_SIDE_BY_SIDE, async (each) => {
      return batchesOf(await this.#arns(each, signal), SERVICES_PER_CALL).map((batch) => ({ cluster: each, batch }));
    });
    const described = await sideBySide(arns.flat(), CALLS_SIDE_BY_SIDE, (each) => this.#describe(each, signal));
    return described.flat();
  }

  async #clusters(signal: AbortSignal): Promise<readonly string[]> {
    const call = { operation: 'ECS ListClusters', subject: 'this account and region', signal };
    const read = (nextToken: string | undefined) => {
      const command = new ListClustersCommand({ maxResults: CLUSTERS_PER_PAGE, nextToken });
      return this.#reads.read(call, (client) => client.send(command, { abortSignal: signal }));
    };
    const arns = await itemsOfPages({ call, read, tokenOf: ({ nextToken }) => nextToken }, (page) => page.clusterArns);
    return arns.map(lastPart);
  }

  async #arns(cluster: string, signal: AbortSignal): Promise<readonly string[]> {
    const call = { operation: 'ECS ListServices', subject: `cluster ${cluster}`, signal };
    const read = (nextToken: string | undefined) => {
      const command = new ListServicesCommand({ cluster, maxResults: SERVICES_PER_PAGE, nextToken });
      return this.#reads.read(call, (client) => client.send(command, { abortSignal: signal }));
    };
    try {
      return await itemsOfPages({ call, read, tokenOf: ({ nextToken }) => nextToken }, (page) => page.serviceArns);
    } catch (error) {
      if (isMissingCluster(error)) return [];
      throw error;
    }
  }

  async #describe(
    { cluster, batch }: { readonly cluster: string; readonly batch: readonly string[] },
    signal: AbortSignal,
  ): Promise<readonly ListedService[]> {
    const call: PortCall & { readonly signal: AbortSignal } = {
      operation: 'ECS DescribeServices',
      subject: `cluster ${cluster}`,
      signal,
    };
    const command = new DescribeServicesCommand({ cluster, services: [...batch], include: [ServiceField.TAGS] });
    const { services = [] } = await this.#reads.read(call, (client) => client.send(command, { abortSignal: signal }));
    return services.filter(({ status = 'ACTIVE' }) => status === 'ACTIVE').map((each) => toListed(cluster, each));
  }
}

function isMissingCluster(error: unknown): boolean {
  return error instanceof PortError && errorName(error) === 'ClusterNotFoundException';
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

function toListed(cluster: string, service: Service): ListedService {
  const began = service.deployments?.length === 1 ? service.deployments[0]?.createdAt : undefined;
  return {
    cluster,
    service: service.serviceName ?? lastPart(service.serviceArn ?? ''),
    tags: Object.fromEntries((service.tags ?? []).map(({ key = '', value = '' }) => [key, value])),
    isFargate: launchOutsideFargate(asDeployed(service)) === undefined,
    ...(began !== undefined && { runsSince: began.getTime() }),
  };
}
