import * as v from 'valibot';
import { didYouMean, listOf } from './problem.ts';

/** What stands in one part of rightsizer.yml once it is read: the type of its schema, read-only to the last field. */
export type SettingsOf<Schema extends v.GenericSchema> = ReadonlyDeep<v.InferOutput<Schema>>;
export type ReadonlyDeep<Type> = Type extends object ? { readonly [Key in keyof Type]: ReadonlyDeep<Type[Key]> } : Type;

/** What is known of a setting beside its schema: for the tables, and for the policies that are built in. */
export interface About {
  /** The values that are allowed, in words. */
  readonly range?: string;
  /** What holds when it is not said, in words. */
  readonly otherwise?: string;
  /** Its value in each of `BUILT_IN_POLICIES`. */
  readonly builtIn?: readonly unknown[];
}

/** The schema with a sentence about it; what is allowed is added from the schema. */
export function described<Schema extends v.GenericSchema>(schema: Schema, sentence: string, about: About = {}) {
  const { range }: About = v.getMetadata(schema);
  const text = range === undefined ? `${sentence}.` : `${sentence}; ${range}.`;
  return v.pipe(schema, v.description(text), v.metadata({ ...about }));
}

/** A setting that may be left out, and what holds then. */
export function optional<Schema extends v.GenericSchema>(schema: Schema, sentence: string, otherwise?: string) {
  return v.exactOptional(described(schema, sentence, otherwise === undefined ? {} : { otherwise }));
}

/** The policies that every configuration has, in the order of `builtIn`. */
export const BUILT_IN_POLICIES = ['production', 'development', 'validation'] as const;

type BuiltInValues<Value> = readonly [production: Value, development: Value, validation: Value];

/** A setting of a policy, and its value in the policies that are built in. */
export function policySetting<Schema extends v.GenericSchema>(
  schema: Schema,
  sentence: string,
  builtIn: BuiltInValues<v.InferOutput<Schema> | undefined>,
) {
  return v.exactOptional(described(schema, sentence, { builtIn }));
}

/** A mapping with exactly these keys; a missing one is refused with its description. */
export function mapping<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, (issue) => {
    const missing = issue.path?.at(-1)?.key;
    if (missing === undefined) return mappingRule(Object.keys(entries));
    const entry = entries[String(missing)];
    if (entry === undefined) return 'is not a key here';
    const description = v.getDescription(entry);
    return description === undefined ? 'is required' : `is required: ${description}`;
  });
}

/** What is said where a mapping with fixed keys is expected and something else stands. */
export function mappingRule(keys: readonly string[]): string {
  return `must be a mapping with the keys ${listOf(keys)}`;
}

/** A mapping from names that a person chooses to values of one shape. */
export function mappingOf<Key extends v.GenericSchema<string, string>, Value extends v.GenericSchema>(
  key: Key,
  value: Value,
) {
  return v.record(key, value, 'must be a mapping from names to settings');
}

/** A text that matches the pattern; `rule` says in English what the pattern allows. */
export function text(pattern: RegExp, rule: string) {
  return v.pipe(v.string(rule), v.regex(pattern, rule));
}

/** A whole number within the bounds, both included; NaN, Infinity and texts are refused. */
export function wholeNumber(minimum: number, maximum: number, unit: string) {
  const rule = `must be a whole number from ${minimum} to ${maximum} (${unit})`;
  const range = `${minimum} to ${maximum} ${unit}`;
  return v.pipe(
    v.number(rule),
    v.integer(rule),
    v.minValue(minimum, rule),
    v.maxValue(maximum, rule),
    v.metadata({ range }),
  );
}

/** A number within the bounds, both included. */
export function number(minimum: number, maximum: number, unit: string) {
  const rule = `must be a number from ${minimum} to ${maximum} (${unit})`;
  const range = `${minimum} to ${maximum} ${unit}`;
  return v.pipe(v.number(rule), v.minValue(minimum, rule), v.maxValue(maximum, rule), v.metadata({ range }));
}

export function price(maximum: number, unit: string) {
  const rule = `must be a number of ${unit}, above 0 and at most ${maximum}`;
  const range = `above 0, at most ${maximum} ${unit}`;
  return v.pipe(v.number(rule), v.gtValue(0, rule), v.maxValue(maximum, rule), v.metadata({ range }));
}

export const trueOrFalse = v.boolean('must be true or false');

/** One of a few words, with the nearest one for a slip of the fingers. */
export function oneOf<const Options extends readonly string[]>(options: Options) {
  return v.pipe(
    v.picklist(options, (issue) => `must be one of ${listOf(options)}${didYouMean(issue.input, options)}`),
    v.metadata({ range: `one of ${options.join(', ')}` }),
  );
}

/** The values with what another says laid over it, mapping by mapping; a list is replaced as a whole. */
export function laidOver<Settings extends object>(base: Settings, over: object): Settings {
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isMapping(below) && isMapping(value) ? laidOver(below, value) : value);
  }
  return Object.fromEntries(merged) as Settings;
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
