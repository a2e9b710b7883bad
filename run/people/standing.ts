import type { RunningService, ServiceDescription } from '../../core/model/service.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import { minuteText } from '../../core/model/time.ts';
import type { Account } from '../../core/ports.ts';
import { type Pin, parsePin } from '../../core/publication/pin-document.ts';
import { parseContext } from '../../core/publication/plan-publication.ts';
import {
  isSameDocument,
  type ParseContext,
  parseDocument,
  renderDocument,
  type SizesDocument,
  toDocument,
} from '../../core/publication/sizes-document.ts';
import { runningProblem, runningSizes } from '../../core/sizing/running-sizes.ts';
import { survey, type TargetDocuments } from '../survey.ts';
import { type Acting, RefusedError } from './acting.ts';

/** What ECS and SSM say about a target at the moment. */
export interface Standing {
  readonly account: Account;
  readonly service: ServiceDescription;
  readonly documents: TargetDocuments;
}

/** A person waits as long as it takes, or stops with Ctrl-C. */
const NO_DEADLINE = new AbortController().signal;

/** @throws {RefusedError} When the documents cannot be read. */
export async function readStanding({ configuration, target, ports }: Acting): Promise<Standing> {
  const alone = { ...configuration, targets: [target] };
  const found = (await survey(alone, [target], { ports, signal: NO_DEADLINE })).get(target.id);
  if (found?.account !== undefined && found.documents !== undefined) {
    return { account: found.account, service: found.service, documents: found.documents };
  }
  const why = found?.service.kind === 'failed' ? found.service.message : 'nothing is known of it';
  throw new RefusedError(`${target.id}: ${why}`);
}

/**
 * The service with the containers that sizes must hold.
 *
 * @throws {RefusedError} When it does not run on Fargate: whether sizes fit it cannot be said.
 */
export function runningService({ target }: Acting, { service }: Standing): RunningService {
  if (service.kind === 'running') return service;
  const why = service.kind === 'failed' ? service.message : service.detail;
  throw new RefusedError(`${target.id}: whether sizes fit its containers cannot be checked. ${why}`);
}

/**
 * How sizes are judged before the first deployment too, when the containers are those of the document and the platform is Linux.
 *
 * @throws {RefusedError} When the service is there and cannot be judged.
 */
export function contextOf(acting: Acting, standing: Standing): ParseContext {
  const { service } = standing;
  const isMissing = service.kind === 'skipped' && service.skipReason === 'NotDeployed';
  if (isMissing) return { keys: acting.target.parameters, containers: [], operatingSystem: 'LINUX' };
  return parseContext(acting.target, runningService(acting, standing));
}

/** Sizes as a document that ECS would take. @throws {RefusedError} Saying why it would not. */
export function checkedDocument(document: SizesDocument, context: ParseContext, what: string): SizesDocument {
  const parsed = parseDocument(renderDocument(document), context);
  if (parsed.kind !== 'invalid') return document;
  throw new RefusedError(`${what} cannot be used: ${parsed.problem}.`);
}

/** The sizes that run, unless ECS itself would refuse them or no document can say them. */
export function runningDocument({ target }: Acting, { service }: Standing): SizesDocument | undefined {
  if (service.kind !== 'running' || runningProblem(service, target.parameters) !== undefined) return undefined;
  return toDocument(runningSizes(service, target.parameters), target.parameters);
}

/** A stored text as keys and values, whatever they are worth; undefined when it is no flat object of texts. */
export function plainDocument(text: string): SizesDocument | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const isFlat = Object.values(value).every((each) => typeof each === 'string');
    return isFlat ? (value as SizesDocument) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a stored document says exactly these sizes. */
export function says(stored: StoredDocument | undefined, document: SizesDocument): boolean {
  const plain = stored && plainDocument(stored.text);
  return plain !== undefined && isSameDocument(plain, document);
}

/** The pin that holds; one that cannot be read holds too. */
export function pinThatHolds({ documents: { pin } }: Standing, at: string): Pin | 'unreadable' | undefined {
  if (pin === undefined) return undefined;
  const parsed = parsePin(pin.text);
  if (parsed.kind === 'invalid') return 'unreadable';
  return Date.parse(at) < Date.parse(parsed.pin.until) ? parsed.pin : undefined;
}

/** @example pinText(pin) // 'pinned by alice until 2026-12-21 09:40 UTC (the importer needs it)' */
export function pinText(pin: Pin | 'unreadable'): string {
  if (pin === 'unreadable') return 'pinned by somebody, in a way that cannot be read';
  return `pinned by ${pin.by} until ${minuteText(pin.until)} (${pin.why})`;
}
