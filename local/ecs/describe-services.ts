import type { ScenarioService, ServiceLaunch } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { fewTexts, optionalText, optionalTexts } from '../wire/input-fields.ts';
import type { CallContext, JsonObject, OperationOn } from '../wire/operation.ts';
import { clusterArn, deploymentId, placeOf, serviceArn, servicesIn, taskDefinitionArn } from './service-arns.ts';
import { historyOf, inForceAt, type ServiceRevision, statusAt } from './service-history.ts';

/** ECS DescribeServices: at most ten, what is missing in `failures`. */
export const describeServices: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const wanted = fewTexts(input, 'services', { most: 10, what: 'Services' });
  const inCluster = servicesOfCluster(services, input, context);
  const found: JsonObject[] = [];
  const failures: JsonObject[] = [];
  for (const name of new Set(wanted)) {
    const service = serviceNamed(inCluster, name);
    if (service !== undefined) found.push({ ...describe(service, context.now.getTime()), ...tagsOf(service, input) });
    else failures.push({ arn: missingArn(inCluster[0], name), reason: 'MISSING' });
  }
  return { services: found, failures };
};

/** Tags are told to those who ask for them. */
function tagsOf({ tags = {} }: ScenarioService, input: JsonObject): JsonObject {
  if (!optionalTexts(input, 'include')?.includes('TAGS')) return {};
  return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
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
      ...deploymentAlarms(service),
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

function deploymentAlarms({ alarms = [] }: ScenarioService): JsonObject {
  const alarmNames = alarms.filter(({ rollsBack }) => rollsBack === true).map(({ name }) => name);
  return alarmNames.length === 0 ? {} : { alarms: { alarmNames, enable: true, rollback: true } };
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

const strategies: Readonly<Partial<Record<ServiceLaunch, readonly string[]>>> = {
  'FARGATE strategy': ['FARGATE'],
  'FARGATE_SPOT strategy': ['FARGATE_SPOT'],
  'FARGATE and FARGATE_SPOT strategy': ['FARGATE', 'FARGATE_SPOT'],
  'EC2 strategy': ['asg-capacity-provider'],
};

/** A service has a launch type or a strategy, never both; platform fields only on Fargate. */
export function launchFields(service: ScenarioService): JsonObject {
  const providers = strategies[service.launch];
  const launch =
    providers === undefined
      ? { launchType: service.launch }
      : {
          capacityProviderStrategy: providers.map((capacityProvider, index) => ({
            capacityProvider,
            weight: 1,
            base: index === 0 ? 1 : 0,
          })),
        };
  if (!service.launch.startsWith('FARGATE')) return launch;
  // Seen in answers of the real service: "Linux", not the LINUX of the task definition.
  const platformFamily = service.operatingSystem === 'LINUX' ? 'Linux' : service.operatingSystem;
  return { ...launch, platformVersion: '1.4.0', platformFamily };
}

/** Services of the cluster in `cluster`, by name or ARN. @throws AwsError ClusterNotFoundException when it has none */
export function servicesOfCluster(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): readonly ScenarioService[] {
  const cluster = optionalText(input, 'cluster') ?? 'default';
  const inCluster = servicesIn(services, context).filter((each) => [each.cluster, clusterArn(each)].includes(cluster));
  if (inCluster.length === 0) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return inCluster;
}

/** The service with a name or an ARN. */
export function serviceNamed(services: readonly ScenarioService[], name: string): ScenarioService | undefined {
  return services.find((each) => [each.service, serviceArn(each)].includes(name));
}

/** What a service runs; with an external controller it stands in the primary task set alone. */
function deployedFields(service: ScenarioService, taskDefinition: string): JsonObject {
  const fields = { taskDefinition, ...launchFields(service) };
  if (service.deploymentController !== 'EXTERNAL') return fields;
  return { taskSets: service.primaryTaskSet === 'absent' ? [] : [{ id: 'ecs-svc/1', status: 'PRIMARY', ...fields }] };
}
