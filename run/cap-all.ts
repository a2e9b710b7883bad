import {
  type Allowed,
  allowedChanges,
  type Candidate,
  candidateOf,
  type OpenTarget,
  type Spent,
  withinCaps,
} from '../core/decision/run-caps.ts';
import type { Begun } from './begin-run.ts';
import type { TargetDecision } from './decide-target.ts';
import { type Decided, type DecidedTarget, decidedOf, isOpen } from './decided.ts';
import { isDone } from './publish-target.ts';

/** Who of a run's targets may shrink or grow, all of the run together. */
export function allowedOf(run: Begun, all: readonly Decided[]): Allowed {
  return allowedChanges(candidatesOf(run, all), { ...run.configuration, ...spentOf(run, all) });
}

/** The targets that a cap may hold back. */
export function candidatesOf(run: Begun, all: readonly Decided[]): readonly Candidate[] {
  return decidedOf(all).flatMap((each) => {
    const open = openOf(run, each);
    return (open && candidateOf(open, run.configuration)) ?? [];
  });
}

/** What an earlier delivery of the same run has used up. */
export function spentOf({ identity }: Begun, all: readonly Decided[]): Spent {
  const watches = decidedOf(all).flatMap(({ place: { documents } }) =>
    isDone(documents, identity) ? (documents.state.watch ?? []) : [],
  );
  return {
    shrunk: watches.filter(({ shrinks }) => shrinks).length,
    addedUsdPerMonth: watches.reduce(
      (added, { forecast }) => added + Math.max(0, -(forecast.savingsUsdPerMonth ?? 0)),
      0,
    ),
  };
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
