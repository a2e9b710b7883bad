import * as v from 'valibot';
import * as names from './names.ts';
import { type ConfigurationProblem, problemAt } from './problem.ts';
import { knownKeysOnly, schemaProblems } from './readable-parts.ts';
import { mapping, mappingOf, oneOf, type SettingsOf, text } from './setting.ts';

const SIZE_TAG = 'rightsizer';
const PREFIX = `${SIZE_TAG}:`;
const OURS = /^rightsizer(:|$)/;
/** Whoever writes `Rightsizer: on` means us, and should not wonder why nothing comes. */
const IN_ANY_LETTERS = /^rightsizer(:|$)/i;
const CONTAINER = 'container:';

const KEYS_RULE = 'must be like "cpu=taskCpu memory=taskMemory"';
/** Keys of an SSM document, as the value of a tag says them. */
const keys = v.pipe(
  text(/^[A-Za-z]+=[\w-]+(?: [A-Za-z]+=[\w-]+)*$/, KEYS_RULE),
  v.check((said) => !/\b([A-Za-z]+)=.* \1=/.test(said), 'says one of its names twice'),
  v.transform((said): Readonly<Record<string, string>> => {
    return Object.fromEntries(said.split(' ').map((part) => part.split('=')));
  }),
);

/** What tags may say beside `rightsizer: on`: behind `rightsizer:`, for a container `rightsizer:container:<name>`. */
const tagsSchema = mapping({
  stage: v.exactOptional(names.stageName),
  service: v.exactOptional(names.name),
  owner: v.exactOptional(names.name),
  policy: v.exactOptional(names.name),
  mode: v.exactOptional(oneOf(['apply', 'propose'])),
  task: v.exactOptional(keys),
  container: mappingOf(names.containerName, keys),
});

/** What the tags of a service say; what they leave open is told by convention. */
export type TagSettings = SettingsOf<typeof tagsSchema>;

export type ServiceTags =
  | { readonly kind: 'off' }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigurationProblem[] }
  | { readonly kind: 'on'; readonly settings: TagSettings };

/**
 * Reads what the tags of an ECS service say about its sizing.
 *
 * @example readServiceTags({ rightsizer: 'on', 'rightsizer:stage': 'qa' })
 * // { kind: 'on', settings: { stage: 'qa', container: {} } }
 */
export function readServiceTags(tags: Readonly<Record<string, string>>): ServiceTags {
  const misspelled = Object.entries(tags).filter(([tag]) => IN_ANY_LETTERS.test(tag) && !OURS.test(tag));
  const asked = tags[SIZE_TAG] ?? misspelled.find(([tag]) => tag.length === SIZE_TAG.length)?.[1];
  if (asked === undefined || asked === 'off') return { kind: 'off' };
  const known = knownKeysOnly(tagsSchema, settingsIn(tags));
  const result = v.safeParse(tagsSchema, known.content);
  const problems = [
    ...misspelled.map(([tag, value]) =>
      problemAt([tag], `must be written ${JSON.stringify(tag.toLowerCase())}`, value),
    ),
    ...(v.safeParse(oneOf(['on', 'off']), asked).issues ?? []).map(({ message }) =>
      problemAt([SIZE_TAG], message, asked),
    ),
    ...[...known.problems, ...schemaProblems(result.issues, known.problems)].map((problem) => ({
      ...problem,
      path: tagAt(problem.path),
    })),
  ];
  if (problems.length > 0 || !result.success) return { kind: 'refused', problems };
  return { kind: 'on', settings: result.output };
}

/** The tags as a mapping: without what stands before each, and containers in one of their own. */
function settingsIn(tags: Readonly<Record<string, string>>): object {
  const said = Object.entries(tags).flatMap(([tag, value]) =>
    tag.startsWith(PREFIX) ? [[tag.slice(PREFIX.length), value] as const] : [],
  );
  const own = said.filter(([name]) => !name.startsWith(CONTAINER));
  const container = said.flatMap(([name, value]) =>
    name.startsWith(CONTAINER) ? [[name.slice(CONTAINER.length), value] as const] : [],
  );
  return { container: Object.fromEntries(container), ...Object.fromEntries(own) };
}

/**
 * A problem of what tags became, with the tags in which it stands.
 *
 * @example namingTags('services.shop-api.stages.qa.owner = "x": is not an owner')
 * // 'rightsizer:owner = "x": is not an owner'
 */
export function namingTags(problem: string): string {
  return problem
    .replaceAll(/services\.[\w-]+\.parameters\.containers\./g, `${PREFIX}${CONTAINER}`)
    .replaceAll(/services\.[\w-]+\.(?:parameters|stages\.[\w-]+)\./g, PREFIX);
}

/** The tag in which a setting stands: `rightsizer:container:web` for `container.web`. */
function tagAt(path: string): string {
  return `${PREFIX}${path.replace(/^container(?:\.|(?=\[))/, CONTAINER)}`;
}
