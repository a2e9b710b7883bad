import * as v from 'valibot';
import { defined } from '../model/defined.ts';
import { stageName, UNSAFE_NAME_RULE, UNSAFE_NAMES } from './names.ts';
import { type PolicyFile, policySchema } from './policy.ts';
import { type ConfigurationProblem, didYouMean, formatPath, listOf, type Path, problemAt } from './problem.ts';
import { configurationSchema } from './schema.ts';
import { mappingRule, type SettingsOf } from './setting.ts';
import {
  parametersSchema,
  type ServiceFile,
  type StageFile,
  serviceSettingsSchema,
  stageSchema,
} from './target-settings.ts';

export interface ReadableStage {
  readonly path: Path;
  readonly name: string;
  readonly settings: StageFile;
}

/** A service, as far as it can be read. */
export interface ReadableService {
  readonly path: Path;
  readonly key: string;
  /** Everything but the stages; absent when something in it is wrong. */
  readonly settings?: ServiceFile;
  readonly parameters?: ServiceFile['parameters'];
  /** All stages, also those that cannot be read. */
  readonly stageNames: ReadonlySet<string>;
  readonly stages: readonly ReadableStage[];
}

type FileSettings = Omit<SettingsOf<typeof configurationSchema>, 'services' | 'policies'>;

/** What can be read of a file, so that the checks across its parts do not wait for the last typing error. */
export interface ReadableFile {
  readonly problems: readonly ConfigurationProblem[];
  readonly settings: FileSettings;
  /** By name; one that cannot be read stands here without overrides, so that its name is known. */
  readonly policies: Readonly<Record<string, PolicyFile>>;
  readonly services: readonly ReadableService[];
}

/** Reads one part; undefined when something in it is wrong. */
type Read = <Output>(part: v.GenericSchema<unknown, Output>, raw: unknown) => Output | undefined;

/** Checks a file against the schema and gives every part of it that is sound, with defaults, beside all problems. */
export function readableParts(raw: unknown): ReadableFile {
  const known = knownKeysOnly(configurationSchema, raw);
  const result = v.safeParse(configurationSchema, known.content, { abortPipeEarly: true });
  const problems = [...known.problems, ...schemaProblems(result.issues, known.problems)];
  // What was read as a whole is not read again in parts.
  const read: Read = result.success ? asRead : checked;
  const fields = new Map(entriesOf(result.success ? result.output : known.content));
  const { services: _, policies: __, ...others } = configurationSchema.entries;
  const settings = Object.entries(others).map(([key, part]) => [
    key,
    read<unknown>(part, fields.get(key)) ?? v.parse(part, undefined),
  ]);
  return {
    problems,
    settings: Object.fromEntries(settings) as FileSettings,
    policies: Object.fromEntries(
      entriesOf(fields.get('policies')).map(([name, policy]) => [name, read(policySchema, policy) ?? {}]),
    ),
    services: entriesOf(fields.get('services')).map(([key, service]) => readService(key, service, read)),
  };
}

/** What the schema finds wrong, without what only follows from something that was refused. */
export function schemaProblems(
  issues: readonly v.BaseIssue<unknown>[] = [],
  refused: readonly ConfigurationProblem[],
): readonly ConfigurationProblem[] {
  const refusedPlaces = new Set(refused.map(({ path }) => path));
  return issues.flatMap(({ path: items = [], message, input }) => {
    const path = items.map(({ key }) => String(key));
    const starts = [[], ...path.map((_, index) => path.slice(0, index + 1))];
    return starts.some((start) => refusedPlaces.has(formatPath(start))) ? [] : [problemAt(path, message, input)];
  });
}

function readService(key: string, raw: unknown, read: Read): ReadableService {
  const path = ['services', key];
  const fields = new Map(entriesOf(raw));
  const stages = entriesOf(fields.get('stages'));
  fields.delete('stages');
  const settings = read(serviceSettingsSchema, Object.fromEntries(fields));
  const parameters = read(parametersSchema, fields.get('parameters'));
  return {
    path,
    key,
    ...defined({ settings, parameters }),
    stageNames: new Set(stages.map(([name]) => name)),
    stages: stages.flatMap(([name, stage]) => {
      const stageSettings = read(stageSchema, stage ?? {});
      const isSound = stageSettings !== undefined && v.is(stageName, name);
      return isSound ? [{ path: [...path, 'stages', name], name, settings: stageSettings }] : [];
    }),
  };
}

function checked<Output>(part: v.GenericSchema<unknown, Output>, raw: unknown): Output | undefined {
  const result = v.safeParse(part, raw);
  return result.success ? result.output : undefined;
}

function asRead<Output>(_: v.GenericSchema<unknown, Output>, output: unknown): Output {
  return output as Output;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

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
}

/**
 * Takes out every key that the schema does not know and reports each of them, and every list where a mapping belongs.
 * valibot alone names only the first unknown key, takes a list for an empty mapping, and passes over `constructor`
 * and `__proto__` without a word.
 */
export function knownKeysOnly(shape: Shape, raw: unknown) {
  const walk: Walk = { path: [], problems: [] };
  return { content: clean(shape, raw, walk), problems: walk.problems };
}

function clean(shape: Shape, raw: unknown, walk: Walk): unknown {
  if (shape.wrapped !== undefined) return clean(shape.wrapped, raw, walk);
  if (typeof raw !== 'object' || raw === null) return raw;
  const { item } = shape;
  if (item !== undefined && Array.isArray(raw)) {
    return raw.map((each, index) => clean(item, each, { ...walk, path: [...walk.path, String(index)] }));
  }
  if (shape.entries === undefined && shape.value === undefined) return raw;
  const rule = shape.entries ? mappingRule(Object.keys(shape.entries)) : 'must be a mapping from names to settings';
  if (Array.isArray(raw)) return refuse(walk, raw, `${rule}, not a list`);
  const kept = Object.entries(raw).flatMap(([key, value]) => {
    const here = { ...walk, path: [...walk.path, key] };
    const inner = innerShape(shape, key);
    if (inner === undefined) refuse(here, value, unknownKeyMessage(shape, key));
    return inner === undefined || value === undefined ? [] : [[key, clean(inner, value, here)] as const];
  });
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

function refuse(walk: Walk, value: unknown, message: string): undefined {
  walk.problems.push(problemAt(walk.path, message, value));
}
