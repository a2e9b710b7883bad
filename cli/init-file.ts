import type { ContainerKeys, ParameterKeys, PublishedNumber } from '../core/model/sizes.ts';

/** What a first rightsizer.yml is about. */
export interface Starter {
  /** The key of the service in the file. */
  readonly key: string;
  /** Names in ECS, with `{stage}` where the stage stands. */
  readonly cluster: string;
  readonly service: string;
  readonly stages: readonly StarterStage[];
  readonly parameters: ParameterKeys;
  /** Containers that declare no size. */
  readonly unsized: readonly string[];
}

export interface StarterStage {
  readonly name: string;
  /** A built-in policy. */
  readonly policy: string;
  /** Whether stages without sizes of their own follow it. */
  readonly isDefault: boolean;
}

/** A container with the numbers that it declares. */
export interface DeclaredContainer {
  readonly name: string;
  readonly fields: ReadonlyArray<PublishedNumber['field']>;
}

/** The containers that declare no size. */
export function unsizedIn(containers: readonly DeclaredContainer[]): readonly string[] {
  return containers.flatMap(({ name, fields }) => (fields.length === 0 ? [name] : []));
}

/** A name for a number that a serverless.yml has for it already; undefined where it has none. */
export type KnownKey = (number: Omit<PublishedNumber, 'key'>) => string | undefined;

const POLICIES: ReadonlyArray<readonly [words: RegExp, policy: string]> = [
  [/^(prod|prd|live)/i, 'production'],
  [/^(dev|development|master|main|sandbox|feature)/i, 'development'],
  [/^(val|validation|test|testing|stag|staging|qa|uat|int|acceptance)/i, 'validation'],
];
const STAGE_WORDS =
  /^(production|prod|prd|live|master|main|dev|development|val|validation|test|staging|stage|qa|uat)$/i;

/**
 * The policy whose kind of stage this sounds like; the most careful one where it sounds like none and nothing else is said.
 *
 * @example policyFor('qa2') // 'validation'
 */
export function policyFor(stage: string, otherwise = 'production'): string {
  return POLICIES.find(([words]) => words.test(stage))?.[1] ?? otherwise;
}

/** The stage that a name speaks of, else `production`. @example stageIn('shop-qa-cluster') // 'qa' */
export function stageIn(...names: readonly string[]): string {
  const words = names.flatMap((name) => name.split(/[-_]/));
  return words.find((word) => STAGE_WORDS.test(word)) ?? 'production';
}

/** A name with `{stage}` where the stage is a whole part of it. @example withPlaceholder('a-val-b', 'val') // 'a-{stage}-b' */
export function withPlaceholder(name: string, stage: string): string {
  const isPart = (start: number) => {
    const around = [name[start - 1], name[start + stage.length]];
    return around.every((character) => character === undefined || /[-_]/.test(character));
  };
  return name.replaceAll(stage, (found: string, start: number) => (isPart(start) ? '{stage}' : found));
}

/** `kafka-connect` as `kafkaConnect`. */
function camelCase(name: string): string {
  const [first = '', ...others] = name.split(/[-_]+/).filter((part) => part !== '');
  const joined = [first, ...others.map((part) => part.charAt(0).toUpperCase() + part.slice(1))].join('');
  return joined.slice(0, 60);
}

/** Two numbers of one name would have to be equal. */
function unique(key: string, taken: Set<string>): string {
  const free = [key, ...Array.from({ length: 99 }, (_, index) => `${key}${index + 2}`)].find(
    (each) => !taken.has(each),
  );
  const chosen = free ?? key;
  taken.add(chosen);
  return chosen;
}

const CONTAINER_KEYS = [
  { key: 'cpu', field: 'cpuUnits', suffix: 'Cpu' },
  { key: 'memory', field: 'memoryMiB', suffix: 'Memory' },
  { key: 'memoryReservation', field: 'memoryReservationMiB', suffix: 'MemoryReservation' },
] as const;

/** A key for every number that the service declares. */
export function starterKeys(containers: readonly DeclaredContainer[], known: KnownKey): ParameterKeys {
  const taken = new Set<string>();
  const keyFor = (number: Omit<PublishedNumber, 'key'>, suggestion: string) =>
    unique(known(number) ?? suggestion, taken);
  const task = { cpu: keyFor({ field: 'cpuUnits' }, 'taskCpu'), memory: keyFor({ field: 'memoryMiB' }, 'taskMemory') };
  const ofContainer = ({ name, fields }: DeclaredContainer): ContainerKeys => {
    const keys = CONTAINER_KEYS.filter(({ field }) => fields.includes(field)).map(({ key, field, suffix }) => {
      return [key, keyFor({ container: name, field }, `${camelCase(name)}Container${suffix}`)] as const;
    });
    return Object.fromEntries(keys);
  };
  const entries = containers.map((each) => [each.name, ofContainer(each)] as const);
  return { task, containers: Object.fromEntries(entries.filter(([, keys]) => Object.keys(keys).length > 0)) };
}

/** Quoted wherever YAML could take a name for something else. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function flow(keys: ContainerKeys): string {
  return `{ ${Object.entries(keys)
    .map(([field, key]) => `${field}: ${scalar(key)}`)
    .join(', ')} }`;
}

function containerLines({ parameters, unsized }: Starter): readonly string[] {
  const containers = Object.entries(parameters.containers);
  return [
    ...(containers.length === 0 ? [] : ['      containers:']),
    ...containers.map(([name, keys]) => `        ${scalar(name)}: ${flow(keys)}`),
    ...unsized.map((name) => `      # ${name} declares no size: it lives from what the task has left.`),
  ];
}

function stageLines({ name, policy, isDefault }: StarterStage): readonly string[] {
  const line = (rest: string) => `      ${scalar(name)}: { policy: ${policy}, mode: propose${rest} }`;
  if (!isDefault) return [line('')];
  return [
    '      # Stages without sizes of their own read the document "default", a copy of this one.',
    line(', alsoPublishTo: [default]'),
  ];
}

/** A rightsizer.yml with comments, for the stages of one service. */
export function starterFile(starter: Starter): string {
  const { key, cluster, service, stages, parameters } = starter;
  return `${[
    '# Sizes are stored in SSM under <parameterPrefix>/<service>/<stage>, where the serverless.yml of the service reads them.',
    'parameterPrefix: /rightsizer',
    '# Days of CloudWatch data behind a decision, 1 to 62.',
    'lookbackDays: 28',
    'services:',
    `  ${scalar(key)}:`,
    '    # Names in ECS; {stage} stands for the key of the stage below.',
    `    cluster: ${scalar(cluster)}`,
    `    service: ${scalar(service)}`,
    '    parameters: # key in the SSM document for each number',
    `      task: ${flow(parameters.task)}`,
    ...containerLines(starter),
    '    stages:',
    '      # mode: propose = a person approves new sizes first; apply = the next deployment reads them.',
    '      # policy: production is the most careful; validation and development follow use more closely. Guessed by the name.',
    ...stages.flatMap(stageLines),
  ].join('\n')}\n`;
}
