import type { FindRule } from '../core/configuration/configuration.ts';
import { commonName } from '../core/configuration/name-conventions.ts';
import { defined } from '../core/model/defined.ts';
import type { ContainerKeys, ParameterKeys } from '../core/model/sizes.ts';
import type { ServiceQuestion } from '../core/ports.ts';
import { parseConfigurationText } from '../run/configuration-file.ts';
import { writeWhole } from './output.ts';

export interface Starter {
  readonly key: string;
  /** Absent: the recommender's. */
  readonly region?: string;
  /** Names in ECS, with `{stage}` where the stage stands; absent where each stage has its own. */
  readonly cluster?: string;
  readonly service?: string;
  /** By what the service is found where CloudFormation makes its names. */
  readonly find?: StackRule;
  readonly stages: readonly StarterStage[];
  readonly parameters: ParameterKeys;
  /** Containers that declare no size. */
  readonly unsized: readonly string[];
}

export type StackRule = Required<Pick<FindRule, 'stack' | 'logicalId'>>;

export interface StarterStage {
  readonly name: string;
  /** A built-in policy. */
  readonly policy: string;
  /** Whether stages without sizes of their own follow it. */
  readonly isDefault: boolean;
  readonly cluster?: string;
  readonly service?: string;
  /** Its own keys, where its containers have names of their own. */
  readonly parameters?: ParameterKeys;
}

/** What a starter says about the names in ECS. */
export interface Naming {
  readonly common: Pick<Starter, 'cluster' | 'service' | 'find'>;
  own(index: number): Pick<StarterStage, 'cluster' | 'service'>;
}

/** One name for all stages where they differ by the stage alone, else each its own. */
export function namingOver(stages: readonly string[], names: readonly ServiceQuestion[]): Naming {
  const common = (what: keyof ServiceQuestion) =>
    commonName(
      names.map((each) => each[what]),
      stages,
    );
  const [cluster, service] = [common('cluster'), common('service')];
  const own = (index: number) =>
    defined({
      cluster: cluster === undefined ? names[index]?.cluster : undefined,
      service: service === undefined ? names[index]?.service : undefined,
    });
  return { common: defined({ cluster, service }), own };
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

function keysText({ task, containers }: ParameterKeys): string {
  const named = Object.entries(containers).map(([name, keys]) => `${scalar(name)}: ${flow(keys)}`);
  return `{ task: ${flow(task)}, containers: { ${named.join(', ')} } }`;
}

function stageLines({ name, policy, isDefault, cluster, service, parameters }: StarterStage): readonly string[] {
  const own = [
    ...Object.entries({ cluster, service }).flatMap(([key, text]) =>
      text === undefined ? [] : [`, ${key}: ${scalar(text)}`],
    ),
    ...(parameters === undefined ? [] : [`, parameters: ${keysText(parameters)}`]),
  ];
  const line = (rest: string) => `      ${scalar(name)}: { policy: ${policy}, mode: propose${own.join('')}${rest} }`;
  if (!isDefault) return [line('')];
  return [
    '      # Stages without sizes of their own read the document "default", a copy of this one.',
    line(', alsoPublishTo: [default]'),
  ];
}

function nameLines({ cluster, service, find }: Starter): readonly string[] {
  if (find !== undefined) {
    return [
      '    # Its names in ECS are made by CloudFormation; {stage} stands for the key of the stage below.',
      `    find: { stack: ${scalar(find.stack)}, logicalId: ${scalar(find.logicalId)} }`,
    ];
  }
  return [
    '    # Names in ECS; {stage} stands for the key of the stage below, which may also say its own.',
    ...(cluster === undefined ? [] : [`    cluster: ${scalar(cluster)}`]),
    ...(service === undefined ? [] : [`    service: ${scalar(service)}`]),
  ];
}

function serviceLines(starter: Starter): readonly string[] {
  const { key, stages, parameters, region } = starter;
  return [
    `  ${scalar(key)}:`,
    ...(region === undefined ? [] : [`    region: ${scalar(region)}`]),
    ...nameLines(starter),
    '    parameters: # key in the SSM document for each number',
    `      task: ${flow(parameters.task)}`,
    ...containerLines(starter),
    '    stages:',
    ...stages.flatMap(stageLines),
  ];
}

export function starterFile(...starters: readonly Starter[]): string {
  return `${[
    '# Sizes are stored in SSM under <parameterPrefix>/<service>/<stage>, where the serverless.yml of the service reads them.',
    '# mode: propose = a person approves new sizes first; apply = the next deployment reads them.',
    '# policy: production is the most careful; validation and development follow use more closely. Guessed by the name.',
    'parameterPrefix: /rightsizer',
    '# Days of CloudWatch data behind a decision, 1 to 62.',
    'lookbackDays: 28',
    'services:',
    ...starters.flatMap(serviceLines),
  ].join('\n')}\n`;
}

/** Writes one, never a file that the next command would refuse. @param isNew - Whether none may be replaced. */
export async function writeStarters(out: string, starters: readonly Starter[], isNew: boolean): Promise<void> {
  const text = starterFile(...starters);
  parseConfigurationText(text, out);
  await writeWhole(out, text, isNew);
}
