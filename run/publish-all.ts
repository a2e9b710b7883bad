import {
  type Allowed,
  allowedChanges,
  type Candidate,
  candidateOf,
  type OpenTarget,
  type Spent,
  type SpentBy,
  spentBy,
  withinCaps,
} from '../core/decision/run-caps.ts';
import { sideBySide } from '../core/model/side-by-side.ts';
import type { DocumentStore } from '../core/ports.ts';
import { allowedBy, type Claim, claimName, claimOf, claimsIn, renderClaim } from '../core/publication/let-through.ts';
import type { Begun } from './begin-run.ts';
import { findOwnRest } from './catch-up.ts';
import { aliveUntil } from './clock.ts';
import {
  type Decided,
  type DecidedTarget,
  decidedOf,
  failed,
  heldState,
  type Known,
  TARGETS_SIDE_BY_SIDE,
} from './decide-all.ts';
import type { TargetDecision } from './decide-target.ts';
import { failureText } from './failure-text.ts';
import { isDone, publishTarget } from './publish-target.ts';
import { decidedResult, type TargetResult } from './report-target.ts';

/** Publishes what is decided, side by side and within what the run may change; a failure stays with its target. */
export function publishAll(run: Known, all: readonly Decided[], allowed: Allowed): Promise<readonly TargetResult[]> {
  const until = aliveUntil(run.clock, decidedOf(all).filter(({ writes }) => writes > 1).length);
  return sideBySide(all, TARGETS_SIDE_BY_SIDE, async (each) => {
    if (each.kind === 'answered') return each.result;
    try {
      return await publish(run, { ...each, decision: withinCapsOf(run, each, allowed) }, until);
    } catch (error) {
      return failed(run, each.place.target, error);
    }
  });
}

async function publish(run: Known, { place, decision: found }: DecidedTarget, until: string): Promise<TargetResult> {
  const { target, service } = place;
  const { state, holdsAreNew } = heldState(run, place, found);
  const decision = { ...found, state };
  const written = await publishTarget({ ...place, decision, run: run.identity, until, log: run.ports.log });
  const rest = run.isPart && written.publication.kind === 'none' && (await findOwnRest(place, run.identity.runId));
  const published = rest ? { ...written, publication: rest } : written;
  return decidedResult({ target, service, decision, published, holdsAreNew, showsAll: run.identity.dryRun });
}

/** Who of a run's targets may shrink or grow, all of the run and all its deliveries together. */
export async function allowedOf(run: Begun, all: readonly Decided[]): Promise<Allowed> {
  const candidates = candidatesOf(run, all);
  const spent = doneOf(run, all);
  const allowed = allowedChanges(candidates, { ...run.configuration, ...spentBy(spent) });
  if (run.memory === undefined || run.identity.dryRun || !isBound(run, all.length, allowed)) return allowed;
  try {
    const claims = await claim(run, run.memory, claimOf(run.identity.runId, { spent, candidates, allowed }));
    return allowedBy(claims, candidates, run.configuration);
  } catch (error) {
    run.ports.log.warn('what a run lets through could not be stored', { error: failureText(error) });
    return allowed;
  }
}

/** Whether another delivery could meet a limit together with this one. */
function isBound({ configuration }: Begun, targets: number, { toShrink, toGrow }: Allowed): boolean {
  const { maximumShrinksPerRun, maximumIncreaseUsdPerRun } = configuration;
  const hasLimit = targets > maximumShrinksPerRun || maximumIncreaseUsdPerRun !== undefined;
  return hasLimit && toShrink.size + toGrow.size > 0;
}

/** Stores a claim. SSM cannot write on a condition, but it counts: the claims before this one, and this one. */
async function claim({ configuration, identity }: Begun, memory: DocumentStore, own: Claim): Promise<readonly Claim[]> {
  const name = claimName(configuration.parameterPrefix);
  const text = renderClaim(own);
  const version = await memory.write({ name, text, type: 'String', overwrite: true });
  const before = (await memory.history(name)).filter((each) => each.version < version);
  const oldestFirst = before.toSorted((a, b) => a.version - b.version).map((each) => each.text);
  return claimsIn([...oldestFirst, text], identity.runId);
}

export function candidatesOf(run: Begun, all: readonly Decided[]): readonly Candidate[] {
  return decidedOf(all).flatMap((each) => {
    const open = openOf(run, each);
    return (open && candidateOf(open, run.configuration)) ?? [];
  });
}

/** What an earlier delivery of the same run has used up. */
export function spentOf(run: Begun, all: readonly Decided[]): Spent {
  return spentBy(doneOf(run, all));
}

function doneOf({ identity }: Begun, all: readonly Decided[]): readonly SpentBy[] {
  return decidedOf(all).flatMap(({ place: { target, documents } }) => {
    const { watch } = documents.state;
    if (watch === undefined || !isDone(documents, identity)) return [];
    const { shrinks, forecast } = watch;
    return [{ id: target.id, shrinks, addedUsdPerMonth: Math.max(0, -(forecast.savingsUsdPerMonth ?? 0)) }];
  });
}

function withinCapsOf(run: Begun, decided: DecidedTarget, allowed: Allowed): TargetDecision {
  const open = openOf(run, decided);
  if (open === undefined) return decided.decision;
  const limits = { ...run.configuration, time: run.request.time };
  return { ...decided.decision, recommendation: withinCaps(open, allowed, limits) };
}

function openOf(run: Begun, { place, decision }: DecidedTarget): OpenTarget | undefined {
  const { recommendation, pricing, state } = decision;
  const { target, service, documents } = place;
  // Not before there are sizes to go back to, and not twice.
  const isOpen = target.mode === 'apply' && documents.live.kind !== 'absent' && !isDone(documents, run.identity);
  if (recommendation.kind === 'skipped' || !isOpen) return undefined;
  return { id: target.id, recommendation, service, heldSince: state.heldSince ?? {}, ...(pricing && { pricing }) };
}
