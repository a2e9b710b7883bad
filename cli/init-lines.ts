import type { KnownVariable } from '../core/configuration/key-conventions.ts';
import { UNSAFE_NAMES } from '../core/configuration/names.ts';
import { type ParameterKeys, type PublishedNumber, publishedNumbers } from '../core/model/sizes.ts';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import type { Consumer } from '../run/consumer/consumer.ts';
import { literalParams, type SizePlace } from '../run/consumer/serverless-file.ts';
import { fieldsOf, shown } from '../run/consumer/serverless-yaml.ts';
import { type LiteralParam, literalsOf, soleText, variableIn } from '../run/consumer/size-variables.ts';
import type { Starter } from './init-file.ts';

const PROPERTIES = { cpuUnits: 'Cpu', memoryMiB: 'Memory', memoryReservationMiB: 'MemoryReservation' } as const;

function isSame(place: Omit<PublishedNumber, 'key'>, other: Omit<PublishedNumber, 'key'>): boolean {
  return place.field === other.field && place.container === other.container;
}

/** The key under which a place is published; undefined where it is not. */
export function keyAt(place: SizePlace, parameters: ParameterKeys): string | undefined {
  return publishedNumbers(parameters).find((number) => isSame(number, place))?.key;
}

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

function taskDefinitionLines(parameters: ParameterKeys): readonly string[] {
  const lineOf = ({ key, field }: PublishedNumber) => `${PROPERTIES[field]}: \${self:custom.size.${key}}`;
  const numbers = publishedNumbers(parameters);
  const names = Object.keys(parameters.containers);
  return [
    '# and in the task definition:',
    ...numbers.filter(({ container }) => container === undefined).map(lineOf),
    ...(names.length === 0 ? [] : ['ContainerDefinitions:']),
    ...names.flatMap((name) => [
      `  - Name: ${name}`,
      ...numbers.filter(({ container }) => container === name).map((number) => `    ${lineOf(number)}`),
    ]),
  ];
}

/** What goes into the serverless.yml of the service: where its sizes come from, with the present ones until then. */
export function consumerLines(
  { key, parameters }: Starter,
  fallbacks: readonly Fallback[],
  consumer?: Consumer,
): readonly string[] {
  // Serverless 4 has both ways of writing them; a file keeps its own.
  const isByStages = fieldsOf(consumer?.file.root.get('stages')).size > 0;
  const lines = fallbacks.map((each) => fallbackLine(each, parameters));
  return [
    isByStages ? 'stages:' : 'params:',
    ...(isByStages ? lines.map((line) => line.replace(/^( *[^ :]+: )(\{.*\})/, '$1{ params: $2 }')) : lines),
    'custom:',
    `  size: \${ssm:/rightsizer/${key}/\${param:sizes}, param:fallback}`,
    ...taskDefinitionLines(parameters),
  ];
}

/** A serverless.yml that has sizes already, and the places of those that are about the service. */
export interface Former {
  readonly consumer: Consumer;
  readonly sizes: readonly SizePlace[];
}

/** What must go from a serverless.yml, file and key; empty when nothing in it stands in the way. */
export function formerLines(path: string, { consumer, sizes }: Former, { parameters }: Starter): readonly string[] {
  const { file } = consumer;
  const own = sizes.filter((place) => keyAt(place, parameters) !== undefined);
  const variables = own.flatMap(({ value }) => variableIn(value) ?? []);
  const literals = [
    ...literalParams(file, keysOf(parameters)),
    ...variables.flatMap((variable) => literalsOf(file.root, variable)),
  ];
  const unique = new Map<string, LiteralParam>(literals.map((each) => [each.path, each]));
  const deleted = [...unique.values()].map(({ path: at, value }) => {
    return `${path}: ${at}: ${value}  (delete${consumer.isElsewhere(at) ? ', in the file that is read there' : ''})`;
  });
  const places = own.flatMap(({ path: at, value, ...place }) => {
    const wanted = `\${self:custom.size.${keyAt({ path: at, value, ...place }, parameters)}}`;
    if (soleText(value) === wanted) return [];
    const where = consumer.isElsewhere(at) ? ', in the file that is read there' : '';
    return [`${path}: ${at}: ${shown(value)}  (becomes ${wanted}${where})`];
  });
  const known = new Set(variables.map(({ text }) => text));
  return [
    ...deleted,
    ...places,
    ...[...known].flatMap((text) => elsewhereLines(path, { consumer, sizes }, { text, parameters })),
  ];
}

interface Variable {
  /** E.g. `param:taskCpu`. */
  readonly text: string;
  readonly parameters: ParameterKeys;
}

/** A former variable that something beside a size reads, which would be left without it. */
function elsewhereLines(path: string, { consumer, sizes }: Former, { text, parameters }: Variable): readonly string[] {
  const { file } = consumer;
  const own = sizes.filter(({ value }) => variableIn(value)?.text === text);
  const [first] = own;
  const variable = variableIn(first?.value);
  if (first === undefined || variable === undefined || literalsOf(file.root, variable).length === 0) return [];
  const reads = file.text
    .split(`\${${text}`)
    .slice(1)
    .filter((rest) => /^[\s,}]/.test(rest));
  if (reads.length <= own.length) return [];
  const wanted = `\${self:custom.size.${keyAt(first, parameters)}}`;
  return [`${path}: \${${text}} is read in other places too: put ${wanted} there`];
}
