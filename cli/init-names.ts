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

/** The stage that names speak of; undefined where they do not. @example stageIn('shop-qa-cluster') // 'qa' */
export function stageIn(...names: readonly string[]): string | undefined {
  return names.flatMap(wordsOf).find((word) => STAGE_WORDS.test(word));
}

function wordsOf(name: string): readonly string[] {
  return name.split(/[-_]/).filter((word) => word !== '');
}

/** A name without its stage, for what is one service in several stages. @example withoutStage('shop-qa-api', 'qa') // 'shop-api' */
export function withoutStage(name: string, stage: string): string {
  const rest = withPlaceholder(name, stage).replaceAll('{stage}', '');
  return wordsOf(rest)
    .filter((word) => !STAGE_WORDS.test(word))
    .join('-');
}

/** A name with `{stage}` where the stage is a whole part of it. @example withPlaceholder('a-val-b', 'val') // 'a-{stage}-b' */
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
