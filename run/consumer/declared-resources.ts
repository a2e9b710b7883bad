import { type Fields, fieldsOf } from './serverless-yaml.ts';

/** A resource of CloudFormation, or a parameter or mapping of its template, as a serverless.yml declares it. */
export interface DeclaredResource {
  /** Where its properties stand, e.g. `resources.Resources.Cluster.Properties`. */
  readonly path: string;
  readonly logicalId: string;
  /** Empty where it is no plain text. */
  readonly type: string;
  readonly properties: Fields;
}

export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
/** A parameter of the template, which a `Ref` speaks of like a resource. */
export const PARAMETER = 'Parameter';

/** All that a serverless.yml declares, under `resources` and by the plugin serverless-fargate. */
export function declaredResources(root: Fields): readonly DeclaredResource[] {
  const declared = resourceParts(root.get('resources')).flatMap(([path, part]) => resourcesIn(path, part));
  return [...declared, ...pluginResources(root)];
}

/** `resources` is one mapping or a list of them. */
function resourceParts(resources: unknown): ReadonlyArray<readonly [path: string, resources: Fields]> {
  if (!Array.isArray(resources)) return [['resources', fieldsOf(resources)]];
  return resources.map((part, index) => [`resources.${index}`, fieldsOf(part)] as const);
}

function resourcesIn(path: string, part: Fields): readonly DeclaredResource[] {
  const entries = (section: string) =>
    [...fieldsOf(part.get(section))].map(([id, fields]) => [id, fieldsOf(fields)] as const);
  return [
    ...entries('Resources').map(([logicalId, fields]) => {
      const type = fields.get('Type');
      return {
        path: `${path}.Resources.${logicalId}.Properties`,
        logicalId,
        type: typeof type === 'string' ? type : '',
        properties: fieldsOf(fields.get('Properties')),
      };
    }),
    ...(['Parameter', 'Mapping'] as const).flatMap((type) =>
      entries(`${type}s`).map(([logicalId, properties]) => {
        return { path: `${path}.${type}s.${logicalId}`, logicalId, type, properties };
      }),
    ),
  ];
}

const CLUSTER = 'FargateTasksCluster';
/** What the plugin takes where neither the task nor all tasks say a size. */
const DEFAULTS: Fields = new Map<string, unknown>([
  ['cpu', 256],
  ['memory', '0.5GB'],
]);

/**
 * The resources that the plugin serverless-fargate makes of `fargate`: one cluster, and for each task a service with a
 * task definition of one container, all named after the task (its compiler and parser, read 2026-11-26). Tasks with a
 * schedule have no service and are left out.
 */
function pluginResources(root: Fields): readonly DeclaredResource[] {
  const fargate = fieldsOf(root.get('fargate'));
  const services = [...fieldsOf(fargate.get('tasks'))].filter(([, task]) => !fieldsOf(task).has('schedule'));
  if (services.length === 0) return [];
  const cluster = new Map([['ClusterName', fargate.get('clusterName')]]);
  return [
    { path: 'fargate', logicalId: CLUSTER, type: 'AWS::ECS::Cluster', properties: cluster },
    ...services.flatMap(([key, task]) => ofTask(fargate, key, fieldsOf(task))),
  ];
}

function ofTask(fargate: Fields, key: string, task: Fields): readonly DeclaredResource[] {
  const name = task.get('name') ?? key;
  const id = logicalIdOf(String(name));
  const path = `fargate.tasks.${key}`;
  const container = fieldsOf(fieldsOf(task.get('cloudFormationResource')).get('container'));
  const sizes = [...DEFAULTS].map(([size, otherwise]) => {
    return [size, task.get(size) ?? fargate.get(size) ?? otherwise] as const;
  });
  const definition = new Map<string, unknown>([
    ...sizes,
    ['ContainerDefinitions', [new Map([['Name', name], ...container])]],
  ]);
  const service = new Map<string, unknown>([
    ['ServiceName', name],
    ['Cluster', new Map([['Ref', CLUSTER]])],
    ['TaskDefinition', new Map([['Ref', `${id}Task`]])],
  ]);
  return [
    { path, logicalId: `${id}Service`, type: 'AWS::ECS::Service', properties: service },
    { path, logicalId: `${id}Task`, type: TASK_DEFINITION, properties: definition },
  ];
}

/** @example logicalIdOf('my-task') // 'Mytask' */
function logicalIdOf(name: string): string {
  const letters = name.replace(/[^0-9A-Za-z]/g, '');
  return letters.charAt(0).toUpperCase() + letters.slice(1);
}
