import type { Lane } from '../../core/fleet/lanes.ts';
import { type Durable, WorkerFailedError } from './durable.ts';
import type { FleetTargets } from './find-targets.ts';
import {
  type BatchAnswer,
  type BatchCall,
  type Caller,
  parseAnswer,
  parseBatch,
  type WorkerCall,
} from './worker-call.ts';

/** What became of a batch. */
export interface Outcome {
  readonly lane: string;
  readonly ids: readonly string[];
  readonly answer?: BatchAnswer;
  /** Why there is none. */
  readonly failure?: string;
}

/** Asks for one batch of a lane after the other, and for the lanes side by side. A batch that fails leaves the others alone. */
export async function forEachBatch(
  durable: Durable,
  lanes: readonly Lane[],
  callFor: (ids: readonly string[]) => BatchCall,
): Promise<readonly Outcome[]> {
  const [{ kind }] = [callFor([])];
  const outcomes = await durable.each(kind, lanes, async ({ name: lane, batches }, own) => {
    const done: Outcome[] = [];
    for (const ids of batches) done.push({ lane, ids, ...(await attempt(own, callFor(ids))) });
    return done;
  });
  return outcomes.flat();
}

async function attempt(durable: Durable, call: BatchCall): Promise<Pick<Outcome, 'answer' | 'failure'>> {
  try {
    return { answer: await durable.call(call, (answer) => parseBatch(call, answer)) };
  } catch (error) {
    if (!(error instanceof WorkerFailedError)) throw error;
    return { failure: error.message };
  }
}

/** Marks what the message told, batch by batch. */
export async function markTold(
  durable: Durable,
  caller: Caller,
  outcomes: readonly Outcome[],
  sentFor: FleetTargets['sentFor'],
): Promise<void> {
  const batches = outcomes
    .map(({ lane, answer }) => ({ lane, marks: (answer?.told ?? []).flatMap(({ mark }) => mark ?? []) }))
    .filter(({ marks }) => marks.length > 0);
  const lanes = [...Map.groupBy(batches, ({ lane }) => lane).values()];
  await durable.each('announced', lanes, async (own, each) => {
    for (const { marks } of own) {
      const found = sentFor(marks.map(({ id }) => id));
      await markBatch(each, { ...caller, kind: 'announced', found, marks: [...marks] });
    }
    return own.length;
  });
}

/** What cannot be marked is told once more by the next run. */
async function markBatch(durable: Durable, call: Extract<WorkerCall, { readonly kind: 'announced' }>): Promise<void> {
  try {
    await durable.call(call, (answer) => parseAnswer('announced', answer));
  } catch (error) {
    if (!(error instanceof WorkerFailedError)) throw error;
  }
}
