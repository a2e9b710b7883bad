import { isDeepStrictEqual } from 'node:util';
import { type DeclaredContainer, starterKeys, unsizedIn } from '../core/configuration/key-conventions.ts';
import { commonName, policyFor } from '../core/configuration/name-conventions.ts';
import { type ParameterKeys, publishedNumbers } from '../core/model/sizes.ts';
import { isSameDocument, type SizesDocument } from '../core/publication/sizes-document.ts';
import { deployedText } from '../run/consumer/cloudformation-text.ts';
import type { Consumer, StageFile } from '../run/consumer/consumer.ts';
import {
  type DeclaredName,
  type DeclaredNames,
  type DeclaredService,
  declaredNames,
  declaredService,
  stackOf,
} from '../run/consumer/declared-service.ts';
import { containersIn, keyAt, type SizePlace, sizesIn, toldStages } from '../run/consumer/serverless-file.ts';
import { shown, valueAt } from '../run/consumer/serverless-yaml.ts';
import { sizeIn } from '../run/consumer/size-variables.ts';
import { type Naming, namingOver, type StackRule, type Starter, type StarterStage } from './init-file.ts';
import { type Fallback, type InitOptions, knownKeyIn, type Started } from './init-lines.ts';

/** A file about one service, as it is in every stage. */
interface Staged {
  readonly consumer: Consumer;
  readonly declared: DeclaredService;
  readonly stages: readonly StageFile[];
  /** The numbers of its task definition, as they are written. */
  readonly sizes: readonly SizePlace[];
}

function stageNames({ file }: Consumer, { stage: named }: InitOptions): readonly string[] {
  const stages = named ?? toldStages(file);
  if (stages.length > 0) return stages;
  throw new Error('Its params name no stage: name them with --stage.');
}

/** Documents are not there yet: a file that reads them already falls back. */
const NO_DOCUMENTS = (name: string) => (/rightsizer/.test(name) ? null : undefined);

async function stagedFile(consumer: Consumer, options: InitOptions): Promise<Staged> {
  const names = stageNames(consumer, options);
  const stages = await Promise.all(names.map((stage) => consumer.at(stage, NO_DOCUMENTS)));
  const [first] = stages;
  const shape = first?.file ?? consumer.file;
  const declared = declaredService(shape, names[0] ?? '', options.ecsService);
  const sizes = sizesIn(declared.taskDefinition).map((place) => ({
    ...place,
    value: valueAt(consumer.file.root, place.path.split('.')) ?? place.value,
  }));
  return { consumer, declared, stages, sizes };
}

function keyOf({ stages }: Staged, { key, service }: InitOptions): string {
  const [named, ...others] = new Set(stages.map(({ file }) => file.service));
  const found = key ?? service ?? (others.length === 0 ? named : undefined);
  if (found !== undefined && /^[\w-]{1,100}$/.test(found)) return found;
  throw new Error('What the service is called cannot be told from it: name it with --service KEY.');
}

function containersOf({ declared, sizes }: Staged): readonly DeclaredContainer[] {
  return containerNames(declared).map((name) => {
    return { name, fields: sizes.filter(({ container }) => container === name).map(({ field }) => field) };
  });
}

function containerNames({ taskDefinition }: DeclaredService): readonly string[] {
  return containersIn(taskDefinition.properties).map((fields) => {
    const name = fields.get('Name');
    if (typeof name === 'string' && /^[\w-]+$/.test(name)) return name;
    const why = fields.has('Name') ? shown(name) : 'a function chooses it';
    throw new Error(`The name of a container cannot be told (${why}): use --cluster and --service instead.`);
  });
}

/** The keys of each stage: the same under other names where the stage names its containers. */
function keysByStage(
  { declared, stages }: Staged,
  keys: ParameterKeys,
  options: InitOptions,
): readonly ParameterKeys[] {
  const first = containerNames(declared);
  return stages.map(({ file, stage }) => {
    const own = containerNames(declaredService(file, stage, options.ecsService));
    const named = Object.entries(keys.containers).map(
      ([name, each]) => [own[first.indexOf(name)] ?? name, each] as const,
    );
    return { ...keys, containers: Object.fromEntries(named) };
  });
}

