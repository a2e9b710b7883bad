import { type Fields, fieldsOf, valueAt } from './serverless-yaml.ts';
import type { StageReading } from './stage-reading.ts';

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
  return { root: fieldsOf(resolved(root)), reads: [...new Set(reads)].map((address) => ({ address, options: [] })) };
}

interface Reading {
  readonly root: Fields;
  readonly stage: string;
  /** Parameters of SSM that were asked for. */
  readonly reads: string[];
}

function resolvedText(value: unknown, reading: Reading): string | undefined {
  let text = plainText(value);
  for (let variables = 0; text !== undefined; variables += 1) {
    const [variable, addresses = ''] = INNERMOST.exec(text) ?? [];
    if (variable === undefined) return text;
    if (variables >= MOST_VARIABLES) return undefined;
    const found = firstOf(addresses, reading);
    text = found === undefined ? undefined : text.replace(variable, () => found);
  }
  return undefined;
}

/** The first of several addresses that says something. */
function firstOf(addresses: string, reading: Reading): string | undefined {
  return addresses
    .split(',')
    .map((address) => plainText(found(address.trim(), reading)))
    .find((text) => text !== undefined);
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
