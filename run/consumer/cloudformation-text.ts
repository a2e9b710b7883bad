import { type Fields, fieldsOf } from './serverless-yaml.ts';

/** What functions of CloudFormation speak of. */
export interface Stack {
  readonly name?: string;
  readonly region?: string;
  /** The name that a resource of the stack has by its properties; undefined where it gets one at its creation. */
  nameOf(logicalId: string): string | undefined;
  mapped?(path: readonly string[]): unknown;
}

/** A function with its argument; undefined for what is none. */
function callIn(value: unknown): readonly [name: string, argument: unknown] | undefined {
  const [call, ...more] = [...fieldsOf(value)];
  return call !== undefined && more.length === 0 ? call : undefined;
}

/**
 * The logical id that a value speaks of: with `Ref`, with `Fn::GetAtt`, or with a `Fn::Sub` that is one reference and
 * nothing else. Undefined when it is something else.
 */
export function logicalIdIn(value: unknown): string | undefined {
  const [name = '', argument] = callIn(value) ?? [];
  if (name === 'Fn::Sub') return /^\$\{([A-Za-z0-9]+)(?:\.\w+)?\}$/.exec(String(argument))?.[1];
  if (!/^(Ref|Fn::GetAtt)$/.test(name)) return undefined;
  const id = Array.isArray(argument) ? argument[0] : argument;
  return typeof id === 'string' && !id.includes('::') ? id.split('.')[0] : undefined;
}

/**
 * The text that a value becomes when its stack is deployed; undefined where that takes more than the stack's name, its
 * region and names of its own resources.
 *
 * @example deployedText(new Map([['Fn::Sub', '${AWS::StackName}-svc']]), { name: 'worker-dev', … }) // 'worker-dev-svc'
 */
export function deployedText(value: unknown, stack: Stack): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.includes('${') ? undefined : value;
  const [name = '', argument] = callIn(value) ?? [];
  if (name === 'Fn::Sub') return substituted(argument, stack);
  if (name === 'Fn::Join') return joined(argument, stack);
  if (name === 'Fn::FindInMap') return foundInMap(argument, stack);
  if (name === 'Ref' && typeof argument === 'string' && argument.includes('::')) return pseudo(argument, stack);
  const id = logicalIdIn(value);
  return id === undefined ? undefined : stack.nameOf(id);
}

function pseudo(name: string, stack: Stack): string | undefined {
  return { 'AWS::StackName': stack.name, 'AWS::Region': stack.region, 'AWS::Partition': 'aws' }[name];
}

function substituted(argument: unknown, stack: Stack): string | undefined {
  const [text, own] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  const variables: Fields = fieldsOf(own);
  const parts = text.split(/\$\{([^!{}][^{}]*)\}/).map((part, index) => {
    if (index % 2 === 0) return part;
    const name = part.trim();
    return deployedText(variables.has(name) ? variables.get(name) : new Map([['Ref', name.split('.')[0]]]), stack);
  });
  return parts.includes(undefined) ? undefined : parts.join('').replaceAll('${!', '${');
}

function foundInMap(argument: unknown, stack: Stack): string | undefined {
  const path = Array.isArray(argument) ? argument.flatMap((part) => deployedText(part, stack) ?? []) : [];
  return path.length === 3 ? deployedText(stack.mapped?.(path), stack) : undefined;
}

function joined(argument: unknown, stack: Stack): string | undefined {
  const [separator, parts] = Array.isArray(argument) ? argument : [];
  if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined;
  const texts = parts.map((part) => deployedText(part, stack));
  return texts.includes(undefined) ? undefined : texts.join(separator);
}
