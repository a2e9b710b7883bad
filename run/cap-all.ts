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
import type { DocumentStore } from '../core/ports.ts';
import { allowedBy, type Claim, claimName, claimOf, claimsIn, renderClaim } from '../core/publication/let-through.ts';
import type { Begun } from './begin-run.ts';
import type { TargetDecision } from './decide-target.ts';
import { type Decided, type DecidedTarget, decidedOf, isOpen } from './decided.ts';
import { failureText } from './failure-text.ts';
import { isDone } from './publish-target.ts';

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

/** The targets that a cap may hold back. */
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

/** A decision with what the run may change of its target. */
export function withinCapsOf(run: Begun, decided: DecidedTarget, allowed: Allowed): TargetDecision {
  const open = openOf(run, decided);
  if (open === undefined) return decided.decision;
  const limits = { ...run.configuration, time: run.request.time };
  return { ...decided.decision, recommendation: withinCaps(open, allowed, limits) };
}

function openOf(run: Begun, { place, decision }: DecidedTarget): OpenTarget | undefined {
  const { recommendation, pricing, state } = decision;
  if (recommendation.kind === 'skipped' || !isOpen(run, place)) return undefined;
  const { target, service } = place;
  return { id: target.id, recommendation, service, heldSince: state.heldSince ?? {}, ...(pricing && { pricing }) };
}
