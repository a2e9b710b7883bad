import { type Fields, fieldsOf, valueAt } from './serverless-yaml.ts';

/** A number that stands where a deployment would go on reading it. */
export interface LiteralParam {
  /** E.g. `params.production.taskCpu`. */
  readonly path: string;
  readonly key: string;
  readonly value: string;
}

/**
 * A size as a whole number of CPU units or MiB, written as a number or in words; undefined for anything else.
 *
 * @example sizeIn('4GB') // '4096'; sizeIn('.25 vCPU') // '256'; sizeIn('${param:cpu}') // undefined
 */
export function sizeIn(value: unknown): string | undefined {
  const [, number, unit] = /^\s*(\d{1,9}|\d{0,6}\.\d{1,6})\s*(vcpu|gb|mib|mb)?\s*$/i.exec(soleText(value) ?? '') ?? [];
  if (number === undefined) return undefined;
  // ECS: "1 vCPU" is 1024 CPU units, and "1 GB" is 1024 MiB (task definition parameters, read 2026-11-26).
  const size = Number(number) * (/^(vcpu|gb)$/i.test(unit ?? '') ? 1024 : 1);
  return Number.isInteger(size) ? String(size) : undefined;
}

/** A value that is a text, also one in a `Fn::Sub`, or a number; undefined for anything else. */
export function soleText(value: unknown): string | undefined {
  const sole = value instanceof Map && value.size === 1 ? value.get('Fn::Sub') : value;
  return typeof sole === 'number' || typeof sole === 'string' ? String(sole) : undefined;
}

/** The one variable that a value is, whatever it falls back to. */
export interface SizeVariable {
  /** What tells it from others. */
  readonly text: string;
  /** The last part of its address that is no stage. */
  readonly name: string;
  /** Where its value stands, with `undefined` for the stage. */
  readonly path: ReadonlyArray<string | undefined>;
}

const PART = String.raw`(?:[\w-]+|\$\{[^{}]*\})`;
const VARIABLE = new RegExp(String.raw`^\$\{(param:|self:)(${PART}(?:\.${PART})*)\s*(?:,.*)?\}$`);

/** @example variableIn('${self:custom.sizes.${sls:stage}.cpu}')?.name // 'cpu' */
export function variableIn(value: unknown): SizeVariable | undefined {
  const [text, source, address = ''] = VARIABLE.exec(soleText(value) ?? '') ?? [];
  if (text === undefined) return undefined;
  const own = address.split(/\.(?![^{]*\})/).map((part) => (part.startsWith('$') ? undefined : part));
  const path = source === 'param:' ? ['params', undefined, ...own] : own;
  const name = own.findLast((part) => part !== undefined);
  return name === undefined ? undefined : { text: `${source}${address}`, name, path };
}

/** The literal sizes at a path, `undefined` in it for every stage. */
export function literalsOf(root: Fields, path: SizeVariable['path']): readonly LiteralParam[] {
  const key = path.findLast((part) => part !== undefined) ?? '';
  return expanded(root, path).flatMap((each) => {
    const value = valueAt(root, each);
    return sizeIn(value) === undefined ? [] : [{ path: writtenAt(root, each).join('.'), key, value: String(value) }];
  });
}

/** Where Serverless 4 has a param: `params.<stage>` is a copy of `stages.<stage>.params`. */
function writtenAt(root: Fields, path: readonly string[]): readonly string[] {
  const [first, stage = '', ...rest] = path;
  const ofStages = ['stages', stage, 'params', ...rest];
  return first === 'params' && valueAt(root, ofStages) !== undefined ? ofStages : path;
}

/** A path for every stage that there is. */
function expanded(root: Fields, path: SizeVariable['path']): ReadonlyArray<readonly string[]> {
  const index = path.indexOf(undefined);
  const known = (index < 0 ? path : path.slice(0, index)).flatMap((part) => part ?? []);
  if (index < 0) return [known];
  const stages = [...fieldsOf(valueAt(root, known)).keys()];
  return stages.flatMap((stage) => expanded(root, [...known, stage, ...path.slice(index + 1)]));
}
