import type { ScenarioContainer, ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { familyOf, placeOf, revisionOf, servicesIn, taskDefinitionArn } from './service-arns.ts';
import { historyOf, revisionsUntil, type ServiceRevision } from './service-history.ts';

/** ECS DescribeTaskDefinition: by ARN, by family:revision, or the newest of a family. */
export function describeTaskDefinition(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const wanted = requiredText(input, 'taskDefinition');
  const known = servicesIn(services, context)
    .flatMap((each) => revisionsUntil(historyOf(each), context.now.getTime()))
    .sort((a, b) => revisionOf(b.declared) - revisionOf(a.declared));
  const revision = known.find(({ declared }) =>
    [taskDefinitionArn(declared), `${familyOf(declared)}:${revisionOf(declared)}`, familyOf(declared)].includes(wanted),
  );
  if (revision === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return { taskDefinition: describe(revision), tags: [] };
}

function describe({ declared: service, createdAt }: ServiceRevision): JsonObject {
  const launchType = service.launch.startsWith('FARGATE') ? 'FARGATE' : service.launch.split(' ')[0];
  return {
    taskDefinitionArn: taskDefinitionArn(service),
    containerDefinitions: service.containers.map(describeContainer),
    family: familyOf(service),
    executionRoleArn: `arn:aws:iam::${placeOf(service).account}:role/ecsTaskExecutionRole`,
    networkMode: 'awsvpc',
    revision: revisionOf(service),
    volumes: [],
    status: 'ACTIVE',
    placementConstraints: [],
    compatibilities: ['EC2', ...(launchType === 'FARGATE' ? ['FARGATE'] : [])],
    runtimePlatform: { cpuArchitecture: service.architecture, operatingSystemFamily: service.operatingSystem },
    requiresCompatibilities: [launchType],
    ...(service.taskCpu === undefined ? {} : { cpu: service.taskCpu }),
    ...(service.taskMemory === undefined ? {} : { memory: service.taskMemory }),
    registeredAt: createdAt / 1000 - 60,
  };
}

/** ECS answers `cpu: 0` for a container that asked for none, and leaves the memory fields out. */
function describeContainer(container: ScenarioContainer): JsonObject {
  const { load: _load, environment, cpu, essential, ...definition } = container;
  return {
    ...definition,
    cpu: cpu ?? 0,
    essential: essential ?? true,
    environment: Object.entries(environment ?? {}).map(([name, value]) => ({ name, value })),
    portMappings: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
  };
}
