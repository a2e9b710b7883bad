import { DescribeServicesCommand, type DescribeServicesCommandOutput, type Service } from '@aws-sdk/client-ecs';
import type { Target } from '../core/configuration/configuration.ts';
import type { ServiceDescription } from '../core/model/service.ts';
import { batchesOf, sideBySide } from '../core/model/side-by-side.ts';
import { PortError, type ServiceReader } from '../core/ports.ts';
import type { EcsReads } from './ecs-reads.ts';
import { asDocumented, errorName, type PortCall } from './port-call.ts';
import { asDeployed, describeRunning, skipped, skippedByService } from './service-description.ts';
import { type DeclaredTask, TaskDefinitions } from './task-definitions.ts';

/** DescribeServices takes ten services of one cluster: client-ecs `DescribeServicesRequest.services`. */
const SERVICES_PER_CALL = 10;
/** Quick enough for hundreds of services, and leaves the account's shared quota to its deployments. */
const CALLS_SIDE_BY_SIDE = 4;

/** A target's service as ECS tells it, or already the target's description. */
type Found = { readonly kind: 'found'; readonly service: Service } | ServiceDescription;
type Answer<Output> = { readonly kind: 'answered'; readonly output: Output } | ServiceDescription;

/**
 * Reads services and their task definitions from ECS.
 *
 * @param reads - Shared with whoever reads from ECS in the same account and region, as are the definitions.
 */
export function ecsServices(
  reads: EcsReads,
  region: string,
  definitions: TaskDefinitions = new TaskDefinitions(reads),
): ServiceReader {
  return {
    async describe(targets, signal) {
      signal.throwIfAborted();
      const found = await findAll(reads, targets, signal);
      const arns = found.flatMap(([, each]) => (each.kind === 'found' ? (each.service.taskDefinition ?? []) : []));
      const read = await sideBySide([...new Set(arns)], CALLS_SIDE_BY_SIDE, async (arn) => {
        const call = { operation: 'ECS DescribeTaskDefinition', subject: arn, signal };
        return [arn, await orFailed(call, () => definitions.read(arn, signal))] as const;
      });
      const declared = new Map(read);
      const all = found.map(async ([id, each]) => {
        const call = { operation: 'ECS DescribeServices', subject: id, signal };
        return [id, await orOdd(call, () => described(each, declared, region))] as const;
      });
      return new Map(await Promise.all(all));
    },
  };
}

async function findAll(
  reads: EcsReads,
  targets: readonly Target[],
  signal: AbortSignal,
): Promise<readonly (readonly [id: string, Found])[]> {
  const clusters = [...Map.groupBy(targets, (target) => target.cluster)];
  const batches = clusters.flatMap(([cluster, own]) =>
    batchesOf(own, SERVICES_PER_CALL).map((batch) => ({ cluster, batch })),
  );
  const found = await sideBySide(batches, CALLS_SIDE_BY_SIDE, async ({ cluster, batch }) => {
    const services = [...new Set(batch.map((target) => target.ecsService))];
    const call = { operation: 'ECS DescribeServices', subject: `cluster ${cluster}`, signal };
    const answer = await orFailed(call, () => reads.send(call, new DescribeServicesCommand({ cluster, services })));
    const own = batch.map(async (target) => {
      const { ecsService } = target;
      const ofTarget = { ...call, subject: `service ${ecsService} in ${call.subject}` };
      const found = answer.kind === 'answered' ? orOdd(ofTarget, () => findIn(answer.output, target)) : answer;
      return [target.id, await found] as const;
    });
    return Promise.all(own);
  });
  return found.flat();
}

function described(
  found: Found,
  declared: ReadonlyMap<string, Answer<DeclaredTask>>,
  region: string,
): ServiceDescription {
  if (found.kind !== 'found') return found;
  const read = declared.get(found.service.taskDefinition ?? '');
  return read === undefined || read.kind === 'answered' ? describeRunning(found.service, read?.output, region) : read;
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

/** What is made of an answer for one target, or that it is not as documented, which leaves the others alone. */
async function orOdd<Made>(call: PortCall, make: () => Made): Promise<Made | ServiceDescription> {
  const made = await orFailed(call, () => asDocumented(call, make));
  return made.kind === 'answered' ? made.output : made;
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
