import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalTexts } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { serviceRevisionArn } from './deployment-arns.ts';
import { launchFields } from './launch-fields.ts';
import { clusterArn, serviceArn, servicesIn, taskDefinitionArn } from './service-arns.ts';
import { historyOf, revisionsUntil, type ServiceRevision } from './service-history.ts';

// client-ecs DescribeServiceRevisionsRequest, read 2026-11.
const maximumRevisions = 20;

/** ECS DescribeServiceRevisions: at most twenty, what is missing in `failures`. */
export function describeServiceRevisions(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const wanted = optionalTexts(input, 'serviceRevisionArns') ?? [];
  if (wanted.length === 0) throw new AwsError('InvalidParameterException', 'Service revision ARNs cannot be empty.');
  if (wanted.length > maximumRevisions)
    throw new AwsError(
      'InvalidParameterException',
      `Service revision ARNs cannot have more than ${maximumRevisions} elements.`,
    );
  const known = new Map(
    servicesIn(services, context)
      .flatMap((service) => revisionsUntil(historyOf(service), context.now.getTime()))
      .map((revision) => [serviceRevisionArn(revision.declared), revision] as const),
  );
  const asked = [...new Set(wanted)];
  return {
    serviceRevisions: asked.flatMap((arn) => known.get(arn) ?? []).map(describe),
    failures: asked.filter((arn) => !known.has(arn)).map((arn) => ({ arn, reason: 'MISSING' })),
  };
}

function describe({ declared, createdAt }: ServiceRevision): JsonObject {
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
  };
}
