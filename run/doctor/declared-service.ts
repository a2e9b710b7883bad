import { RefusedError } from '../people/acting.ts';
import { logicalIdIn } from '../serverless-yaml.ts';
import { type DeclaredResource, type ServerlessFile, TASK_DEFINITION } from './serverless-file.ts';

/** An ECS service as a serverless.yml declares it. */
export interface DeclaredService {
  /** Empty where it is declared elsewhere. */
  readonly logicalId: string;
  readonly taskDefinition: DeclaredResource;
  /** What stands where the names stand: a text with variables, a function, or nothing. */
  readonly name: unknown;
  readonly clusterName: unknown;
}

/**
 * The ECS service that a file declares, with its task definition; one of several by its name or its logical id.
 *
 * @throws {RefusedError} When there is none, or more than one that it could be.
 */
export function declaredService(file: ServerlessFile, wanted?: string): DeclaredService {
  const service = chosenService(file, wanted);
  return {
    logicalId: service?.logicalId ?? '',
    taskDefinition: taskDefinitionOf(file, service),
    name: service?.properties.get('ServiceName'),
    clusterName: clusterNameOf(file, service),
  };
}

function ofType({ resources }: ServerlessFile, type: string): readonly DeclaredResource[] {
  return resources.filter((each) => each.type === type);
}

function listed(resources: readonly DeclaredResource[]): string {
  return resources.map(({ logicalId }) => logicalId).join(', ');
}

/** None where the service is declared elsewhere. */
function chosenService(file: ServerlessFile, wanted: string | undefined): DeclaredResource | undefined {
  const services = ofType(file, 'AWS::ECS::Service');
  if (services.length <= 1) return services[0];
  const chosen = services.filter(({ logicalId, properties }) =>
    [logicalId, properties.get('ServiceName')].includes(wanted),
  );
  if (chosen.length === 1) return chosen[0];
  throw new RefusedError(`It declares several ECS services (${listed(services)}): name one with --ecs-service.`);
}

function taskDefinitionOf(file: ServerlessFile, service: DeclaredResource | undefined): DeclaredResource {
  const all = ofType(file, TASK_DEFINITION);
  const id = logicalIdIn(service?.properties.get('TaskDefinition'));
  const own = all.find(({ logicalId }) => logicalId === id) ?? (all.length === 1 ? all[0] : undefined);
  if (own !== undefined) return own;
  const why =
    all.length === 0
      ? 'It declares no task definition (other files are not followed)'
      : `It declares several task definitions (${listed(all)}), and its service refers to none of them`;
  throw new RefusedError(`${why}: name the running service instead, with --cluster and --service.`);
}

function clusterNameOf(file: ServerlessFile, service: DeclaredResource | undefined): unknown {
  const value = service?.properties.get('Cluster');
  const id = logicalIdIn(value);
  if (id === undefined) return value;
  return ofType(file, 'AWS::ECS::Cluster')
    .find(({ logicalId }) => logicalId === id)
    ?.properties.get('ClusterName');
}
