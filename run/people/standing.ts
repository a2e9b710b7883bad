import type { RunningService } from '../../core/model/service.ts';
import { mendAdvice } from '../../core/model/stored-document.ts';
import { minuteText } from '../../core/model/time.ts';
import {
  judgeDocument,
  type ParseContext,
  parseContext,
  type SizesDocument,
  toDocument,
} from '../../core/publication/sizes-document.ts';
import type { Pin } from '../../core/publication/target-documents.ts';
import { documentOf } from '../../core/publication/target-documents.ts';
import { runningProblem, runningSizes } from '../../core/sizing/running-sizes.ts';
import { NO_DEADLINE } from '../clock.ts';
import { type Surveyed, survey } from '../survey.ts';
import { type Acting, RefusedError } from './acting.ts';

export type Standing = Required<Omit<Surveyed, 'target'>>;

/** @throws {RefusedError} When the documents cannot be read. */
export async function readStanding({ configuration, target, ports, person }: Acting): Promise<Standing> {
  const alone = { ...configuration, targets: [target] };
  const world = { ports, signal: NO_DEADLINE, time: Date.parse(person.at) };
  const found = (await survey(alone, [target], world)).get(target.id);
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
 * How sizes are judged, also before the first deployment: then by the document's containers, and Linux as platform.
 *
 * @throws {RefusedError} When the service is there and cannot be judged.
 */
export function contextOf(acting: Acting, standing: Standing): ParseContext {
  const { service } = standing;
  const isMissing = service.kind === 'skipped' && service.skipReason === 'NotDeployed';
  return parseContext(acting.target, isMissing ? service : runningService(acting, standing));
}

/** Sizes as a document that ECS would take. @throws {RefusedError} Saying why it would not. */
export function checkedDocument(document: SizesDocument, context: ParseContext, what: string): SizesDocument {
  const parsed = judgeDocument(document, context);
  if (parsed.kind !== 'invalid') return document;
  throw new RefusedError(`${what} cannot be used: ${parsed.problem}.`);
}

/** What the live document says; undefined without one. @throws {RefusedError} If it says nothing, and what mends it. */
export function liveDocument({ target }: Acting, { service, documents }: Standing): SizesDocument | undefined {
  const { live, names } = documents;
  if (live.kind === 'absent') return undefined;
  const document = documentOf(live);
  if (document !== undefined) return document;
  const advice = mendAdvice({ name: names.live, live, runs: service.kind === 'running' });
  throw new RefusedError(`The live document of ${target.id} cannot be read. ${advice}`);
}

/** The sizes that run, unless ECS itself would refuse them or no document can say them. */
export function runningDocument({ target }: Acting, { service }: Standing): SizesDocument | undefined {
  if (service.kind !== 'running' || runningProblem(service, target.parameters) !== undefined) return undefined;
  return toDocument(runningSizes(service, target.parameters), target.parameters);
}

/** The pin that holds; one that cannot be read holds too. */
export function pinThatHolds({ documents: { pin } }: Standing): Pin | 'unreadable' | undefined {
  if (pin.kind === 'unreadable') return 'unreadable';
  return pin.kind === 'active' ? pin.pin : undefined;
}

/** @example pinText(pin) // 'pinned by alice until 2026-12-21 09:40 UTC (the importer needs it)' */
export function pinText(pin: Pin | 'unreadable'): string {
  if (pin === 'unreadable') return 'pinned by somebody, in a way that cannot be read';
  return `pinned by ${pin.by} until ${minuteText(pin.until)} (${pin.why})`;
}
