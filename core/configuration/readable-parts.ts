import * as v from 'valibot';
import { type KnownContent, knownKeysOnly } from './known-keys.ts';
import { stageName } from './names.ts';
import { type PolicyFile, policySchema } from './policy.ts';
import { type ConfigurationProblem, formatPath, type Path, problemAt } from './problem.ts';
import { configurationSchema } from './schema.ts';
import type { SettingsOf } from './setting.ts';
import {
  parametersSchema,
  type ServiceFile,
  type StageFile,
  serviceSettingsSchema,
  stageSchema,
} from './target-settings.ts';

/** A stage whose name and settings are sound. */
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

/** What the file says beside its services and policies. */
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

/**
 * Checks a file against the schema and gives every part of it that is sound, with defaults, beside all problems.
 *
 * @example readableParts({ lookbackDays: 7 }).settings.lookbackDays // 7
 */
export function readableParts(raw: unknown): ReadableFile {
  const known = knownKeysOnly(configurationSchema, raw);
  const result = v.safeParse(configurationSchema, known.content, { abortPipeEarly: true });
  const problems = [...known.problems, ...schemaProblems(result.issues ?? [], known)];
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

function schemaProblems(
  issues: readonly v.BaseIssue<unknown>[],
  { refused }: KnownContent,
): readonly ConfigurationProblem[] {
  const refusedPlaces = new Set(refused.map(formatPath));
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((item) => String(item.key));
    const starts = [[], ...path.map((_, index) => path.slice(0, index + 1))];
    // What only follows from something that was refused is not said.
    if (starts.some((start) => refusedPlaces.has(formatPath(start)))) return [];
    return [problemAt(path, issue.message, issue.input)];
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
    ...(settings === undefined ? {} : { settings }),
    ...(parameters === undefined ? {} : { parameters }),
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
