import type { Target } from '../core/configuration/configuration.ts';
import { toDocument } from '../core/publication/sizes-document.ts';
import { says, type TargetDocuments } from '../core/publication/target-documents.ts';
import type { Clock } from './clock.ts';
import type { TargetDecision } from './decide-target.ts';

/** SSM takes three writes a second (its quotas, standard throughput, 2026-11). */
const WRITE_MILLISECONDS = 1000 / 3;
/** For the message and the report. */
const MESSAGE_MILLISECONDS = 5000;

interface TimeLeft {
  readonly clock: Clock;
  /** Epoch milliseconds; absent: the run takes the time it needs. */
  readonly endsAt?: number;
}

/** Whether there is only time left for so many writes and the message. */
export function isTimeUp({ clock, endsAt }: TimeLeft, writes: number): boolean {
  return endsAt !== undefined && endsAt - clock.now() <= writes * WRITE_MILLISECONDS + MESSAGE_MILLISECONDS;
}

/** The intent, the document, and that it was announced. */
const WRITES_OF_A_CHANGE = 3;

/** The most that a target may write, before anybody knows what is decided. */
export function mostWritesOf({ alsoPublishTo }: Target): number {
  return WRITES_OF_A_CHANGE + alsoPublishTo.length;
}

/** How many documents publishing a target may write: those of a change with its copies, else the state alone. */
export function writesOf(
  { target, documents }: { readonly target: Target; readonly documents: TargetDocuments },
  { recommendation }: TargetDecision,
): number {
  const { mode, parameters } = target;
  const { live, proposed, state } = documents;
  const change = mostWritesOf(target);
  const isSound = live.kind === 'valid' || (mode === 'propose' && live.kind === 'absent');
  if (!isSound) return change;
  if (recommendation.kind === 'skipped') return 1;
  const { sizes, proposal, asks = mode === 'propose' } = recommendation.applicable;
  const isLive = mode === 'propose' || says(live, toDocument(sizes, parameters));
  const isAsked = !asks || (says(proposed, toDocument(proposal, parameters)) && state.proposed?.closed !== true);
  return isLive && isAsked ? 1 : change;
}
