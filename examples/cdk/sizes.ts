import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';

/** The sizes of a stage, by key. */
export type Sizes<Key extends string> = Readonly<Record<Key, number>>;

export interface SizesQuestion<Key extends string> {
  readonly service: string;
  readonly stage: string;
  /** Stages with sizes of their own. All others read `default`; these never do. */
  readonly stagesWithSizes: readonly string[];
  /** What the service gets before the first document is there; a document counts as a whole. */
  readonly fallback: Sizes<Key>;
}

/** The document that a stage reads. */
function documentOf({ service, stage, stagesWithSizes }: SizesQuestion<string>): string {
  return `/rightsizer/${service}/${stagesWithSizes.includes(stage) ? stage : 'default'}`;
}

/** The text of a document; undefined where there is none. */
async function textOf(name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

/**
 * Reads the sizes of a stage at synth.
 *
 * @throws {Error} For a document that lacks a key of the fallback: "rightsizer seed" adds it.
 */
export async function readSizes<Key extends string>(question: SizesQuestion<Key>): Promise<Sizes<Key>> {
  const name = documentOf(question);
  const text = await textOf(name);
  if (text === undefined) return question.fallback;
  const stored: Readonly<Record<string, string>> = JSON.parse(text);
  const sizes = Object.keys(question.fallback).map((key) => {
    const value = Number(stored[key]);
    if (Number.isInteger(value)) return [key, value] as const;
    throw new Error(`${name}: ${key} = ${stored[key]} must be a whole number.`);
  });
  return Object.fromEntries(sizes) as Sizes<Key>;
}
