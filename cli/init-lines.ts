import { UNSAFE_NAMES } from '../core/configuration/names.ts';
import type { ParameterKeys } from '../core/model/sizes.ts';
import { type PublishedNumber, publishedNumbers } from '../core/model/sizes.ts';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import {
  literalParams,
  literalSize,
  type ServerlessFile,
  type SizePlace,
  variableName,
} from '../run/doctor/serverless-file.ts';
import type { Starter } from './init-file.ts';

const PROPERTIES = { cpuUnits: 'Cpu', memoryMiB: 'Memory', memoryReservationMiB: 'MemoryReservation' } as const;

function isSame(place: Omit<PublishedNumber, 'key'>, other: Omit<PublishedNumber, 'key'>): boolean {
  return place.field === other.field && place.container === other.container;
}

/** The key under which a place is published; undefined where it is not. */
export function keyAt(place: SizePlace, parameters: ParameterKeys): string | undefined {
  return publishedNumbers(parameters).find((number) => isSame(number, place))?.key;
}

/** The name that a serverless.yml has for a number: that of the variable which stands in its place. */
export function knownKeyIn(file: ServerlessFile | undefined) {
  return (number: Omit<PublishedNumber, 'key'>): string | undefined => {
    const name = variableName(file?.sizes.find((place) => isSame(place, number))?.value)?.name;
    return name !== undefined && name.length <= 100 && !UNSAFE_NAMES.includes(name) ? name : undefined;
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
export function consumerLines({ key, parameters }: Starter, fallbacks: readonly Fallback[]): readonly string[] {
  return [
    'params:',
    ...fallbacks.map((each) => fallbackLine(each, parameters)),
    'custom:',
    `  size: \${ssm:/rightsizer/${key}/\${param:sizes}, param:fallback}`,
    ...taskDefinitionLines(parameters),
  ];
}

/** What must go from a serverless.yml, file and key; empty when nothing in it stands in the way. */
export function formerLines(path: string, file: ServerlessFile, { parameters }: Starter): readonly string[] {
  const keys = keysOf(parameters);
  const params = literalParams(file, keys).map((each) => `${path}: ${each.path}: ${each.value}  (delete)`);
  const custom = keys.flatMap((key) => {
    const value = literalSize(file.custom.get(key));
    return value === undefined ? [] : [`${path}: custom.${key}: ${value}  (delete)`];
  });
  const places = file.sizes.flatMap((place) => {
    const [key, value] = [keyAt(place, parameters), String(place.value)];
    const wanted = `\${self:custom.size.${key}}`;
    return key === undefined || value === wanted ? [] : [`${path}: ${place.path}: ${value}  (becomes ${wanted})`];
  });
  return [...params, ...custom, ...places, ...keys.flatMap((key) => elsewhereLines(path, file, key))];
}

/** A former param that something beside a size reads, which would be left without it. */
function elsewhereLines(path: string, file: ServerlessFile, key: string): readonly string[] {
  if (literalParams(file, [key]).length === 0) return [];
  const isRead = new RegExp(`\\$\\{param:${key}\\b(?!-)`, 'g');
  const reads = file.text.match(isRead)?.length ?? 0;
  const places = file.sizes.filter(({ value }) => String(value).match(isRead) !== null).length;
  if (reads <= places) return [];
  return [`${path}: \${param:${key}} is read in other places too: put \${self:custom.size.${key}} there`];
}
