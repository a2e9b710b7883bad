import leven from 'leven';

/** One thing that is wrong with a configuration: where, what is there, what is allowed. */
export interface ConfigurationProblem {
  /** Dotted path, e.g. `services.connector.stages.val.mode`; empty for the whole file. */
  readonly path: string;
  /** The value found, shortened JSON; absent when the key is missing. */
  readonly value?: string;
  readonly message: string;
}

/** The configuration cannot be used; `problems` lists everything that is wrong, all at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[], source = 'rightsizer.yml') {
    const lines = problems.map((problem) => `  ${problemText(problem, source)}`);
    super(`${source} has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/**
 * A problem in a sentence: the place, what stands there, and what is allowed.
 *
 * @example problemText({ path: 'lookbackDays', value: '99', message: 'must be less' })
 * // 'lookbackDays = 99: must be less'
 */
export function problemText({ path, value, message }: ConfigurationProblem, source = ''): string {
  return `${path === '' ? source : path}${value === undefined ? '' : ` = ${value}`}: ${message}`;
}

/** The keys that lead to a place in the file; empty for the whole file. */
export type Path = readonly string[];

/** Every item that has the identity of an earlier one, and the place of that. */
export function repeated<Item extends { readonly path: Path }>(
  items: readonly Item[],
  identityOf: (item: Item) => string,
): ReadonlyArray<Item & { readonly other: Path }> {
  const first = new Map<string, Path>();
  return items.flatMap((item) => {
    const identity = identityOf(item);
    const other = first.get(identity);
    if (other !== undefined) return [{ ...item, other }];
    first.set(identity, item.path);
    return [];
  });
}

const LONGEST_VALUE = 80;

/** One problem at one place; a missing value (`undefined`) is left out. */
export function problemAt(path: Path, message: string, value?: unknown): ConfigurationProblem {
  const place = formatPath(path);
  const shown = shortened(value);
  return shown === undefined ? { path: place, message } : { path: place, value: shown, message };
}

/** @example formatPath(['services', 'a.b', 'cluster']) // 'services["a.b"].cluster' */
export function formatPath(path: Path): string {
  return path.reduce((start, key) => {
    if (!/^[A-Za-z0-9_-]+$/.test(key)) return `${start}[${JSON.stringify(key)}]`;
    return start === '' ? key : `${start}.${key}`;
  }, '');
}

/**
 * The value as JSON, cut after 80 characters, so that a person finds it in the file; `undefined` for a missing value.
 */
export function shortened(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'number' ? String(value) : asJson(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** Names in quotation marks with commas, for the part of a message that says what is allowed. */
export function listOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    // A YAML alias may point at its own parent, and a number may be a BigInt: neither has JSON.
    return typeof value;
  }
}

/** A longer text is no slip of the fingers, and a comparison costs length times length. */
const LONGEST_NAME = 100;

/**
 * The end of a sentence that names the candidate a person probably meant, ignoring case; empty when none is near. Near
 * is one slip in three letters: `polcy` is near `policy`, `cat` is not near `dog`.
 *
 * @example didYouMean('polcy', ['policy', 'mode']) // '; did you mean "policy"?'
 */
export function didYouMean(name: unknown, candidates: readonly string[]): string {
  if (typeof name !== 'string' || name.length > LONGEST_NAME) return '';
  const [nearest] = candidates
    .map((candidate) => ({ candidate, slips: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ slips }) => slips <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.slips - b.slips);
  return nearest === undefined ? '' : `; did you mean "${nearest.candidate}"?`;
}

/** What is said about a name that nothing has: the names there are, and the nearest of them. */
export function noSuch(what: string, name: string, known: readonly string[]): string {
  return `is not ${what}; there are: ${listOf(known)}${didYouMean(name, known)}`;
}
