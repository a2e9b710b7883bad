import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { type Fields, fieldsOf, valueAt } from './serverless-yaml.ts';

/** A serverless.yml as a deployment of one stage has it; what nobody could resolve stays as it stands. */
export interface StageReading {
  readonly root: Fields;
  /** The parameters of SSM that it asks for. */
  readonly reads: readonly ParameterRead[];
  /** Paths such as `custom.size` whose variable finds nothing, nor anything to fall back to. */
  readonly missing: readonly string[];
}

/** One `${ssm(options):address}`. */
export interface ParameterRead {
  readonly address: string;
  /** E.g. a region, or `raw`. */
  readonly options: readonly string[];
}

/** What SSM is taken to hold: a document, `null` for none, undefined where that is not known. */
export type KnownParameter = (name: string) => SizesDocument | null | undefined;

/** A variable that holds no other variable. */
const INNERMOST = /\$\{([^${}]*)\}/;
/** A variable that leads to itself ends here. */
const MOST_VARIABLES = 50;

/**
 * A serverless.yml as a deployment of a stage has it, as far as it tells by itself: its service, stage, params and custom.
 * What takes more stays as it stands: other files, options, the environment, AWS. For where osls is not installed.
 */
export function plainReading(root: Fields, stage: string): StageReading {
  const reads: string[] = [];
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved);
    if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, resolved(each)]));
    return typeof value === 'string' ? (resolvedText(value, { root, stage, reads }) ?? value) : value;
  };
  const whole = fieldsOf(resolved(root));
  return { root: whole, reads: [...new Set(reads)].map((address) => ({ address, options: [] })), missing: [] };
}

interface Reading {
  readonly root: Fields;
  readonly stage: string;
  /** Parameters of SSM that were asked for. */
  readonly reads: string[];
}

/** A text without variables, or the mapping that its one variable is; undefined where that cannot be told. */
function resolvedText(value: string, reading: Reading): string | Fields | undefined {
  let text = value;
  for (let variables = 0; variables < MOST_VARIABLES; variables += 1) {
    const [variable, addresses = ''] = INNERMOST.exec(text) ?? [];
    if (variable === undefined) return text;
    const found = firstOf(addresses, reading);
    if (found instanceof Map && variable === text) return fieldsOf(found);
    const part = plainText(found);
    if (part === undefined) return undefined;
    text = text.replace(variable, () => part);
  }
  return undefined;
}

/** What the first of several addresses says that says something. */
function firstOf(addresses: string, reading: Reading): unknown {
  const all = addresses.split(',').map((address) => found(address.trim(), reading));
  return all.find((value) => value instanceof Map || plainText(value) !== undefined);
}

const STAGE_ADDRESSES: readonly string[] = ['sls:stage', 'opt:stage', 'self:provider.stage'];

function found(address: string, { root, stage, reads }: Reading): unknown {
  const [, quoted] = /^(?:'([^']*)'|"([^"]*)"|(\d+))$/.exec(address)?.filter((part) => part !== undefined) ?? [];
  if (quoted !== undefined) return quoted;
  if (STAGE_ADDRESSES.includes(address)) return stage;
  if (address.startsWith('ssm:')) reads.push(address.slice('ssm:'.length));
  const [, source, name = ''] = /^(param:|self:)([\w.-]+)$/.exec(address) ?? [];
  const parts = name.split('.');
  if (source === 'self:') return valueAt(root, parts);
  const params = source === undefined ? undefined : fieldsOf(root.get('params'));
  return valueAt(params?.get(stage), [name]) ?? valueAt(params?.get('default'), [name]);
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}
