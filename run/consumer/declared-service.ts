import { defined } from '../../core/model/defined.ts';
import { RefusedError } from '../people/acting.ts';
import { deployedText, logicalIdIn, type Stack } from './cloudformation-text.ts';
import { type DeclaredResource, PARAMETER, TASK_DEFINITION } from './declared-resources.ts';
import type { ServerlessFile } from './serverless-file.ts';
import { valueAt } from './serverless-yaml.ts';
import { soleText } from './size-variables.ts';

export interface DeclaredService {
  /** Where it stands in the file; empty where it is declared elsewhere. */
  readonly path: string;
  readonly taskDefinition: DeclaredResource;
}

/** The name of something in ECS, as far as a serverless.yml tells. */
export type DeclaredName =
  | { readonly kind: 'named'; readonly name: string }
  /** CloudFormation makes one, with a random end. */
  | { readonly kind: 'generated' }
  /** What stands there, or nothing. */
  | { readonly kind: 'unknown'; readonly value: unknown };

export interface DeclaredNames {
  readonly cluster: DeclaredName;
  readonly service: DeclaredName;
  /** Absent where it cannot be told. */
  readonly stack?: string;
  readonly logicalId?: string;
}

/**
 * The ECS service that a file declares, with its task definition; one of several by its name or its logical id.
 *
 * @throws {RefusedError} When there is none, or more than one that it could be.
 */
export function declaredService(file: ServerlessFile, stage: string, wanted?: string): DeclaredService {
  const service = chosenService(file, stage, wanted);
  return { path: service?.path ?? '', taskDefinition: taskDefinitionOf(file, service) };
}

/** The names that a deployment of a stage gives to the service at a path. */
export function declaredNames(file: ServerlessFile, stage: string, path: string): DeclaredNames {
  const stack = stackOf(file, stage);
  const { properties, logicalId } = servicesIn(file).find((each) => each.path === path) ?? {};
  return {
    cluster: properties === undefined ? UNSAID : clusterName(properties.get('Cluster'), file, stack),
    service: properties === undefined ? UNSAID : ownName(properties.get('ServiceName'), stack),
    ...defined({ stack: stack.name, logicalId }),
  };
}

const UNSAID = { kind: 'unknown', value: undefined } as const;

export function servicesIn(file: ServerlessFile): readonly DeclaredResource[] {
  return ofType(file, 'AWS::ECS::Service');
}

/** What functions of CloudFormation speak of in a stage. Serverless names a stack after the service and the stage. */
export function stackOf(file: ServerlessFile, stage: string): Stack {
  const said = valueAt(file.root, ['provider', 'stackName']);
  const usual = file.service === undefined ? undefined : `${file.service}-${stage}`;
  const name = said === undefined ? usual : deployedText(said, { nameOf: noName });
  const region = deployedText(valueAt(file.root, ['provider', 'region']), { nameOf: noName });
  const alone: Stack = { ...defined({ name, region }), nameOf: noName };
  const nameOf = (logicalId: string) => {
    const { type = '', properties } = resource(file, logicalId) ?? {};
    return deployedText(properties?.get(NAMES[type] ?? ''), alone);
  };
  const mapped = ([id = '', ...path]: readonly string[]) => valueAt(resource(file, id)?.properties, path);
  return { ...alone, nameOf, mapped };
}

const noName = () => undefined;

const NAMES: Readonly<Record<string, string>> = {
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::ECS::Service': 'ServiceName',
  // Deployments of Serverless give no other value.
  [PARAMETER]: 'Default',
};

function ownName(value: unknown, stack: Stack): DeclaredName {
  if (value === undefined || value === null) return { kind: 'generated' };
  const name = deployedText(value, stack);
  return name === undefined ? { kind: 'unknown', value } : { kind: 'named', name };
}

/** Without one, ECS takes the cluster `default`; an ARN ends with the name. */
function clusterName(value: unknown, file: ServerlessFile, stack: Stack): DeclaredName {
  if (value === undefined || value === null) return { kind: 'named', name: 'default' };
  const id = logicalIdIn(value);
  const declared = id === undefined ? undefined : resource(file, id);
  if (declared?.type === 'AWS::ECS::Cluster') return ownName(declared.properties.get('ClusterName'), stack);
  const name = deployedText(nameInArn(value), stack);
  return name === undefined ? { kind: 'unknown', value } : { kind: 'named', name };
}

/** What stands behind the account of an ARN, which is not known here. */
function nameInArn(value: unknown): unknown {
  const text = soleText(value);
  const name = text?.split(':cluster/').at(-1);
  return name === undefined || name === text ? value : value instanceof Map ? new Map([['Fn::Sub', name]]) : name;
}

function resource({ resources }: ServerlessFile, wanted: string): DeclaredResource | undefined {
  return resources.find(({ logicalId }) => logicalId === wanted);
}

function ofType({ resources }: ServerlessFile, type: string): readonly DeclaredResource[] {
  return resources.filter((each) => each.type === type);
}

function listed(resources: readonly DeclaredResource[]): string {
  return resources.map(({ logicalId }) => logicalId).join(', ');
}

/** None where the service is declared elsewhere. */
function chosenService(file: ServerlessFile, stage: string, wanted?: string): DeclaredResource | undefined {
  const services = servicesIn(file);
  if (services.length <= 1) return services[0];
  const name = wanted?.replaceAll('{stage}', stage);
  const chosen = services.filter(({ logicalId, path }) => {
    const own = declaredNames(file, stage, path).service;
    return logicalId === wanted || (own.kind === 'named' && own.name === name);
  });
  if (chosen.length === 1) return chosen[0];
  throw new RefusedError(`It declares several ECS services (${listed(services)}): name one with --ecs-service.`);
}

/** The task definition of a service; where that does not refer to one, the only one that there is. */
export function taskDefinitionIn(file: ServerlessFile, service?: DeclaredResource): DeclaredResource | undefined {
  const all = ofType(file, TASK_DEFINITION);
  const id = logicalIdIn(service?.properties.get('TaskDefinition'));
  return all.find(({ logicalId }) => logicalId === id) ?? (all.length === 1 ? all[0] : undefined);
}

function taskDefinitionOf(file: ServerlessFile, service: DeclaredResource | undefined): DeclaredResource {
  const own = taskDefinitionIn(file, service);
  if (own !== undefined) return own;
  const all = ofType(file, TASK_DEFINITION);
  const why =
    all.length === 0
      ? 'It declares no task definition'
      : `It declares several task definitions (${listed(all)}), and its service refers to none of them`;
  throw new RefusedError(`${why}: name the running service instead, with --cluster and --service.`);
}
