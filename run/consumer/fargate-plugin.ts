import { type DeclaredResource, TASK_DEFINITION } from './declared-resource.ts';
import { type Fields, fieldsOf } from './serverless-yaml.ts';

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
export function pluginResources(root: Fields): readonly DeclaredResource[] {
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
