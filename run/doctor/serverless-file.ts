import type { PublishedNumber } from '../../core/model/sizes.ts';
import { type Fields, fieldsOf, parseServerlessYaml } from '../serverless-yaml.ts';

/** A number of a task definition, as a serverless.yml declares it. */
export interface SizePlace extends Omit<PublishedNumber, 'key'> {
  /** Where it stands, e.g. `resources.Resources.TaskDefinition.Properties.Cpu`. */
  readonly path: string;
  /** A number, a text with variables, or a function of CloudFormation. */
  readonly value: unknown;
}

/** What a serverless.yml says that concerns sizes. Variables are not resolved, and other files are not followed. */
export interface ServerlessFile {
  readonly text: string;
  /** Its own name; absent where it is no plain text. */
  readonly service?: string;
  /** Plain values by stage, `default` included; what is no mapping is left out. */
  readonly params: ReadonlyMap<string, Fields>;
  readonly custom: Fields;
  readonly resources: readonly DeclaredResource[];
  /** Of all task definitions in it. */
  readonly sizes: readonly SizePlace[];
}

/** A resource of CloudFormation. */
export interface DeclaredResource {
  /** Where its properties stand, e.g. `resources.Resources.Cluster.Properties`. */
  readonly path: string;
  readonly logicalId: string;
  /** Empty where it is no plain text. */
  readonly type: string;
  readonly properties: Fields;
}

/** A number that stands where a deployment would go on reading it. */
export interface LiteralParam {
  /** E.g. `params.production.taskCpu`. */
  readonly path: string;
  readonly key: string;
  readonly value: string;
}

/** @throws {RefusedError} When the text is no YAML. */
export function parseServerlessFile(text: string): ServerlessFile {
  const root = parseServerlessYaml(text);
  const service = root.get('service');
  const params = [...fieldsOf(root.get('params'))].map(([stage, values]) => [stage, fieldsOf(values)] as const);
  const resources = resourceParts(root.get('resources')).flatMap(([path, part]) => resourcesIn(path, part));
  return {
    text,
    ...(typeof service === 'string' && { service }),
    params: new Map(params),
    custom: fieldsOf(root.get('custom')),
    resources,
    sizes: resources.filter(({ type }) => type === TASK_DEFINITION).flatMap(sizesIn),
  };
}

/** `resources` is one mapping or a list of them. */
function resourceParts(resources: unknown): ReadonlyArray<readonly [path: string, resources: Fields]> {
  if (!Array.isArray(resources)) return [['resources', fieldsOf(resources)]];
  return resources.map((part, index) => [`resources.${index}`, fieldsOf(part)] as const);
}

function resourcesIn(path: string, part: Fields): readonly DeclaredResource[] {
  return [...fieldsOf(part.get('Resources'))].map(([logicalId, resource]) => {
    const fields = fieldsOf(resource);
    const type = fields.get('Type');
    return {
      path: `${path}.Resources.${logicalId}.Properties`,
      logicalId,
      type: typeof type === 'string' ? type : '',
      properties: fieldsOf(fields.get('Properties')),
    };
  });
}

/** The numbers of a task definition, the task's first. */
export function sizesIn({ path, properties }: DeclaredResource): readonly SizePlace[] {
  return [
    ...placesIn(path, properties, [
      ['Cpu', 'cpuUnits'],
      ['Memory', 'memoryMiB'],
    ]),
    ...containersIn(properties).flatMap((fields, index) => {
      const name = fields.get('Name');
      if (typeof name !== 'string') return [];
      return placesIn(`${path}.ContainerDefinitions.${index}`, fields, CONTAINER_FIELDS).map((place) => {
        return { ...place, container: name };
      });
    }),
  ];
}

/** The containers of a task definition, in its order. */
export function containersIn(properties: Fields): readonly Fields[] {
  const definitions = properties.get('ContainerDefinitions');
  return Array.isArray(definitions) ? definitions.map(fieldsOf) : [];
}

/** The type of a task definition. */
export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';

const CONTAINER_FIELDS = [
  ['Cpu', 'cpuUnits'],
  ['Memory', 'memoryMiB'],
  ['MemoryReservation', 'memoryReservationMiB'],
] as const;

type FieldNames = ReadonlyArray<readonly [name: string, field: SizePlace['field']]>;

function placesIn(path: string, fields: Fields, names: FieldNames): readonly SizePlace[] {
  return names.flatMap(([name, field]) => {
    return fields.has(name) ? [{ path: `${path}.${name}`, field, value: fields.get(name) }] : [];
  });
}

/** A plain number as text; undefined for anything else. */
export function literalSize(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? text : undefined;
}

/**
 * The name of the one variable that a value is, whatever it falls back to.
 *
 * @example variableName('${param:taskCpu}') // { source: 'param', name: 'taskCpu' }
 */
export function variableName(value: unknown): { readonly source: string; readonly name: string } | undefined {
  const [, source, name] = /^\$\{(param:|self:custom\.(?:[\w-]+\.)?)([\w-]+)(?:,[^{}]*)?\}$/.exec(String(value)) ?? [];
  return source === undefined || name === undefined ? undefined : { source: source.slice(0, -1), name };
}

/** The numbers in `params`, of all stages, under one of these keys; those in a `fallback` are where they belong. */
export function literalParams({ params }: ServerlessFile, keys: readonly string[]): readonly LiteralParam[] {
  return [...params].flatMap(([stage, values]) =>
    keys.flatMap((key) => {
      const value = literalSize(values.get(key));
      return value === undefined ? [] : [{ path: `params.${stage}.${key}`, key, value }];
    }),
  );
}

/** The keys of the `fallback` that a stage's deployments use; undefined where there is no such mapping. */
export function fallbackKeys({ params }: ServerlessFile, stage: string): readonly string[] | undefined {
  const fallback = params.get(stage)?.get('fallback') ?? params.get('default')?.get('fallback');
  return fallback instanceof Map ? [...fallback.keys()].map(String) : undefined;
}
