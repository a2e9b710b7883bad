import type { Allowed } from '../core/decision/run-caps.ts';
import { sideBySide } from '../core/model/side-by-side.ts';
import { withinCapsOf } from './cap-all.ts';
import { findOwnRest } from './catch-up.ts';
import { aliveUntil } from './clock.ts';
import { failed, TARGETS_SIDE_BY_SIDE } from './decide-all.ts';
import { type Decided, type DecidedTarget, decidedOf, heldState } from './decided.ts';
import { publishTarget } from './publish-target.ts';
import { decidedResult, type TargetResult } from './report-target.ts';
import type { Known } from './survey-run.ts';

/** Publishes what is decided, side by side and within what the run may change; whatever goes wrong stays with its target. */
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
