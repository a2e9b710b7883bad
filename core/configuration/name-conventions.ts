import { RESERVED_STAGES } from './names.ts';

const POLICIES: ReadonlyArray<readonly [words: RegExp, policy: string]> = [
  [/^(prod|prd|live)/i, 'production'],
  [/^(dev|development|master|main|sandbox|feature)/i, 'development'],
  [/^(val|validation|test|testing|stag|staging|qa|uat|int|acceptance)/i, 'validation'],
];
const STAGE_WORDS =
  /^(production|prod|prd|live|master|main|dev|development|val|validation|test|staging|stage|qa|uat)$/i;

/** The policy whose kind of stage this sounds like, else the one given. @example policyFor('qa2') // 'validation' */
export function policyFor(stage: string, otherwise = 'production'): string {
  return POLICIES.find(([words]) => words.test(stage))?.[1] ?? otherwise;
}

/** The stage that names speak of; undefined where they do not. @example stageIn('shop-qa-cluster') // 'qa' */
export function stageIn(...names: readonly string[]): string | undefined {
  return names.flatMap(wordsOf).find((word) => STAGE_WORDS.test(word));
}

function wordsOf(name: string): readonly string[] {
  return name.split(/[-_]/).filter((word) => word !== '');
}

/** A name without its stage, the same in every stage. @example withoutStage('shop-qa-api', 'qa') // 'shop-api' */
export function withoutStage(name: string, stage: string): string {
  const rest = withPlaceholder(name, stage).replaceAll('{stage}', '');
  return wordsOf(rest)
    .filter((word) => !STAGE_WORDS.test(word))
    .join('-');
}

/** A name with `{stage}` for the stage as a whole part. @example withPlaceholder('a-val-b', 'val') // 'a-{stage}-b' */
export function withPlaceholder(name: string, stage: string): string {
  const isPart = (start: number) => {
    const around = [name[start - 1], name[start + stage.length]];
    return around.every((character) => character === undefined || /[-_]/.test(character));
  };
  return name.replaceAll(stage, (found: string, start: number) => (isPart(start) ? '{stage}' : found));
}

/** One name for all stages, with `{stage}` where they differ by that; undefined where each has its own. */
export function commonName(names: readonly string[], stages: readonly string[]): string | undefined {
  const [constant, ...others] = new Set(names);
  if (stages.length > 1 && others.length === 0) return constant;
  const [name, ...different] = new Set(names.map((each, index) => withPlaceholder(each, stages[index] ?? '')));
  return different.length === 0 ? name : undefined;
}

interface TaggedNames {
  readonly cluster: string;
  readonly service: string;
  readonly tags: Readonly<Record<string, string>>;
}

const STAGE_TAG = /^(stage|env|environment)$/i;
const STACK_TAG = 'aws:cloudformation:stack-name';
const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

/** The stage of a service: by a tag, else by its names, else `production`, which is sized with most care. */
export function stageOf({ cluster, service, tags }: TaggedNames): string {
  const [, tagged] = Object.entries(tags).find(([key]) => STAGE_TAG.test(key)) ?? [];
  const isStage = tagged !== undefined && /^[\w-]{1,100}$/.test(tagged) && !RESERVED_STAGES.includes(tagged);
  return (isStage ? tagged : stageIn(cluster, service, tags[STACK_TAG] ?? '')) ?? 'production';
}

/** The stack that made a service with generated names; undefined where a person named it. */
export function generatedBy({ cluster, service, tags }: TaggedNames) {
  const { [STACK_TAG]: stack, [LOGICAL_ID_TAG]: logicalId } = tags;
  if (stack === undefined || logicalId === undefined) return undefined;
  const isGenerated =
    service.startsWith(`${stack}-${logicalId}-`) || new RegExp(`^${stack}-\\w+-\\w{8,}$`).test(cluster);
  return isGenerated ? { stack, logicalId } : undefined;
}

/** What is the same for all stages of a service. */
export function identityOf(listed: TaggedNames, stage: string): readonly [first: string, second: string] {
  const rule = generatedBy(listed);
  if (rule !== undefined) return [withoutStage(rule.stack, stage), rule.logicalId];
  return [withoutStage(listed.cluster, stage), withoutStage(listed.service, stage)];
}

/** A service's key from names. @example keyFor({ cluster: 'shop-qa', service: 'api', tags: {} }, 'qa') // 'shop-api' */
export function keyFor(listed: TaggedNames, stage: string): string {
  const [first, second] = identityOf(listed, stage);
  const name = second.startsWith(first) ? second : [first, second].filter((part) => part !== '').join('-');
  return name.replace(/[^\w-]/g, '').slice(0, 90) || 'service';
}
