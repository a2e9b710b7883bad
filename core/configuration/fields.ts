import * as v from 'valibot';
import { listOf } from './problem.ts';
import { didYouMean } from './suggestion.ts';

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

/** A mapping from names that a person chooses to values of one shape. */
export function mappingOf<
  Key extends v.GenericSchema<string, string>,
  Value extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>,
>(key: Key, value: Value) {
  return v.record(key, value, 'must be a mapping from names to settings');
}

/** What is said where a mapping with fixed keys is expected and something else stands. */
export function mappingRule(keys: readonly string[]): string {
  return `must be a mapping with the keys ${listOf(keys)}`;
}

/** A text that matches the pattern; `rule` says in English what the pattern allows. */
export function text(pattern: RegExp, rule: string) {
  return v.pipe(v.string(rule), v.regex(pattern, rule));
}

/** A whole number within the bounds, both included; NaN, Infinity and texts are refused. */
export function wholeNumber(minimum: number, maximum: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}`;
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(minimum, rule), v.maxValue(maximum, rule));
}

/** A number of percent from 0 to the maximum, both included. */
export function percent(maximum: number) {
  const rule = `must be a number from 0 to ${maximum} (percent)`;
  return v.pipe(v.number(rule), v.minValue(0, rule), v.maxValue(maximum, rule));
}

/** One of a few words, with the nearest one for a slip of the fingers. */
export function oneOf<const Options extends readonly string[]>(options: Options) {
  return v.picklist(options, (issue) => `must be one of ${listOf(options)}${didYouMean(issue.input, options)}`);
}
