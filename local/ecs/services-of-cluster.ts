import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { clusterArn, serviceArn, servicesIn } from './service-arns.ts';

/** The services of the cluster in `cluster`, by name or ARN. @throws AwsError ClusterNotFoundException when it has none */
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
