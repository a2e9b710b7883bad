import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalTexts } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { deploymentId } from './deployment-arns.ts';
import { deployedFields, launchFields } from './launch-fields.ts';
import { clusterArn, placeOf, serviceArn, taskDefinitionArn } from './service-arns.ts';
import { historyOf, inForceAt, type ServiceRevision, statusAt } from './service-history.ts';
import { serviceNamed, servicesOfCluster } from './services-of-cluster.ts';

/** ECS DescribeServices: at most ten, what is missing in `failures`. */
export function describeServices(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const wanted = optionalTexts(input, 'services') ?? [];
  if (wanted.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.');
  if (wanted.length > 10)
    throw new AwsError('InvalidParameterException', 'Services cannot have more than 10 elements.');
  const inCluster = servicesOfCluster(services, input, context);
  const found: JsonObject[] = [];
  const failures: JsonObject[] = [];
  for (const name of new Set(wanted)) {
    const service = serviceNamed(inCluster, name);
    if (service !== undefined) found.push(describe(service, context.now.getTime()));
    else failures.push({ arn: missingArn(inCluster[0], name), reason: 'MISSING' });
  }
  return { services: found, failures };
}

function missingArn(neighbor: ScenarioService | undefined, name: string): string {
  if (name.startsWith('arn:') || neighbor === undefined) return name;
  return serviceArn({ ...neighbor, service: name });
}

function describe(service: ScenarioService, now: number): JsonObject {
  const { account } = placeOf(service);
  const counts = countsOf(service);
  const history = historyOf(service);
  const { primary } = inForceAt(history, now);
  // A service whose deployments are listed is replaced side by side; the others keep the plan of the first user.
  const [maximumPercent, minimumHealthyPercent] = history.deployments.length > 0 ? [200, 100] : [100, 0];
  return {
    serviceArn: serviceArn(service),
    serviceName: service.service,
    clusterArn: clusterArn(service),
    loadBalancers: [],
    serviceRegistries: [],
    status: service.status ?? 'ACTIVE',
    ...counts,
    ...deployedFields(service, taskDefinitionArn(primary.declared)),
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: false, rollback: false },
      maximumPercent,
      minimumHealthyPercent,
    },
    deployments: service.status === 'INACTIVE' ? [] : deploymentsAt(service, now),
    roleArn: `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: [],
    createdAt: (history.initial ?? primary).createdAt / 1000,
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: service.deploymentController ?? 'ECS' },
    ...(service.healthCheckGracePeriodSeconds === undefined
      ? {}
      : { healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds }),
    createdBy: `arn:aws:iam::${account}:role/deployment`,
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
  };
}

function countsOf(service: ScenarioService): JsonObject {
  const { desiredCount, runningCount } = service;
  return { desiredCount, runningCount, pendingCount: Math.max(0, desiredCount - runningCount) };
}

/** The primary deployment, and the one that it replaces while that is in progress. */
function deploymentsAt(service: ScenarioService, now: number): readonly JsonObject[] {
  const { primary, deployment, replaced } = inForceAt(historyOf(service), now);
  const isDone = deployment === undefined || statusAt(deployment, now) !== 'IN_PROGRESS';
  const described = (revision: ServiceRevision, updatedAt: number, isCompleted: boolean): JsonObject => ({
    taskDefinition: taskDefinitionArn(revision.declared),
    ...launchFields(service),
    ...countsOf(service),
    failedTasks: 0,
    createdAt: revision.createdAt / 1000,
    updatedAt: updatedAt / 1000,
    rolloutState: isCompleted ? 'COMPLETED' : 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${isCompleted ? 'completed' : 'in progress'}.`,
  });
  const updatedAt = isDone ? (deployment?.finishedAt ?? primary.createdAt) : primary.createdAt;
  const first = { id: idOf(service, primary), status: 'PRIMARY', ...described(primary, updatedAt, isDone) };
  if (replaced === undefined) return [first];
  return [first, { id: idOf(service, replaced), status: 'ACTIVE', ...described(replaced, replaced.createdAt, true) }];
}

function idOf(service: ScenarioService, { declared }: ServiceRevision): string {
  if (service.deployments !== undefined) return deploymentId(declared);
  return `ecs-svc/${serviceArn(service).length}000000000000000001`;
}
