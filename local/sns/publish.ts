import { randomUUID } from 'node:crypto';
import type { ScenarioSubscription, ScenarioTopic } from '../scenario.ts';
import type { StateFolder } from '../state-folder.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { invalid, reachableTopicArn, topicWithArn } from './topics.ts';

// Body and attributes together, default of a topic's MaximumMessageSize: client-sns `PublishInput`, 2026-11-22.
const maximumBytes = 262_144;

/** SNS Publish: delivers to every confirmed subscription of the topic at once. */
export function publish(
  topics: readonly ScenarioTopic[],
  outbox: Outbox,
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const asked = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn') ?? '';
  const topicArn = reachableTopicArn({ topicArn: asked, operation: 'Publish' }, context);
  const subject = optionalText(input, 'Subject');
  if (subject !== undefined) checkSubject(subject);
  const message = optionalText(input, 'Message') ?? '';
  checkSize(message, input);
  const bodyOf = bodyByProtocol(message, optionalText(input, 'MessageStructure'));
  const { subscriptions, kmsMasterKeyId, kmsUse = 'allowed' } = topicWithArn(topics, topicArn);
  if (kmsMasterKeyId !== undefined && kmsUse === 'denied')
    throw new AwsError('KMSAccessDenied', `Not allowed to use the key ${kmsMasterKeyId}.`);
  const messageId = randomUUID();
  const publishedAt = context.now.toISOString();
  outbox.add(
    subscriptions.filter(isConfirmed).map(({ protocol, endpoint }) => ({
      messageId,
      topicArn,
      publishedAt,
      protocol,
      endpoint,
      subject: subject ?? null,
      body: bodyOf(protocol),
    })),
  );
  return { MessageId: messageId };
}

function isConfirmed({ state = 'confirmed' }: ScenarioSubscription): boolean {
  return state === 'confirmed';
}

/** Fewer than 100 characters, no line breaks or control characters: client-sns `PublishInput.Subject`. */
function checkSubject(subject: string): void {
  const length = [...subject].length;
  if (length === 0 || length >= 100 || /[\p{Cc}\u2028\u2029]/u.test(subject)) throw invalid('Subject');
}

function checkSize(message: string, input: JsonObject): void {
  if (message === '') throw invalid('Empty message');
  const attributes = Object.entries(input)
    .filter(([field]) => /^MessageAttributes\.entry\.\d+\.(?:Name|Value\.)/.test(field))
    .map(([, value]) => Buffer.byteLength(String(value)));
  const bytes = attributes.reduce((sum, each) => sum + each, Buffer.byteLength(message));
  if (bytes > maximumBytes) throw invalid('Message too long');
}

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

/** One message as one subscription would get it. */
export interface Delivery {
  readonly messageId: string;
  readonly topicArn: string;
  /** ISO */
  readonly publishedAt: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly subject: string | null;
  readonly body: string;
}

/** Everything that was delivered, oldest first. */
export class Outbox {
  readonly #folder: StateFolder;
  readonly #deliveries: Delivery[];

  constructor(folder: StateFolder) {
    this.#folder = folder;
    this.#deliveries = folder.read<Delivery[]>('outbox', []);
  }

  add(deliveries: readonly Delivery[]): void {
    this.#deliveries.push(...deliveries);
    this.#folder.write('outbox', this.#deliveries);
  }

  all(): readonly Delivery[] {
    return [...this.#deliveries];
  }
}
