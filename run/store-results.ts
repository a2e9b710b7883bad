import { sideBySide } from '../core/side-by-side.ts';
import { TARGETS_SIDE_BY_SIDE } from './decide-all.ts';
import { writesThatFit } from './queue.ts';
import type { TargetResult } from './report-target.ts';

/** Stores what is known of the targets that were answered, then as far as there is time that of those that were left out. */
export async function storeResults(
  results: readonly TargetResult[],
  time: Parameters<typeof writesThatFit>[0],
  store: (result: TargetResult) => Promise<unknown>,
): Promise<void> {
  const isLeftOut = ({ report }: TargetResult) => report.outcome === 'notDone';
  const answered = results.filter((each) => !isLeftOut(each));
  await sideBySide(answered, TARGETS_SIDE_BY_SIDE, store);
  await sideBySide(results.filter(isLeftOut).slice(0, writesThatFit(time)), TARGETS_SIDE_BY_SIDE, store);
}
