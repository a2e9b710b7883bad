import type { ScenarioService, ServiceLaunch } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalText, optionalTexts } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { clusterArn, placeOf, serviceArn, servicesIn, taskDefinitionArn } from './service-arns.ts';

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
  const cluster = optionalText(input, 'cluster') ?? 'default';
  const inCluster = servicesIn(services, context).filter((each) => [each.cluster, clusterArn(each)].includes(cluster));
  if (inCluster.length === 0) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  const found: JsonObject[] = [];
  const failures: JsonObject[] = [];
  for (const name of new Set(wanted)) {
    const service = inCluster.find((each) => [each.service, serviceArn(each)].includes(name));
    if (service !== undefined) found.push(describe(service));
    else failures.push({ arn: missingArn(inCluster[0], name), reason: 'MISSING' });
  }
  return { services: found, failures };
}

function missingArn(neighbor: ScenarioService | undefined, name: string): string {
  if (name.startsWith('arn:') || neighbor === undefined) return name;
  return serviceArn({ ...neighbor, service: name });
}

// Nothing here is ever redeployed: one date will do, long before any window that somebody might ask for.
const deployedAt = Date.parse('2025-01-15T09:30:00Z') / 1000;

function describe(service: ScenarioService): JsonObject {
  const { account } = placeOf(service);
  const counts = {
    desiredCount: service.desiredCount,
    runningCount: service.runningCount,
    pendingCount: Math.max(0, service.desiredCount - service.runningCount),
  };
  const running = { taskDefinition: taskDefinitionArn(service), ...launchFields(service) };
  const deployment = {
    id: `ecs-svc/${serviceArn(service).length}000000000000000001`,
    status: 'PRIMARY',
    ...running,
    ...counts,
    failedTasks: 0,
    createdAt: deployedAt,
    updatedAt: deployedAt,
    rolloutState: 'COMPLETED',
    rolloutStateReason: 'ECS deployment completed.',
  };
  return {
    serviceArn: serviceArn(service),
    serviceName: service.service,
    clusterArn: clusterArn(service),
    loadBalancers: [],
    serviceRegistries: [],
    status: service.status ?? 'ACTIVE',
    ...counts,
    ...running,
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: false, rollback: false },
      maximumPercent: 100,
      minimumHealthyPercent: 0,
    },
    deployments: service.status === 'INACTIVE' ? [] : [deployment],
    roleArn: `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: [],
    createdAt: deployedAt,
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    createdBy: `arn:aws:iam::${account}:role/deployment`,
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
  };
}

const strategies: Readonly<Partial<Record<ServiceLaunch, readonly string[]>>> = {
  'FARGATE strategy': ['FARGATE'],
  'FARGATE_SPOT strategy': ['FARGATE_SPOT'],
  'FARGATE and FARGATE_SPOT strategy': ['FARGATE', 'FARGATE_SPOT'],
  'EC2 strategy': ['asg-capacity-provider'],
};

/** A service has a launch type or a strategy, never both; platform fields only on Fargate. */
function launchFields(service: ScenarioService): JsonObject {
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
