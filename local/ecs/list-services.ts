import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalNumber, optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { pageOf } from '../wire/page.ts';
import { servicesOfCluster } from './describe-services.ts';
import { clusterArn, serviceArn, servicesIn } from './service-arns.ts';

/** ECS ListClusters: the ARNs of all clusters, at most 100 in a page. */
export function listClusters(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const arns = [...new Set(servicesIn(services, context).map(clusterArn))];
  const { items, nextToken } = pageOf(arns, optionalText(input, 'nextToken'), sizeOf(input));
  return { clusterArns: items, ...(nextToken !== undefined && { nextToken }) };
}

/** ECS ListServices: the ARNs of a cluster's services but for those that are gone, at most 100 in a page. */
export function listServices(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const there = servicesOfCluster(services, input, context).filter(({ status }) => status !== 'INACTIVE');
  const { items, nextToken } = pageOf(there.map(serviceArn), optionalText(input, 'nextToken'), sizeOf(input));
  return { serviceArns: items, ...(nextToken !== undefined && { nextToken }) };
}

/** Default 10, as in ECS. */
function sizeOf(input: JsonObject): number {
  const size = optionalNumber(input, 'maxResults') ?? 10;
  if (size >= 1 && size <= 100) return size;
  throw new AwsError('InvalidParameterException', 'maxResults must be between 1 and 100.');
}
