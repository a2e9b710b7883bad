import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalNumber } from '../wire/input-fields.ts';
import type { JsonObject, OperationOn } from '../wire/operation.ts';
import { paged } from '../wire/page.ts';
import { servicesOfCluster } from './describe-services.ts';
import { clusterArn, serviceArn, servicesIn } from './service-arns.ts';

/** ECS ListClusters: the ARNs of all clusters, at most 100 in a page. */
export const listClusters: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const arns = [...new Set(servicesIn(services, context).map(clusterArn))];
  return paged(arns, input, { items: 'clusterArns', token: 'nextToken', size: sizeOf(input) });
};

/** ECS ListServices: the ARNs of a cluster's services but for those that are gone, at most 100 in a page. */
export const listServices: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const there = servicesOfCluster(services, input, context).filter(({ status }) => status !== 'INACTIVE');
  return paged(there.map(serviceArn), input, { items: 'serviceArns', token: 'nextToken', size: sizeOf(input) });
};

/** Default 10, as in ECS. */
function sizeOf(input: JsonObject): number {
  const size = optionalNumber(input, 'maxResults') ?? 10;
  if (size >= 1 && size <= 100) return size;
  throw new AwsError('InvalidParameterException', 'maxResults must be between 1 and 100.');
}
