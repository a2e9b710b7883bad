import { fieldsOf } from '../serverless-yaml.ts';
import type { ServerlessFile } from './serverless-file.ts';

/** A variable that holds no other variable. */
const INNERMOST = /\$\{([^${}]*)\}/;
/** A variable that leads to itself ends here. */
const MOST_VARIABLES = 50;

/**
 * A value as a deployment of a stage would have it, as far as the file tells by itself: its service, stage, params and
 * custom. Undefined where it takes more: other files, options, the environment, AWS.
 *
 * @example resolvedText('shop-${sls:stage}', 'val', file) // 'shop-val'
 */
export function resolvedText(value: unknown, stage: string, file: ServerlessFile): string | undefined {
  let text = plainText(value);
  for (let variables = 0; text !== undefined; variables += 1) {
    const [variable, addresses = ''] = INNERMOST.exec(text) ?? [];
    if (variable === undefined) return text;
    if (variables >= MOST_VARIABLES) return undefined;
    const found = firstOf(addresses, stage, file);
    text = found === undefined ? undefined : text.replace(variable, () => found);
  }
  return undefined;
}

/** The first of several addresses that says something. */
function firstOf(addresses: string, stage: string, file: ServerlessFile): string | undefined {
  return addresses
    .split(',')
    .map((address) => plainText(valueAt(address.trim(), stage, file)))
    .find((text) => text !== undefined);
}

const STAGE_ADDRESSES: readonly string[] = ['sls:stage', 'opt:stage', 'self:provider.stage'];

function valueAt(address: string, stage: string, { service, params, custom }: ServerlessFile): unknown {
  const [, quoted] = /^(?:'([^']*)'|"([^"]*)"|(\d+))$/.exec(address)?.filter((part) => part !== undefined) ?? [];
  if (quoted !== undefined) return quoted;
  if (STAGE_ADDRESSES.includes(address)) return stage;
  if (address === 'self:service') return service;
  const [, source, name = ''] = /^(param:|self:custom\.)([\w.-]+)$/.exec(address) ?? [];
  if (source === 'param:') return params.get(stage)?.get(name) ?? params.get('default')?.get(name);
  if (source === undefined) return undefined;
  return name.split('.').reduce<unknown>((part, key) => fieldsOf(part).get(key), custom);
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}
