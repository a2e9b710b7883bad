import { userInfo } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import type { Configuration } from '../core/configuration/configuration.ts';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { sizeIn } from '../run/consumer/size-variables.ts';
import { type Acting, findTarget } from '../run/people/acting.ts';
import { configOption, configurationWith, type PlaceOptions, withPlaceOptions, worldOf } from './place.ts';

export interface PersonOptions extends PlaceOptions {
  readonly config: string;
  readonly by?: string;
  readonly json?: boolean;
}

const MAXIMUM_WHY = 300;
const MAXIMUM_NAME = 100;
/** What could begin a line of its own in a message, or turn its direction. */
const UNSPOKEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function spoken(text: string, maximum: number): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new InvalidArgumentError('It says nothing.');
  if (UNSPOKEN.test(trimmed) || !trimmed.isWellFormed())
    throw new InvalidArgumentError('It must be one line without control characters.');
  if ([...trimmed].length > maximum) throw new InvalidArgumentError(`At most ${maximum} characters.`);
  return trimmed;
}

/** `--why`: one line of at most 300 characters. @throws {InvalidArgumentError} */
export function whyOf(text: string): string {
  return spoken(text, MAXIMUM_WHY);
}

/** A whole number in a range. @throws {InvalidArgumentError} */
export function numberWithin(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

export const versionOf = numberWithin(1, 999_999_999);

/** `--set key=value`, one after the other. @throws {InvalidArgumentError} */
export function collectSizes(text: string, before: SizesDocument = {}): SizesDocument {
  const [, key, digits] = /^([A-Za-z0-9_-]{1,100})=(\d+)$/.exec(text) ?? [];
  const value = sizeIn(digits);
  if (key === undefined || value === undefined)
    throw new InvalidArgumentError('It must be like taskCpu=1024, with a whole number.');
  if (Object.hasOwn(before, key)) throw new InvalidArgumentError(`${key} is set twice.`);
  return { ...before, [key]: value };
}

/** A command on one stage of one service, with what all of them take. */
export function personCommand(name: string): Command {
  const command = new Command(name)
    .argument('<service>', 'the key of the service in rightsizer.yml')
    .argument('<stage>', 'the key of its stage')
    .addOption(configOption());
  return withPlaceOptions(command)
    .option('--by <name>', 'who decides (default: your user name)', (text) => spoken(text, MAXIMUM_NAME))
    .option('--json', 'the result as JSON');
}

function userName(): string {
  try {
    return spoken(userInfo().username, MAXIMUM_NAME);
  } catch (cause) {
    throw new Error('Who decides? This system knows no user name; say it with --by NAME.', { cause });
  }
}

/** Reads the configuration of a command. @throws {ConfigurationError} With every problem. */
export async function configurationOf({ config }: PersonOptions): Promise<Configuration> {
  return (await readConfigurationFile(config)).configuration;
}

/** Who acts on what, with the world to do it in. */
export async function actingOf(named: readonly [string, string], options: PersonOptions): Promise<Acting> {
  const configuration = await configurationWith(await configurationOf(options), named, options);
  const target = findTarget(configuration, ...named);
  const person = { by: options.by ?? userName(), at: new Date().toISOString() };
  return { configuration, target, person, ports: await worldOf(options, [target]) };
}
