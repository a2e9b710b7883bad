import { DescribeServicesCommand, type DescribeServicesCommandOutput, type Service } from '@aws-sdk/client-ecs';
import type { Target } from '../core/configuration/configuration.ts';
import type { ServiceDescription } from '../core/model/service.ts';
import { PortError, type ServiceReader } from '../core/ports.ts';
import { batchesOf, sideBySide } from '../core/side-by-side.ts';
import type { EcsReads } from './ecs-reads.ts';
import { errorName, type PortCall } from './port-call.ts';
import { asDeployed, describeRunning, skipped, skippedByService } from './service-description.ts';
import { type DeclaredTask, TaskDefinitions } from './task-definitions.ts';

/** DescribeServices takes ten services of one cluster: client-ecs `DescribeServicesRequest.services`. */
const SERVICES_PER_CALL = 10;
/** Quick enough for hundreds of services, and leaves the account's shared quota to its deployments. */
const CALLS_SIDE_BY_SIDE = 4;

/** A target's service as ECS tells it, or already the target's description. */
type Found = { readonly kind: 'found'; readonly service: Service } | ServiceDescription;
type Definition = { readonly kind: 'definition'; readonly declared: DeclaredTask } | ServiceDescription;
type Answer<Output> = { readonly kind: 'answered'; readonly output: Output } | ServiceDescription;

export interface EcsServicesOptions {
  /** Shared with whoever reads from ECS in the same account and region. */
  readonly reads: EcsReads;
  readonly region: string;
  /** Shared with whoever reads task definitions of the same account and region. */
  readonly definitions?: TaskDefinitions;
}

/** Reads services and their task definitions from ECS. */
export class EcsServices implements ServiceReader {
  readonly #reads: EcsReads;
  readonly #region: string;
  readonly #definitions: TaskDefinitions;

  constructor({ reads, region, definitions = new TaskDefinitions({ reads }) }: EcsServicesOptions) {
    this.#reads = reads;
    this.#region = region;
    this.#definitions = definitions;
  }

  async describe(targets: readonly Target[], signal: AbortSignal): Promise<ReadonlyMap<string, ServiceDescription>> {
    signal.throwIfAborted();
    const found = await this.#findAll(targets, signal);
    const definitions = await this.#readDefinitions([...found.values()], signal);
    return new Map([...found].map(([id, each]) => [id, this.#describe(each, definitions)]));
  }

  async #findAll(targets: readonly Target[], signal: AbortSignal): Promise<ReadonlyMap<string, Found>> {
    const clusters = [...Map.groupBy(targets, (target) => target.cluster).values()];
    const batches = clusters.flatMap((ofCluster) => batchesOf(ofCluster, SERVICES_PER_CALL));
    const found = await sideBySide(batches, CALLS_SIDE_BY_SIDE, (batch) => this.#findBatch(batch, signal));
    return new Map(found.flat());
  }

  /** Answers for all targets of a batch, which share a cluster. */
  async #findBatch(batch: readonly Target[], signal: AbortSignal): Promise<readonly (readonly [string, Found])[]> {
    const cluster = batch[0]?.cluster;
    const services = [...new Set(batch.map((target) => target.ecsService))];
    const call = { operation: 'ECS DescribeServices', subject: `cluster ${cluster}`, signal };
    const command = new DescribeServicesCommand({ cluster, services });
    const answer = await orFailed(call, () =>
      this.#reads.read(call, (client) => client.send(command, { abortSignal: signal })),
    );
    return batch.map((target) => [target.id, answer.kind === 'answered' ? findIn(answer.output, target) : answer]);
  }

  async #readDefinitions(found: readonly Found[], signal: AbortSignal): Promise<ReadonlyMap<string, Definition>> {
    const arns = new Set(found.flatMap((each) => (each.kind === 'found' ? (each.service.taskDefinition ?? []) : [])));
    const definitions = await sideBySide([...arns], CALLS_SIDE_BY_SIDE, async (arn) => {
      return [arn, await this.#readDefinition(arn, signal)] as const;
    });
    return new Map(definitions);
  }

  async #readDefinition(arn: string, signal: AbortSignal): Promise<Definition> {
    const call = { operation: 'ECS DescribeTaskDefinition', subject: arn, signal };
    const answer = await orFailed(call, () => this.#definitions.read(arn, signal));
    return answer.kind === 'answered' ? { kind: 'definition', declared: answer.output } : answer;
  }

  #describe(found: Found, definitions: ReadonlyMap<string, Definition>): ServiceDescription {
    if (found.kind !== 'found') return found;
    const read = definitions.get(found.service.taskDefinition ?? '');
    if (read === undefined || read.kind === 'definition')
      return describeRunning(found.service, read?.declared, this.#region);
    return read;
  }
}

/** The output, or what became of the targets that wanted it: one call that fails leaves the others alone. */
async function orFailed<Output>(call: PortCall, ask: () => Promise<Output>): Promise<Answer<Output>> {
  try {
    return { kind: 'answered', output: await ask() };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (errorName(error) === 'ClusterNotFoundException')
      return skipped('NotDeployed', `There is no ${call.subject} in this account and region.`);
    return { kind: 'failed', message: error.message };
  }
}

function findIn(output: DescribeServicesCommandOutput, target: Target): Found {
  const { cluster, ecsService } = target;
  const service = output.services?.find((each) => [each.serviceName, each.serviceArn].includes(ecsService));
  if (service !== undefined) {
    const deployed = asDeployed(service);
    return skippedByService(target, deployed) ?? { kind: 'found', service: deployed };
  }
  const failure = output.failures?.find(({ arn }) => arn === ecsService || arn?.endsWith(`/${ecsService}`));
  if (failure?.reason === 'MISSING')
    return skipped('NotDeployed', `There is no service ${ecsService} in cluster ${cluster}.`);
  const reason = failure?.reason ?? 'ECS did not answer for it';
  return { kind: 'failed', message: `ECS DescribeServices of ${ecsService} in cluster ${cluster}: ${reason}` };
}
