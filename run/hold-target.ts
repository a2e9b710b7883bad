import type { Target } from '../core/configuration/configuration.ts';
import type { Reason } from '../core/decision/reason.ts';
import type { DecidedRecommendation } from '../core/decision/recommendation.ts';
import { ownEntry } from '../core/model/sizes.ts';
import { DAY_MILLISECONDS, dayOf } from '../core/model/time.ts';
import { stateWithHolds } from '../core/publication/next-state.ts';
import { rejectedHash, rejectedUntil } from '../core/publication/rejection.ts';
import type { State } from '../core/publication/state-document.ts';
import type { TargetDocuments } from '../core/publication/target-documents.ts';
import type { TargetDecision } from './decide-target.ts';
import { isDone, type RunIdentity } from './publish-target.ts';

/** Holds are said once a week at most. */
const SAID_AGAIN_DAYS = 7;

interface Cap {
  readonly target: Target;
  readonly mayShrink: ReadonlySet<string>;
  readonly run: {
    readonly identity: RunIdentity;
    readonly configuration: { readonly maximumShrinksPerRun: number };
  };
}

/** The decision of a target that would shrink: without that, when other targets took the shrinks of the run. */
export function withinCap(decision: TargetDecision, { target, mayShrink, run }: Cap): TargetDecision {
  const { recommendation, state } = decision;
  if (recommendation.kind === 'skipped' || mayShrink.has(target.id)) return decision;
  const { applicable } = recommendation;
  const { maximumShrinksPerRun } = run.configuration;
  const since = ownEntry(state.heldSince ?? {}, 'ShrinkCap') ?? dayOf(Date.parse(run.identity.time));
  const hold: Reason = { code: 'ShrinkCap', maximumShrinksPerRun, since };
  const capped = { ...applicable, sizes: applicable.withoutShrink, holds: [...applicable.holds, hold] };
  return { ...decision, recommendation: { ...recommendation, applicable: capped } };
}

/** A rejection keeps a proposal waiting, as long as it is the one that would be made. */
function withRejection(recommendation: DecidedRecommendation, state: State, time: number): DecidedRecommendation {
  const { rejected } = state;
  if (rejected === undefined || rejectedHash(state, time) === undefined) return recommendation;
  const { at, by, why } = rejected;
  const hold: Reason = { code: 'Rejected', at, until: rejectedUntil(rejected), by, why };
  const { applicable } = recommendation;
  return { ...recommendation, applicable: { ...applicable, holds: [...applicable.holds, hold] } };
}

/** What only a run waits for, never a person who approves. */
const WAITS: readonly Reason['code'][] = ['WaitsForAgreement', 'Cooldown', 'WaitsForDeployment', 'Frozen'];

function withoutWaits(recommendation: DecidedRecommendation): DecidedRecommendation {
  const { applicable } = recommendation;
  const holds = applicable.holds.filter(({ code }) => !WAITS.includes(code));
  return { ...recommendation, applicable: { ...applicable, holds } };
}

const NOTHING_HELD = { agreement: {}, holds: [] };

function isLongAgo(day: string | undefined, time: number): boolean {
  return day === undefined || time - Date.parse(day) >= SAID_AGAIN_DAYS * DAY_MILLISECONDS;
}

/**
 * The decision with a state that remembers agreement and holds, and whether the holds are worth saying. A run that was delivered twice
 * remembers what its first delivery did.
 */
export function withHolds(
  decision: TargetDecision,
  { target, documents }: { readonly target: Target; readonly documents: TargetDocuments },
  { identity }: { readonly identity: RunIdentity },
): { readonly decision: TargetDecision; readonly holdsAreNew: boolean } {
  if (isDone(documents, identity) || decision.recommendation.kind === 'skipped')
    return { decision, holdsAreNew: false };
  const time = Date.parse(identity.time);
  if (target.mode === 'propose') {
    // Nothing waits for anything but a person: there is nothing to count.
    const recommendation = withRejection(withoutWaits(decision.recommendation), decision.state, time);
    const state = stateWithHolds(decision.state, NOTHING_HELD, dayOf(time));
    return { decision: { ...decision, recommendation, state }, holdsAreNew: false };
  }
  const { applicable } = decision.recommendation;
  const held = stateWithHolds(decision.state, applicable, dayOf(time));
  const isSaid = applicable.holds.length > 0 && isLongAgo(held.heldSaidOn, time);
  const state = isSaid ? { ...held, heldSaidOn: dayOf(time) } : held;
  return { decision: { ...decision, state }, holdsAreNew: isSaid };
}
