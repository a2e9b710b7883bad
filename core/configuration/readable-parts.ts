import * as v from 'valibot';
import type { ConfigurationProblem, Notifications, PriceSettings, Sources } from './configuration.ts';
import { knownKeysOnly } from './known-keys.ts';
import { stageName } from './names.ts';
import { parametersSchema } from './parameters-schema.ts';
import { type PolicyFile, policySchema } from './policy-schema.ts';
import { type Path, problemAt } from './problem.ts';
import * as schema from './schema.ts';

/** A stage whose name and settings are sound. */
export interface ReadableStage {
  readonly path: Path;
  readonly name: string;
  readonly settings: schema.StageFile;
}

/** A service, as far as it can be read. */
export interface ReadableService {
  readonly path: Path;
  readonly key: string;
  /** Everything but the stages; absent when something in it is wrong. */
  readonly settings?: schema.ServiceFile;
  readonly parameters?: v.InferOutput<typeof parametersSchema>;
  /** All stages, also those that cannot be read. */
  readonly stageNames: readonly string[];
  readonly stages: readonly ReadableStage[];
}

/** What can be read of a file, so that the checks across its parts do not wait for the last typing error. */
export interface ReadableFile {
  readonly problems: readonly ConfigurationProblem[];
  readonly parameterPrefix: string;
  readonly lookbackDays: number;
  readonly notifications: Notifications;
  readonly maximumShrinksPerRun: number;
  readonly prices: PriceSettings;
  readonly sources: Sources;
  /** By name; one that cannot be read stands here without overrides, so that its name is known. */
  readonly policies: Readonly<Record<string, PolicyFile>>;
  readonly images: Readonly<Record<string, { readonly maximumHeapMiB: number }>>;
  readonly services: readonly ReadableService[];
}

/**
 * Checks a file against the schema and gives every part of it that is sound, with defaults, beside all problems.
 *
 * @example readableParts({ lookbackDays: 7 }).lookbackDays // 7
 */
export function readableParts(raw: unknown): ReadableFile {
  const known = knownKeysOnly(schema.configurationSchema, raw);
  const problems = [...known.problems, ...schemaProblems(known.content, known.refused)];
  const { parameterPrefix, lookbackDays, notifications, maximumShrinksPerRun, prices, sources, images } =
    schema.configurationSchema.entries;
  const field = (key: string): unknown => new Map(entriesOf(known.content)).get(key);
  return {
    problems,
    parameterPrefix: read(parameterPrefix, field('parameterPrefix')) ?? v.getDefault(parameterPrefix),
    lookbackDays: read(lookbackDays, field('lookbackDays')) ?? v.getDefault(lookbackDays),
    notifications: read(notifications, field('notifications')) ?? {},
    maximumShrinksPerRun:
      read(maximumShrinksPerRun, field('maximumShrinksPerRun')) ?? v.getDefault(maximumShrinksPerRun),
    prices: read(prices, field('prices')) ?? v.parse(prices, undefined),
    sources: read(sources, field('sources')) ?? v.parse(sources, undefined),
    policies: Object.fromEntries(
      entriesOf(field('policies')).map(([name, policy]) => [name, read(policySchema, policy) ?? {}]),
    ),
    images: read(images, field('images')) ?? {},
    services: entriesOf(field('services')).map(([key, service]) => readService(key, service)),
  };
}

function schemaProblems(content: unknown, refused: readonly Path[]): ConfigurationProblem[] {
  const result = v.safeParse(schema.configurationSchema, content, { abortPipeEarly: true });
  return (result.issues ?? []).flatMap((issue) => {
    const path = (issue.path ?? []).map((item) => String(item.key));
    if (refused.some((place) => place.every((key, index) => key === path[index]))) return [];
    return [problemAt(path, issue.message, issue.input)];
  });
}

function readService(key: string, raw: unknown): ReadableService {
  const path = ['services', key];
  const fields = new Map(entriesOf(raw));
  const stages = entriesOf(fields.get('stages'));
  fields.delete('stages');
  const settings = read(schema.serviceSettingsSchema, Object.fromEntries(fields));
  const parameters = read(parametersSchema, fields.get('parameters'));
  return {
    path,
    key,
    ...(settings === undefined ? {} : { settings }),
    ...(parameters === undefined ? {} : { parameters }),
    stageNames: stages.map(([name]) => name),
    stages: stages.flatMap(([name, stage]) => readStage([...path, 'stages', name], name, stage)),
  };
}

function readStage(path: Path, name: string, raw: unknown): ReadableStage[] {
  const settings = read(schema.stageSchema, raw ?? {});
  return settings === undefined || !v.is(stageName, name) ? [] : [{ path, name, settings }];
}

function read<Output>(part: v.GenericSchema<unknown, Output>, raw: unknown): Output | undefined {
  const result = v.safeParse(part, raw);
  return result.success ? result.output : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
