import { UNSAFE_NAME_RULE, UNSAFE_NAMES } from './names.ts';
import { type ConfigurationProblem, didYouMean, listOf, type Path, problemAt } from './problem.ts';
import { mappingRule } from './setting.ts';

/** As much of a valibot schema as says which keys a mapping may have. */
interface Shape {
  readonly type: string;
  /** The fixed keys of a `strict_object`. */
  readonly entries?: Readonly<Record<string, Shape>>;
  /** What is behind each name of a `record`. */
  readonly value?: Shape;
  /** What the elements of an `array` are. */
  readonly item?: Shape;
  /** What an optional or nullable schema is around. */
  readonly wrapped?: Shape;
}

interface Walk {
  readonly path: Path;
  readonly problems: ConfigurationProblem[];
  /** The paths of the problems, for leaving out what only follows from them. */
  readonly refused: Path[];
}

/** The content without what the schema has no place for, and what was wrong with that. */
export interface KnownContent {
  readonly content: unknown;
  readonly problems: readonly ConfigurationProblem[];
  readonly refused: readonly Path[];
}

/**
 * Takes out every key that the schema does not know and reports each of them, and every list where a mapping belongs.
 * valibot alone names only the first unknown key, takes a list for an empty mapping, and passes over `constructor`
 * and `__proto__` without a word.
 *
 * @example knownKeysOnly({ type: 'strict_object', entries: { mode: { type: 'string' } } }, { mod: 7 }).problems
 * // [{ path: 'mod', value: '7', message: 'is not a key here; allowed: "mode"; did you mean "mode"?' }]
 */
export function knownKeysOnly(shape: Shape, raw: unknown): KnownContent {
  const walk: Walk = { path: [], problems: [], refused: [] };
  return { content: clean(shape, raw, walk), problems: walk.problems, refused: walk.refused };
}

function clean(shape: Shape, raw: unknown, walk: Walk): unknown {
  if (shape.wrapped !== undefined) return clean(shape.wrapped, raw, walk);
  if (typeof raw !== 'object' || raw === null) return raw;
  const { item } = shape;
  if (item !== undefined && Array.isArray(raw)) {
    return raw.map((each, index) => clean(item, each, { ...walk, path: [...walk.path, String(index)] }));
  }
  if (shape.entries === undefined && shape.value === undefined) return raw;
  if (Array.isArray(raw)) return refuse(walk, raw, `${ruleFor(shape)}, not a list`);
  return cleanMapping(shape, raw, walk);
}

function cleanMapping(shape: Shape, raw: object, walk: Walk): unknown {
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(raw)) {
    const here = { ...walk, path: [...walk.path, key] };
    const inner = innerShape(shape, key);
    if (inner === undefined) refuse(here, value, unknownKeyMessage(shape, key));
    else if (value !== undefined) kept.push([key, clean(inner, value, here)]);
  }
  return Object.fromEntries(kept);
}

function innerShape(shape: Shape, key: string): Shape | undefined {
  if (shape.entries === undefined) return UNSAFE_NAMES.includes(key) ? undefined : shape.value;
  return Object.hasOwn(shape.entries, key) ? shape.entries[key] : undefined;
}

function unknownKeyMessage(shape: Shape, key: string): string {
  if (shape.entries === undefined) return UNSAFE_NAME_RULE;
  const allowed = Object.keys(shape.entries);
  return `is not a key here; allowed: ${listOf(allowed)}${didYouMean(key, allowed)}`;
}

function ruleFor(shape: Shape): string {
  return shape.entries === undefined
    ? 'must be a mapping from names to settings'
    : mappingRule(Object.keys(shape.entries));
}

function refuse(walk: Walk, value: unknown, message: string): undefined {
  walk.problems.push(problemAt(walk.path, message, value));
  walk.refused.push(walk.path);
}
