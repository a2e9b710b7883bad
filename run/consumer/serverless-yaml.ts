import { type Document, isCollection, isNode, type Node, parseDocument, Scalar, visit } from 'yaml';
import { RefusedError } from '../people/acting.ts';

export type Fields = ReadonlyMap<string, unknown>;

/**
 * The content of a serverless.yml. Tags of CloudFormation get their long form, as in osls: `!Ref X` is `{ Ref: X }`,
 * and `!Sub X` is `{ Fn::Sub: X }`. Variables are not resolved, and other files are not followed.
 *
 * @throws {RefusedError} When the text is no YAML.
 */
export function parseServerlessYaml(text: string): Fields {
  // As in osls, which knows merge keys.
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false, merge: true });
  const [problem] = document.errors;
  if (problem !== undefined) throw new RefusedError(`The serverless.yml is no YAML: ${problem.message}`);
  replaceTags(document);
  return fieldsOf(document.toJS({ mapAsMap: true }));
}

function replaceTags(document: Document, part: Document | Node = document): void {
  visit(part, {
    Node: (_, node) => {
      const name = /^!(\w+)$/.exec('tag' in node ? (node.tag ?? '') : '')?.[1];
      if (name === undefined || !isNode(node)) return undefined;
      // What it holds may be a call as well.
      const untagged = node.clone() as Node;
      untagged.tag = '';
      if (isCollection(untagged)) replaceTags(document, untagged);
      const argument = untagged.toJS(document, { mapAsMap: true });
      const call = new Scalar(new Map([[/^(Ref|Condition)$/.test(name) ? name : `Fn::${name}`, argument]]));
      if ('anchor' in node && node.anchor !== undefined) call.anchor = node.anchor;
      return call;
    },
  });
}

/** A value as a mapping; empty when it is none. */
export function fieldsOf(value: unknown): Fields {
  return value instanceof Map ? value : new Map();
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, key) => {
    return Array.isArray(part) ? part[Number(key)] : fieldsOf(part).get(key);
  }, value);
}

/** The same with every mapping as an object, as programs outside know it. */
export function toObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toObjects);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, each]) => [String(key), toObjects(each)]));
}

/** What `toObjects` made, as fields again. */
export function toFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toFields);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, each]) => [key, toFields(each)]));
}

/** A value for people: a function of CloudFormation in its short form. @example shown({ Ref: 'X' }) // '!Ref X' */
export function shown(value: unknown): string {
  if (!(value instanceof Map)) return String(value);
  const [name = '', argument] = [...value][0] ?? [];
  return `!${name.replace('Fn::', '')} ${typeof argument === 'string' ? argument : '…'}`;
}
