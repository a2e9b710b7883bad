import type { KnownVariable } from '../core/configuration/key-conventions.ts';
import { UNSAFE_NAMES } from '../core/configuration/names.ts';
import { type ParameterKeys, type PublishedNumber, publishedNumbers } from '../core/model/sizes.ts';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import type { Consumer } from '../run/consumer/consumer.ts';
import {
  isSame,
  keyAt,
  literalParams,
  type ServerlessFile,
  type SizePlace,
  sourceIn,
} from '../run/consumer/serverless-file.ts';
import { fieldsOf, shown } from '../run/consumer/serverless-yaml.ts';
import { type LiteralParam, literalsOf, soleText, variableIn } from '../run/consumer/size-variables.ts';
import type { Starter } from './init-file.ts';
import type { PlaceOptions } from './place.ts';

const PROPERTIES = { cpuUnits: 'Cpu', memoryMiB: 'Memory', memoryReservationMiB: 'MemoryReservation' } as const;

/** What a serverless.yml has in the place of a number: a variable with a name. */
export function knownKeyIn(sizes: readonly SizePlace[] = []) {
  return (number: Omit<PublishedNumber, 'key'>): KnownVariable | undefined => {
    const variable = variableIn(sizes.find((place) => isSame(place, number))?.value);
    if (variable === undefined) return undefined;
    return variable.name.length <= 100 && !UNSAFE_NAMES.includes(variable.name) ? variable : undefined;
  };
}

/** What a stage deploys until there is a document; keys of which nothing is known are not in it. */
export interface Fallback {
  /** A stage, or `default`. */
  readonly name: string;
  /** Absent: that of `default`. */
  readonly sizes?: SizesDocument;
}

function keysOf(parameters: ParameterKeys): readonly string[] {
  return [...new Set(publishedNumbers(parameters).map(({ key }) => key))];
}

function fallbackLine({ name, sizes }: Fallback, parameters: ParameterKeys): string {
  if (sizes === undefined) return `  ${name}: { sizes: ${name} }`;
  const keys = keysOf(parameters);
  const entries = keys.map((key) => `${key}: ${JSON.stringify(sizes[key] ?? '?')}`);
  const unknown = keys.filter((key) => !Object.hasOwn(sizes, key));
  const comment = unknown.length === 0 ? '' : ` # please fill in ${unknown.join(', ')}`;
  return `  ${name}: { sizes: ${name}, fallback: { ${entries.join(', ')} } }${comment}`;
}

/** A serverless.yml that has sizes already, and the places of those that are about the service. */
export interface Former {
  readonly consumer: Consumer;
  readonly sizes: readonly SizePlace[];
}

/** The key of `custom` for the document: that of a file that reads it already, else one that the file does not use. */
function sourceOf({ key }: Starter, former: Former | undefined): string {
  if (former === undefined) return 'size';
  const { file } = former.consumer;
  const free = ['size', 'rightsized', `${key}-size`].find((name) => !file.custom.has(name));
  return sourceIn(file, `/rightsizer/${key}`) ?? free ?? 'size';
}

/** Numbers that the file declares are named with their place instead. */
function taskDefinitionLines({ parameters }: Starter, source: string, sizes: readonly SizePlace[]): readonly string[] {
  const numbers = publishedNumbers(parameters).filter((number) => !sizes.some((place) => isSame(number, place)));
  const lineOf = ({ key, field }: PublishedNumber) => `${PROPERTIES[field]}: \${self:custom.${source}.${key}}`;
  const inTask = numbers.filter(({ container }) => container === undefined);
  const containers = Map.groupBy(numbers, ({ container }) => container);
  containers.delete(undefined);
  return [
    ...(numbers.length === 0 ? [] : ['# and in the task definition:']),
    ...inTask.map(lineOf),
    ...(containers.size === 0 ? [] : ['ContainerDefinitions:']),
    ...[...containers].flatMap(([name, own]) => [`  - Name: ${name}`, ...own.map((number) => `    ${lineOf(number)}`)]),
  ];
}

