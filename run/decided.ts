import type { Target } from '../core/configuration/configuration.ts';
import type { RunningService } from '../core/model/service.ts';
import type { Account } from '../core/ports.ts';
import { rememberHolds } from '../core/publication/next-state.ts';
import type { TargetDocuments } from '../core/publication/target-documents.ts';
import type { Begun } from './begin-run.ts';
import type { TargetDecision } from './decide-target.ts';
import { isDone } from './publish-target.ts';
import type { TargetResult } from './report-target.ts';

/** Where a target runs, and what is stored of it. */
export interface Place {
  readonly target: Target;
  readonly account: Account;
  readonly service: RunningService;
  readonly documents: TargetDocuments;
}

/** A target that was decided, and waits to be published. */
export interface DecidedTarget {
  readonly kind: 'decided';
  readonly place: Place;
  readonly decision: TargetDecision;
  /** How many documents it may write. */
  readonly writes: number;
}

/** A target on its way: answered already, or decided. */
export type Decided = { readonly kind: 'answered'; readonly result: TargetResult } | DecidedTarget;

export function decidedOf(all: readonly Decided[]): readonly DecidedTarget[] {
  return all.flatMap((each) => (each.kind === 'decided' ? [each] : []));
}

/** Whether a run may write other sizes of a target: not before the way back is there, and not twice. */
export function isOpen({ identity }: Pick<Begun, 'identity'>, { target, documents }: Place): boolean {
  return target.mode === 'apply' && documents.live.kind !== 'absent' && !isDone(documents, identity);
}

/** The state with what is held back. A run that was delivered twice remembers what its first delivery did. */
export function heldState(
  { identity, request }: Pick<Begun, 'identity' | 'request'>,
  { target, documents }: Place,
  { state, recommendation }: TargetDecision,
) {
  if (isDone(documents, identity) || recommendation.kind === 'skipped') return { state, holdsAreNew: false };
  return rememberHolds(state, { applicable: recommendation.applicable, mode: target.mode, time: request.time });
}
