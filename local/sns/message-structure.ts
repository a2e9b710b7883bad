import { AwsError } from '../wire/aws-error.ts';

/**
 * Gives the body for each protocol. With the structure `json` that is the protocol's own text, else `default`; values
 * that are no text and keys that are no protocol are ignored (client-sns `PublishInput.MessageStructure`).
 *
 * @throws AwsError InvalidParameter
 */
export function bodyByProtocol(message: string, structure: string | undefined): (protocol: string) => string {
  if (structure === undefined) return () => message;
  if (structure !== 'json') throw invalid('MessageStructure');
  const texts = parse(message);
  const fallback = texts.get('default');
  if (fallback === undefined) throw invalid('Message Structure - No default entry in JSON message body');
  return (protocol) => texts.get(protocol) ?? fallback;
}

function parse(message: string): ReadonlyMap<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('Message Structure - JSON message body failed to parse');
  const keys = topLevelKeys(message);
  if (new Set(keys).size < keys.length) throw invalid('Message Structure - Duplicate keys in JSON message body');
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The keys of a valid JSON object as written, repeated ones included; JSON.parse silently keeps the last. */
function topLevelKeys(json: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && token.endsWith(':')) keys.push(String(JSON.parse(token.slice(0, -1))));
  }
  return keys;
}

export function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}
