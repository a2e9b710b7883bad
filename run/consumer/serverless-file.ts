import { stageIn } from '../../core/configuration/name-conventions.ts';
import { RESERVED_STAGES } from '../../core/configuration/names.ts';
import { type ParameterKeys, type PublishedNumber, publishedNumbers } from '../../core/model/sizes.ts';
import { type DeclaredResource, declaredResources, TASK_DEFINITION } from './declared-resources.ts';
import { type Fields, fieldsOf, parseServerlessYaml, toObjects, valueAt } from './serverless-yaml.ts';
import { type LiteralParam, literalsOf } from './size-variables.ts';

/** A number of a task definition, as a serverless.yml declares it. */
export interface SizePlace extends Omit<PublishedNumber, 'key'> {
  /** Where it stands, e.g. `resources.Resources.TaskDefinition.Properties.Cpu`. */
  readonly path: string;
  /** A number, a text with variables, or a function of CloudFormation. */
  readonly value: unknown;
}

/** What a serverless.yml says that concerns sizes, with its variables or without them. */
export interface ServerlessFile {
  readonly root: Fields;
  /** All of it, other files included where they were read. */
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

/** A serverless.yml as a text alone. @throws {RefusedError} When it is no YAML. */
export function parseServerlessFile(text: string): ServerlessFile {
  return serverlessFile(withStageParams(parseServerlessYaml(text)));
}

export function serverlessFile(root: Fields): ServerlessFile {
  const service = root.get('service');
  const params = [...fieldsOf(root.get('params'))].map(([stage, values]) => [stage, fieldsOf(values)] as const);
  const resources = declaredResources(root);
  return {
    root,
    text: JSON.stringify(toObjects(root)),
    ...(typeof service === 'string' && !service.includes('${') && { service }),
    params: new Map(params),
    custom: fieldsOf(root.get('custom')),
    resources,
    sizes: resources.filter(({ type }) => type === TASK_DEFINITION).flatMap(sizesIn),
  };
}

/** Serverless 4 writes `stages.<stage>.params` for `params.<stage>`; they are put there too. */
export function withStageParams(root: Fields): Fields {
  const stages = fieldsOf(root.get('stages'));
  if (stages.size === 0) return root;
  const params = new Map(fieldsOf(root.get('params')));
  for (const [stage, values] of stages) {
    params.set(stage, new Map([...fieldsOf(params.get(stage)), ...fieldsOf(fieldsOf(values).get('params'))]));
  }
  return new Map([...root, ['params', params]]);
}

/** The numbers of a task definition, the task's first. */
export function sizesIn({ path, properties }: DeclaredResource): readonly SizePlace[] {
  return [
    ...placesIn(path, properties, TASK_FIELDS),
    ...containersIn(properties).flatMap((fields, index) => {
      const name = fields.get('Name');
      if (typeof name !== 'string') return [];
      return placesIn(`${path}.ContainerDefinitions.${index}`, fields, CONTAINER_FIELDS).map((place) => {
        return { ...place, container: name };
      });
    }),
  ];
}

export function isSame(number: Omit<PublishedNumber, 'key'>, place: Omit<PublishedNumber, 'key'>): boolean {
  return number.field === place.field && number.container === place.container;
}

/** The key under which a place is published; undefined where it is not. */
export function keyAt(place: SizePlace, parameters: ParameterKeys): string | undefined {
  return publishedNumbers(parameters).find((number) => isSame(number, place))?.key;
}

export function containersIn(properties: Fields): readonly Fields[] {
  const definitions = properties.get('ContainerDefinitions');
  return Array.isArray(definitions) ? definitions.map(fieldsOf) : [];
}

/** With the words of the plugin serverless-fargate, which are CloudFormation's in small letters. */
const TASK_FIELDS = [
  ['Cpu', 'cpuUnits'],
  ['cpu', 'cpuUnits'],
  ['Memory', 'memoryMiB'],
  ['memory', 'memoryMiB'],
] as const;

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

/** The numbers in `params`, of all stages, under one of these keys; those in a `fallback` are where they belong. */
export function literalParams({ root, params }: ServerlessFile, keys: readonly string[]): readonly LiteralParam[] {
  return [...params.keys()].flatMap((stage) => keys.flatMap((key) => literalsOf(root, ['params', stage, key])));
}

/** The key of `custom` that holds the documents of an SSM folder; also where that lacks its first slash. */
export function sourceIn({ custom }: ServerlessFile, folder: string): string | undefined {
  const isSource = (key: string, value: string) => /^[\w-]+$/.test(key) && /^\$\{.*\bssm\b/.test(value);
  const found = [...custom].find(
    ([key, value]) => isSource(key, String(value)) && String(value).includes(`${folder.slice(1)}/`),
  );
  return found?.[0];
}

const STAGE = /^\$?\{?\s*(?:sls:stage|opt:stage|self:provider\.stage)\b/;
/** A part of `custom` that is chosen by a variable: what stands before it, the variable, and what stands after it. */
const CHOSEN = /self:custom((?:\.[\w-]+)*)\.\$\{([^{}]*)\}((?:\.[\w-]+)*)/g;
/** No deployment has these stages. */
const NO_STAGES = ['other', ...RESERVED_STAGES];

/** The stages of a serverless.yml: those of its params, and the keys of maps from which the stage chooses. */
export function toldStages(file: ServerlessFile): readonly string[] {
  const chosen = [...file.text.matchAll(CHOSEN)].flatMap(([, before = '', variable = '', after = '']) => {
    if (!isStage(variable, file)) return [];
    const map = fieldsOf(valueAt(file.custom, partsOf(before)));
    const parts = partsOf(after);
    // Whatever else stands in custom itself is no stage.
    const isStageOf = (key: string) => before !== '' || parts.length > 0 || stageIn(key) === key;
    return [...map].flatMap(([key, value]) => (isStageOf(key) && valueAt(value, parts) !== undefined ? [key] : []));
  });
  const stages = new Set([...file.params.keys(), ...chosen]);
  return [...stages].filter((stage) => /^[\w-]+$/.test(stage) && !NO_STAGES.includes(stage));
}

function partsOf(address: string): readonly string[] {
  return address.split('.').filter((part) => part !== '');
}

/** Also by way of custom: `custom.stage: ${opt:stage, 'dev'}`. */
function isStage(variable: string, { custom }: ServerlessFile): boolean {
  const [, name] = /^self:custom\.([\w-]+)/.exec(variable) ?? [];
  return STAGE.test(name === undefined ? variable : String(custom.get(name)));
}
