import type { Target } from '../configuration/configuration.ts';
import type { ContainerDefinition, ServiceDescription } from '../model/service.ts';
import {
  type Accepts,
  acceptsOf,
  type ContainerSize,
  misfit,
  numberOf,
  ownEntry,
  type ParameterKeys,
  publishedNumbers,
  type Sizes,
} from '../model/sizes.ts';
import type { TaskSize } from '../model/task-size.ts';

/** A live or proposed document: exactly the published keys, every value a string of digits (docs/contracts.md). */
export type SizesDocument = Readonly<Record<string, string>>;

/** Two numbers that share a key would need different values: no document can say both. */
export class SharedKeyError extends Error {
  override readonly name = 'SharedKeyError';
}

/**
 * The document for sizes: the keys that `keys` publishes, in its order. A number whose container is not deployed and
 * was never seeded has no value, so its key is left out.
 *
 * @throws {SharedKeyError} When numbers that share a key have different values.
 */
export function toDocument(sizes: Sizes, keys: ParameterKeys): SizesDocument {
  const document = new Map<string, string>();
  for (const published of publishedNumbers(keys)) {
    const value = numberOf(sizes, published);
    if (value === undefined) continue;
    const before = document.get(published.key);
    if (before !== undefined && before !== String(value)) {
      throw new SharedKeyError(
        `the key ${published.key} stands for numbers that must differ here (${before} and ${value}); give each its own key`,
      );
    }
    document.set(published.key, String(value));
  }
  return Object.fromEntries(document);
}

/** What a document says under published keys: as long as rightsizer.yml permits, whatever others wrote beside them. */
export function publishedPart(document: SizesDocument, keys: ParameterKeys): SizesDocument {
  const published = new Set(publishedNumbers(keys).map(({ key }) => key));
  return Object.fromEntries(Object.entries(document).filter(([key]) => published.has(key)));
}

/** The text that is stored: flat JSON that starts with `{`, so that the deployment's tool parses it into an object. */
export function renderDocument(document: SizesDocument): string {
  return JSON.stringify(document);
}

export function isSameDocument(a: SizesDocument, b: SizesDocument): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}

/** Sizes that a deployment can use. `keysDiffer`: its keys are not the published ones. */
export interface UsableSizes {
  readonly kind: 'valid' | 'keysDiffer';
  readonly document: SizesDocument;
  readonly sizes: Sizes;
}

export type ParsedDocument =
  | UsableSizes
  /** `document`: what it says, where it is at least a flat object of texts. */
  | { readonly kind: 'invalid'; readonly problem: string; readonly document?: SizesDocument };

/** What sizes must fit: the keys that are published and the containers that run. */
export interface ParseContext {
  readonly keys: ParameterKeys;
  readonly containers: readonly ContainerDefinition[];
  readonly accepts: Accepts;
}

/** What a target's sizes must fit. Where nothing runs: the containers of the document, and Linux as the platform. */
export function parseContext(target: Target, service: ServiceDescription): ParseContext {
  const { parameters: keys } = target;
  if (service.kind !== 'running') return { keys, containers: [], accepts: { operatingSystem: 'LINUX' } };
  return { keys, containers: service.containers, accepts: acceptsOf(service) };
}

const DIGITS = /^\d{1,9}$/;

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && text.startsWith('{') ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The containers that the document speaks about: those that are deployed, and those that were seeded, which have a key
 * of their own there. One that only shares the keys of others is not known before it is deployed.
 */
function containersIn(document: SizesDocument, { keys, containers }: ParseContext): ReadonlySet<string | undefined> {
  const deployed = new Set(containers.map(({ name }) => name));
  const numbers = publishedNumbers(keys);
  const isDeployed = (container: string | undefined) => container === undefined || deployed.has(container);
  const taken = new Set(numbers.filter(({ container }) => isDeployed(container)).map(({ key }) => key));
  const own = numbers.filter(({ key }) => !taken.has(key) && Object.hasOwn(document, key));
  return new Set([...deployed, ...own.map(({ container }) => container)]);
}

/** The size of the task that a document says; NaN where it says none. */
export function taskSizeIn(document: SizesDocument, { task }: ParameterKeys): TaskSize {
  return { cpuUnits: Number(ownEntry(document, task.cpu)), memoryMiB: Number(ownEntry(document, task.memory)) };
}

function sizesOf(document: SizesDocument, context: ParseContext): Sizes | undefined {
  const { keys } = context;
  const known = containersIn(document, context);
  const containers = new Map<string, ContainerSize>();
  const task = taskSizeIn(document, keys);
  for (const { key, container, field } of publishedNumbers(keys)) {
    const value = ownEntry(document, key);
    if (container === undefined || value === undefined || !known.has(container)) continue;
    containers.set(container, { ...containers.get(container), [field]: Number(value) });
  }
  if (Number.isNaN(task.cpuUnits) || Number.isNaN(task.memoryMiB)) return undefined;
  return { task, containers: Object.fromEntries(containers) };
}

/** Reads a stored sizes document, trusting nothing: people edit parameters by hand. */
export function parseDocument(text: string, context: ParseContext): ParsedDocument {
  const raw = parseObject(text);
  return raw === undefined ? { kind: 'invalid', problem: 'it is not a JSON object' } : judgeDocument(raw, context);
}

/**
 * What an object is worth as a sizes document: a missing key of a deployed container is `keysDiffer`; nonsense, or
 * sizes that ECS would refuse, are `invalid`.
 */
export function judgeDocument(raw: Readonly<Record<string, unknown>>, context: ParseContext): ParsedDocument {
  const wrong = Object.entries(raw).find(([, value]) => typeof value !== 'string' || !DIGITS.test(value));
  if (wrong === undefined) return judgeSizes(raw as SizesDocument, context);
  const problem = `the value of "${wrong[0]}" is not a string of digits`;
  const isFlat = Object.values(raw).every((value) => typeof value === 'string');
  return { kind: 'invalid', problem, ...(isFlat && { document: raw as SizesDocument }) };
}

function judgeSizes(document: SizesDocument, context: ParseContext): ParsedDocument {
  const { keys, containers, accepts } = context;
  const sizes = sizesOf(document, context);
  if (sizes === undefined) return { kind: 'invalid', problem: 'it lacks the task size', document };
  const problem = misfit(sizes, containers, accepts);
  if (problem !== undefined) return { kind: 'invalid', problem, document };
  const expected = new Set(publishedNumbers(keys).map(({ key }) => key));
  const present = Object.keys(document);
  const same = present.length === expected.size && present.every((key) => expected.has(key));
  return { kind: same ? 'valid' : 'keysDiffer', document, sizes };
}
