import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { didYouMean } from '../../core/configuration/problem.ts';
import type { Ports } from '../../core/ports.ts';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import type { Pin } from '../../core/publication/target-documents.ts';

export interface Person {
  readonly by: string;
  /** ISO time. */
  readonly at: string;
}

export interface Acting {
  readonly configuration: Configuration;
  readonly target: Target;
  readonly ports: Ports;
  readonly person: Person;
}

/** A command cannot do what it was asked to; its message says why and what to do instead. Nothing is half-written. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export type PersonsCommand = 'approve' | 'reject' | 'rollback' | 'pin' | 'unpin' | 'seed';

export interface LiveNow {
  readonly name: string;
  readonly version: number;
  readonly document: SizesDocument;
  /** What was live before; absent when nothing was. */
  readonly before?: SizesDocument;
}

export interface PersonsResult {
  readonly target: string;
  readonly command: PersonsCommand;
  /** False: everything was so already. */
  readonly changed: boolean;
  /** One sentence: what was done. */
  readonly summary: string;
  /** Where the command was about the live document. */
  readonly live?: LiveNow;
  readonly pin?: Pin;
  /** Names of the copies that follow the live document. */
  readonly copies: readonly string[];
  /** Sentences about what to know and what happens next. */
  readonly notes: readonly string[];
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/**
 * The target that a person named.
 *
 * @throws {RefusedError} Naming what there is, when rightsizer.yml has no such service or stage.
 */
export function findTarget({ targets }: Configuration, service: string, stage: string): Target {
  const known = targets.filter(({ lost }) => lost === undefined);
  const services = unique(known.map((target) => target.service));
  const own = known.filter((target) => target.service === service);
  if (own.length === 0) {
    throw new RefusedError(`No service ${service} in rightsizer.yml${thereIs(services, service)}${lostText(targets)}`);
  }
  const found = own.find((target) => target.stage === stage);
  if (found !== undefined) return found;
  const stages = own.map((target) => target.stage);
  throw new RefusedError(
    `The service ${service} has no stage ${stage} in rightsizer.yml${thereIs(stages, stage)}${lostText(targets)}`,
  );
}

function thereIs(names: readonly string[], wanted: string): string {
  return names.length === 0 ? '' : `; there is ${names.join(', ')}${didYouMean(wanted, names)}`;
}

/** Where it may be besides. */
function lostText(targets: readonly Target[]): string {
  const lost = targets.flatMap((target) =>
    target.lost === undefined ? [] : [`; ${target.id}: ${target.lost.message}`],
  );
  return lost.join('');
}
