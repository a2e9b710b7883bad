import type { Target } from '../core/configuration/configuration.ts';
import { toDocument } from '../core/publication/sizes-document.ts';
import { says, type TargetDocuments } from '../core/publication/target-documents.ts';
import type { Clock } from './clock.ts';
import type { TargetDecision } from './decide-target.ts';
import type { Survey } from './survey.ts';

/** After every ISO time. */
const NEVER_LEFT_OUT = '~';

/**
 * The targets in the order in which they are decided: those that no run has answered yet, those that were left out, longest ago first, and
 * the rest, each as in the file.
 */
export function longestLeftOutFirst(targets: readonly Target[], surveyed: Survey): readonly Target[] {
  const sinceOf = ({ id }: Target): string => {
    const documents = surveyed.get(id)?.documents;
    return documents?.storedState === undefined ? '' : (documents.state.leftOutSince ?? NEVER_LEFT_OUT);
  };
  const since = new Map(targets.map((target) => [target, sinceOf(target)]));
  const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return targets.toSorted((a, b) => compare(since.get(a) ?? '', since.get(b) ?? ''));
}

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
export function isTimeUp(time: TimeLeft, writes: number): boolean {
  return writes >= writesThatFit(time) - MESSAGE_MILLISECONDS / WRITE_MILLISECONDS;
}

/** How many documents can still be written; at least 0. */
export function writesThatFit({ clock, endsAt }: TimeLeft): number {
  return endsAt === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(0, Math.floor((endsAt - clock.now()) / WRITE_MILLISECONDS));
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