/** The sizes that a stage deploys now; what cannot be told is not in it. */
function sizesOf({ file, stage }: StageFile, { sizes }: Staged, parameters: ParameterKeys): SizesDocument {
  const stack = stackOf(file, stage);
  const places = new Map(file.sizes.map(({ path, value }) => [path, deployedText(value, stack) ?? value]));
  const known = sizes.flatMap((place) => {
    const key = keyAt(place, parameters);
    const value = sizeIn(places.get(place.path));
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(known);
}

/** Of `default` too where it has sizes: a stage that has the same gets them from there. */
async function fallbacksOf(staged: Staged, parameters: ParameterKeys): Promise<readonly Fallback[]> {
  const { consumer, stages } = staged;
  const hasDefault = consumer.file.params.has('default');
  const shared = hasDefault ? sizesOf(await consumer.at('default', NO_DOCUMENTS), staged, parameters) : {};
  const isComplete = publishedNumbers(parameters).every(({ key }) => Object.hasOwn(shared, key));
  const own = stages.map((each): Fallback => {
    const sizes = sizesOf(each, staged, parameters);
    return isComplete && isSameDocument(sizes, shared) ? { name: each.stage } : { name: each.stage, sizes };
  });
  return isComplete ? [{ name: 'default', sizes: shared }, ...own] : own;
}

type OwnSettings = Pick<StarterStage, 'cluster' | 'service' | 'parameters'>;

/** The first stage of developers is what stages without sizes of their own follow. */
function starterStages(
  staged: Staged,
  hasDefault: boolean,
  own: (index: number) => OwnSettings,
): readonly StarterStage[] {
  const guessed = staged.stages.map(({ stage: name }, index) => {
    return { name, policy: policyFor(name, 'development'), ...own(index) };
  });
  const first = guessed.find(({ policy }) => policy === 'development');
  return guessed.map((stage) => ({ ...stage, isDefault: hasDefault && stage === first }));
}

/**
 * A first rightsizer.yml from what a serverless.yml declares; nothing is asked of AWS.
 *
 * @throws {Error} Naming the option that says what the file does not tell.
 */
export async function startedFromServerless(options: InitOptions, consumer: Consumer): Promise<Required<Started>> {
  const staged = await stagedFile(consumer, options);
  const containers = containersOf(staged);
  const parameters = starterKeys(containers, knownKeyIn(staged.sizes));
  const fallbacks = await fallbacksOf(staged, parameters);
  const hasDefault = fallbacks.some(({ name }) => name === 'default');
  const { common, own } = ecsNames(staged, options);
  const keys = keysByStage(staged, parameters, options);
  const stages = starterStages(staged, hasDefault, (index) => {
    const ownKeys = keys[index];
    return { ...own(index), ...(ownKeys && !isDeepStrictEqual(ownKeys, parameters) && { parameters: ownKeys }) };
  });
  const starter: Starter = {
    key: keyOf(staged, options),
    ...common,
    stages,
    parameters,
    unsized: unsizedIn(containers),
  };
  const summary = `${stages.map(({ name, policy }) => `${name} as ${policy}`).join(', ')}; mode propose. Policies are guessed by name.`;
  const unread = [...new Set(staged.stages.flatMap((each) => each.unread))];
  return { starter, fallbacks, summary, former: { consumer, sizes: staged.sizes }, unread };
}

/** What a person typed, else what the file says of a stage. */
function nameOf(
  what: 'cluster' | 'service',
  { declared, typed }: { readonly declared: DeclaredName; readonly typed: string | undefined },
  stages: readonly StageFile[],
): string {
  const name = typed ?? (declared.kind === 'named' ? declared.name : undefined);
  if (name !== undefined) return name;
  const why = `The name of the ECS ${what} cannot be told (${whyNot(declared)})`;
  const option = what === 'cluster' ? '--cluster' : '--ecs-service';
  throw new Error(`${why}: name it with ${option}; {stage} is the stage.${unsetHint(stages)}`);
}

/** Variables of the environment that deployments know and this shell does not. */
function unsetHint(stages: readonly StageFile[]): string {
  const found = stages.flatMap(({ file }) => [...file.text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name));
  return found.length === 0 ? '' : ` Or set ${[...new Set(found)].join(', ')}, as your deployments do.`;
}

function whyNot(declared: DeclaredName): string {
  if (declared.kind === 'generated') return 'CloudFormation makes one';
  const value = declared.kind === 'unknown' ? declared.value : undefined;
  return value === undefined ? 'it does not say' : `it says ${shown(value)}`;
}

/** The names in ECS, or by what the service is found where CloudFormation makes them and nobody typed them. */
function ecsNames(staged: Staged, { cluster, ecsService }: InitOptions): Naming {
  const { declared, stages } = staged;
  const all = stages.map(({ file, stage }) => declaredNames(file, stage, declared.path));
  // What chose one of several by its logical id is not its name.
  const typed = all.some(({ logicalId }) => logicalId === ecsService) ? undefined : ecsService;
  const find = cluster === undefined && typed === undefined ? foundIn(staged, all) : undefined;
  if (find !== undefined) return { common: { find }, own: () => ({}) };
  const clusters = all.map((names) => nameOf('cluster', { declared: names.cluster, typed: cluster }, stages));
  const services = all.map((names) => nameOf('service', { declared: names.service, typed }, stages));
  const names = clusters.map((each, index) => ({ cluster: each, service: services[index] ?? '' }));
  return namingOver(
    stages.map(({ stage }) => stage),
    names,
  );
}

/** The stack of a service with a generated name, or in a cluster with one; undefined where none is known. */
function foundIn({ stages }: Staged, all: readonly DeclaredNames[]): StackRule | undefined {
  const isGenerated = all.some(({ cluster, service }) => [cluster.kind, service.kind].includes('generated'));
  const stacks = all.flatMap(({ stack }) => stack ?? []);
  const [logicalId, ...others] = new Set(all.map((each) => each.logicalId));
  if (!isGenerated || logicalId === undefined || others.length > 0 || stacks.length < all.length) return undefined;
  const stack = commonName(
    stacks,
    stages.map(({ stage }) => stage),
  );
  return stack === undefined ? undefined : { stack, logicalId };
}