/** What goes into the serverless.yml of the service: where its sizes come from, with the present ones until then. */
export function consumerLines(starter: Starter, fallbacks: readonly Fallback[], former?: Former): readonly string[] {
  const { key, parameters } = starter;
  const source = sourceOf(starter, former);
  // Serverless 4 has both ways of writing them; a file keeps its own.
  const isByStages = fieldsOf(former?.consumer.file.root.get('stages')).size > 0;
  const lines = fallbacks.map((each) => fallbackLine(each, parameters));
  return [
    isByStages ? 'stages:' : 'params:',
    ...(isByStages ? lines.map((line) => line.replace(/^( *[^ :]+: )(\{.*\})/, '$1{ params: $2 }')) : lines),
    'custom:',
    `  ${source}: \${ssm:/rightsizer/${key}/\${param:sizes}, param:fallback}`,
    ...taskDefinitionLines(starter, source, former?.sizes ?? []),
  ];
}

/** What must go from a serverless.yml, file and key; empty when nothing in it stands in the way. */
export function formerLines(path: string, former: Former, starter: Starter): readonly string[] {
  const { consumer, sizes } = former;
  const { parameters } = starter;
  const source = sourceOf(starter, former);
  const wanted = (place: SizePlace) => `\${self:custom.${source}.${keyAt(place, parameters)}}`;
  const own = sizes.filter((place) => keyAt(place, parameters) !== undefined);
  const variables = own.flatMap(({ value }) => variableIn(value) ?? []);
  const literals = [
    ...literalParams(consumer.file, keysOf(parameters)),
    ...variables.flatMap((variable) => literalsOf(consumer.file.root, variable.path)),
  ];
  const where = (at: string) => (consumer.isElsewhere(at) ? ', in the file that is read there' : '');
  const unique = new Map<string, LiteralParam>(literals.map((each) => [each.path, each]));
  return [
    ...[...unique.values()].map(({ path: at, value }) => `${path}: ${at}: ${value}  (delete${where(at)})`),
    ...own.flatMap((place) => {
      const { path: at, value } = place;
      if (soleText(value) === wanted(place)) return [];
      return [`${path}: ${at}: ${shown(value)}  (becomes ${wanted(place)}${where(at)})`];
    }),
    ...[...new Set(variables.map(({ text }) => text))].flatMap((text) => {
      const places = own.filter(({ value }) => variableIn(value)?.text === text);
      const [first] = places;
      return first !== undefined && isReadElsewhere(consumer.file, places)
        ? [`${path}: \${${text}} is read in other places too: put ${wanted(first)} there`]
        : [];
    }),
  ];
}

/** Whether something beside these sizes reads the variable that they are, which would be left without it. */
function isReadElsewhere({ root, text }: ServerlessFile, places: readonly SizePlace[]): boolean {
  const variable = variableIn(places[0]?.value);
  if (variable === undefined || literalsOf(root, variable.path).length === 0) return false;
  const reads = text.split(`\${${variable.text}`).slice(1);
  return reads.filter((rest) => /^[\s,}]/.test(rest)).length > places.length;
}

export interface InitOptions extends PlaceOptions {
  readonly cluster?: string;
  /** Beside a cluster the ECS service, else the key in rightsizer.yml. */
  readonly service?: string;
  readonly ecsService?: string;
  readonly stage?: readonly string[];
  readonly key?: string;
  readonly serverless?: string;
  readonly out: string;
  readonly force?: boolean;
}

export interface Started {
  readonly starter: Starter;
  readonly fallbacks: readonly Fallback[];
  /** What was assumed, in a line. */
  readonly summary: string;
  /** The serverless.yml, with no sizes but those of the service; absent where none was given. */
  readonly former?: Former;
  /** Files that the serverless.yml reads and nobody read here. */
  readonly unread?: readonly string[];
}
