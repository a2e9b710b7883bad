import type { ParameterKeys } from '../core/model/sizes.ts';
import { publishedNumbers } from '../core/model/sizes.ts';
import { isSameDocument, type SizesDocument } from '../core/publication/sizes-document.ts';
import { type DeclaredService, declaredService } from '../run/doctor/declared-service.ts';
import { containersIn, type ServerlessFile, sizesIn } from '../run/doctor/serverless-file.ts';
import { resolvedText } from '../run/doctor/serverless-text.ts';
import { wholeNumber } from '../run/people/serverless-sizes.ts';
import {
  type DeclaredContainer,
  policyFor,
  type Starter,
  type StarterStage,
  starterKeys,
  unsizedIn,
  withPlaceholder,
} from './init-file.ts';
import { type Fallback, keyAt, knownKeyIn } from './init-lines.ts';
import type { InitOptions, Started } from './init-options.ts';

/** A file whose sizes are those of the one service in question. */
interface Consumer {
  readonly file: ServerlessFile;
  readonly declared: DeclaredService;
  readonly stages: readonly string[];
}

function stagesOf({ params }: ServerlessFile, { stage }: InitOptions): readonly string[] {
  const stages = stage === undefined ? [...params.keys()].filter((name) => name !== 'default') : [stage];
  if (stages.length > 0) return stages;
  throw new Error('Its params name no stage: name one with --stage.');
}

/** One name for all stages, with `{stage}` where they differ by that; undefined where the file does not tell. */
function nameOver(value: unknown, { file, stages }: Consumer): string | undefined {
  const names = stages.map((stage) => resolvedText(value, stage, file));
  if (names.includes(undefined)) return undefined;
  const [constant, ...others] = new Set(names);
  if (stages.length > 1 && others.length === 0) return constant;
  const [name, ...different] = new Set(names.map((each = '', index) => withPlaceholder(each, stages[index] ?? '')));
  return different.length === 0 ? name : undefined;
}

interface Asked {
  readonly what: string;
  readonly option: string;
  readonly typed: string | undefined;
}

/** What a person typed, else what the file says. */
function nameOf(value: unknown, { what, option, typed }: Asked, consumer: Consumer): string {
  const name = typed ?? nameOver(value, consumer);
  if (name !== undefined) return name;
  const there = value === undefined ? 'it does not say' : `it says ${String(value)}`;
  throw new Error(`The name of the ${what} cannot be told (${there}): name it with ${option}; {stage} is the stage.`);
}

function keyOf({ service: named }: ServerlessFile, { key, service }: InitOptions): string {
  const found = key ?? service ?? named;
  if (found !== undefined && /^[\w-]{1,100}$/.test(found)) return found;
  throw new Error('What the service is called cannot be told from it: name it with --service KEY.');
}

function containersOf({ declared: { taskDefinition }, file }: Consumer): readonly DeclaredContainer[] {
  return containersIn(taskDefinition.properties).map((fields) => {
    const name = fields.get('Name');
    if (typeof name !== 'string' || !/^[\w-]+$/.test(name)) {
      throw new Error(`The name of a container cannot be told (${String(name)}): use --cluster and --service instead.`);
    }
    return { name, fields: file.sizes.filter(({ container }) => container === name).map(({ field }) => field) };
  });
}

/** The sizes that a stage deploys now; what cannot be told is not in it. */
function sizesOf(stage: string, { file }: Consumer, parameters: ParameterKeys): SizesDocument {
  const known = file.sizes.flatMap((place) => {
    const key = keyAt(place, parameters);
    const value = wholeNumber(resolvedText(place.value, stage, file));
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(known);
}

/** Of `default` too where it has sizes: a stage that has the same gets them from there. */
function fallbacksOf(consumer: Consumer, parameters: ParameterKeys): readonly Fallback[] {
  const { file, stages } = consumer;
  const shared = file.params.has('default') ? sizesOf('default', consumer, parameters) : {};
  const isComplete = publishedNumbers(parameters).every(({ key }) => Object.hasOwn(shared, key));
  const own = stages.map((name): Fallback => {
    const sizes = sizesOf(name, consumer, parameters);
    return isComplete && isSameDocument(sizes, shared) ? { name } : { name, sizes };
  });
  return isComplete ? [{ name: 'default', sizes: shared }, ...own] : own;
}

/** The first stage of developers is what stages without sizes of their own follow. */
function starterStages(stages: readonly string[], hasDefault: boolean): readonly StarterStage[] {
  const guessed = stages.map((name) => ({ name, policy: policyFor(name, 'development') }));
  const first = guessed.find(({ policy }) => policy === 'development');
  return guessed.map((stage) => ({ ...stage, isDefault: hasDefault && stage === first }));
}

function ecsNames(consumer: Consumer, { cluster, ecsService }: InitOptions): Pick<Starter, 'cluster' | 'service'> {
  const { clusterName, name, logicalId } = consumer.declared;
  // What chose one of several by its logical id is not its name.
  const typed = ecsService === logicalId ? undefined : ecsService;
  return {
    cluster: nameOf(clusterName, { what: 'ECS cluster', option: '--cluster', typed: cluster }, consumer),
    service: nameOf(name, { what: 'ECS service', option: '--ecs-service', typed }, consumer),
  };
}

/**
 * A first rightsizer.yml from what a serverless.yml declares; nothing is asked of AWS.
 *
 * @throws {Error} Naming the option that says what the file does not tell.
 */
export function startedFromServerless(options: InitOptions, whole: ServerlessFile): Required<Started> {
  const declared = declaredService(whole, options.ecsService);
  // Of the one service, so that nothing is said about the others.
  const file = { ...whole, sizes: sizesIn(declared.taskDefinition) };
  const consumer = { file, declared, stages: stagesOf(file, options) };
  const containers = containersOf(consumer);
  const parameters = starterKeys(containers, knownKeyIn(file));
  const fallbacks = fallbacksOf(consumer, parameters);
  const hasDefault = fallbacks.some(({ name }) => name === 'default');
  const stages = starterStages(consumer.stages, hasDefault);
  const starter = {
    key: keyOf(file, options),
    ...ecsNames(consumer, options),
    stages,
    parameters,
    unsized: unsizedIn(containers),
  };
  const summary = `${stages.map(({ name, policy }) => `${name} as ${policy}`).join(', ')}; mode propose. Policies are guessed by name.`;
  return { starter, fallbacks, summary, file };
}
