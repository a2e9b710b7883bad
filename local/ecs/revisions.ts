import type { ScenarioContainer, ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { fewTexts, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject, OperationOn } from '../wire/operation.ts';
import { launchFields } from './describe-services.ts';
import {
  clusterArn,
  familyOf,
  isIn,
  placeOf,
  revisionOf,
  serviceArn,
  serviceRevisionArn,
  taskDefinitionArn,
} from './service-arns.ts';
import { byArn, type KnownRevision, revisionsOf, revisionsUntil, type ServiceRevision } from './service-history.ts';

// client-ecs DescribeServiceRevisionsRequest, read 2026-11.
const maximumRevisions = 20;

/** ECS DescribeServiceRevisions: at most twenty, what is missing in `failures`. */
export const describeServiceRevisions: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const few = { most: maximumRevisions, what: 'Service revision ARNs' };
  const wanted = fewTexts(input, 'serviceRevisionArns', few);
  const asked = [...new Set(wanted)].map((arn) => ({
    arn,
    revision: existing(revisionsByArn(services).get(arn), context),
  }));
  return {
    serviceRevisions: asked.flatMap(({ revision }) => revision ?? []).map(toRevision),
    failures: asked.flatMap(({ arn, revision }) => (revision ? [] : [{ arn, reason: 'MISSING' }])),
  };
};

const revisionsByArn = byArn(revisionsOf, ({ revision }) => serviceRevisionArn(revision.declared));
const definitionsByArn = byArn(revisionsOf, ({ revision }) => taskDefinitionArn(revision.declared));

/** The one of these that there is, for whoever asks and when. */
function existing(known: readonly KnownRevision[] = [], context: CallContext): ServiceRevision | undefined {
  const now = context.now.getTime();
  return known.find(
    ({ history, revision }) => isIn(revision.declared, context) && revisionsUntil(history, now).includes(revision),
  )?.revision;
}

function toRevision({ declared, createdAt }: ServiceRevision): JsonObject {
  return {
    serviceRevisionArn: serviceRevisionArn(declared),
    serviceArn: serviceArn(declared),
    clusterArn: clusterArn(declared),
    taskDefinition: taskDefinitionArn(declared),
    ...launchFields(declared),
    loadBalancers: [],
    serviceRegistries: [],
    containerImages: declared.containers.map(({ name, image }) => ({ containerName: name, image })),
    guardDutyEnabled: false,
    createdAt: createdAt / 1000,
    ...monitoringOf(declared),
  };
}

function monitoringOf({ sampleSeconds: resolutionSeconds }: ScenarioService): JsonObject {
  if (resolutionSeconds === undefined) return {};
  const metricNames = ['CPUUtilization', 'MemoryUtilization'];
  return { monitoring: { metricConfigurations: [{ metricNames, resolutionSeconds }] } };
}

/** ECS DescribeTaskDefinition, by ARN. */
export const describeTaskDefinition: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const wanted = requiredText(input, 'taskDefinition');
  const revision = existing(definitionsByArn(services).get(wanted), context);
  if (revision === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return { taskDefinition: definition(revision), tags: [] };
};

function definition({ declared: service, createdAt }: ServiceRevision): JsonObject {
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
    ...(service.ephemeralStorageGb === undefined
      ? {}
      : { ephemeralStorage: { sizeInGiB: service.ephemeralStorageGb } }),
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
