import { type Document, isNode, parseDocument, Scalar, visit } from 'yaml';
import { RefusedError } from './people/acting.ts';

/** A mapping of a serverless.yml. */
export type Fields = ReadonlyMap<string, unknown>;

/** A function of CloudFormation, e.g. `!Ref Cluster`. */
export class CloudFormationCall {
  /** E.g. `Ref`. */
  readonly name: string;
  readonly argument: unknown;

  constructor(name: string, argument: unknown) {
    this.name = name;
    this.argument = argument;
  }

  toString(): string {
    return `!${this.name} ${typeof this.argument === 'string' ? this.argument : '…'}`;
  }
}

/**
 * The content of a serverless.yml. Tags of CloudFormation become `CloudFormationCall`s, but for a `!Sub` of a text, which
 * is that text. Variables are not resolved, and other files are not followed.
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

function replaceTags(document: Document): void {
  visit(document, {
    Node: (_, node) => {
      const name = /^!(\w+)$/.exec('tag' in node ? (node.tag ?? '') : '')?.[1];
      if (name === undefined || (name === 'Sub' && node instanceof Scalar)) return undefined;
      const argument = isNode(node) ? node.toJS(document, { mapAsMap: true }) : undefined;
      const call = new Scalar(new CloudFormationCall(name, argument));
      if ('anchor' in node && node.anchor !== undefined) call.anchor = node.anchor;
      return call;
    },
  });
}

/** A value as a mapping; empty when it is none. */
export function fieldsOf(value: unknown): Fields {
  return value instanceof Map ? value : new Map();
}

/** The logical id that a value speaks of, with `Ref` or `Fn::GetAtt` in either form; undefined when it is something else. */
export function logicalIdIn(value: unknown): string | undefined {
  const [name, argument] =
    value instanceof CloudFormationCall ? [value.name, value.argument] : ([...fieldsOf(value)][0] ?? []);
  if (name === undefined || !/^(Ref|(Fn::)?GetAtt)$/.test(name)) return undefined;
  const id = Array.isArray(argument) ? argument[0] : argument;
  return typeof id === 'string' ? id.split('.')[0] : undefined;
}
