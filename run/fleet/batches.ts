import type { Told } from '../../core/fleet/batch-report.ts';
import type { Lane } from '../../core/fleet/lanes.ts';
import type { Mark } from '../../core/fleet/mark.ts';
import { isTold, type UntoldOwners } from '../announce.ts';
import type { Called, Durable } from './durable.ts';
import type { FleetTargets } from './find-targets.ts';
import { type BatchAnswer, type BatchCall, type Caller, parseAnswer, parseBatch } from './worker-call.ts';

/** What became of a batch. */
export type Outcome = Called<BatchAnswer> & { readonly lane: string; readonly ids: readonly string[] };

/** Asks for one batch of a lane after the other, and for the lanes side by side. A batch that fails leaves the others alone. */
export async function forEachBatch(
  durable: Durable,
  lanes: readonly Lane[],
  callFor: (ids: readonly string[]) => BatchCall,
): Promise<readonly Outcome[]> {
  const [{ kind }] = [callFor([])];
  const outcomes = await durable.each(kind, lanes, async ({ name: lane, batches }, own) => {
    const done: Outcome[] = [];
    for (const ids of batches) {
      const call = callFor(ids);
      done.push({ lane, ids, ...(await own.call(call, (answer) => parseBatch(call, answer))) });
    }
    return done;
  });
  return outcomes.flat();
}

/** Marks what the message told, batch by batch. What cannot be marked is told once more by the next run. */
export async function markTold(
  durable: Durable,
  outcomes: readonly Outcome[],
  {
    caller,
    untold,
    sentFor,
  }: Pick<FleetTargets, 'sentFor'> & { readonly caller: Caller; readonly untold: UntoldOwners },
): Promise<void> {
  const batches = outcomes
    .map(({ lane, answer }) => ({ lane, marks: (answer?.told ?? []).flatMap((each) => markIn(each, untold)) }))
    .filter(({ marks }) => marks.length > 0);
  const lanes = [...Map.groupBy(batches, ({ lane }) => lane).values()];
  await durable.each('announced', lanes, async (own, each) => {
    for (const { marks } of own) {
      const found = sentFor(marks.map(({ id }) => id));
      await each.call({ ...caller, kind: 'announced', found, marks }, (answer) => parseAnswer('announced', answer));
    }
    return own.length;
  });
}

function markIn({ report, mark }: Told, untold: UntoldOwners): readonly Mark[] {
  return mark !== undefined && isTold(report, untold) ? [mark] : [];
}
