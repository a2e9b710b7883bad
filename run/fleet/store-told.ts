import type { Configuration } from '../../core/configuration/configuration.ts';
import { type Mark, stateBeforeMessage, stateWithMark } from '../../core/fleet/mark.ts';
import { sideBySide } from '../../core/model/side-by-side.ts';
import { allReadable, type Ports } from '../../core/ports.ts';
import { documentNames } from '../../core/publication/document-names.ts';
import { parseState } from '../../core/publication/state-document.ts';
import { isWorthSaying } from '../../core/report/news.ts';
import { isChange } from '../../core/report/report.ts';
import { TARGETS_SIDE_BY_SIDE } from '../decide-all.ts';
import { failureText } from '../failure-text.ts';
import type { TargetResult } from '../report-target.ts';
import { storeState } from '../store-state.ts';
import type { Known } from '../survey-run.ts';
import { targetsOfLane } from './find-targets.ts';

/** Stores of each answer what does not wait for the message. */
export async function storeUntold(results: readonly TargetResult[], run: Known): Promise<void> {
  await sideBySide(results, TARGETS_SIDE_BY_SIDE, (result) => storeResult(result, run));
}

async function storeResult(
  { target, report, state, storedState }: TargetResult,
  { surveyed, ports }: Known,
): Promise<void> {
  const account = surveyed.get(target.id)?.account;
  // What was written has its state already: the intent.
  if (state === undefined || account === undefined || isChange(report.publication)) return;
  const now = isWorthSaying(report) ? stateBeforeMessage(state, parseState(storedState?.text)) : state;
  await storeState({ target, account, stored: storedState }, now, ports.log);
}

interface MarkWorld {
  readonly configuration: Configuration;
  readonly ports: Ports;
}

/** Marks what the message told. One that cannot be stored is told once more by the next run. */
export async function storeMarks(marks: readonly Mark[], { configuration, ports }: MarkWorld): Promise<number> {
  const targets = new Map(
    targetsOfLane(
      configuration,
      marks.map(({ id }) => id),
    ).map((target) => [target.id, target]),
  );
  const stored = await sideBySide(marks, TARGETS_SIDE_BY_SIDE, async (mark) => {
    const target = targets.get(mark.id);
    if (target === undefined) return 0;
    try {
      const account = ports.accountOf(target);
      const { state: name } = documentNames(target);
      const before = allReadable(await account.documents.read([name])).get(name);
      const place = { target, account, stored: before, isOurs: mark.announced !== undefined };
      await storeState(place, stateWithMark(parseState(before?.text), mark), ports.log);
      return 1;
    } catch (error) {
      ports.log.warn('what was told could not be marked', { target: mark.id, error: failureText(error) });
      return 0;
    }
  });
  return stored.reduce<number>((sum, each) => sum + each, 0);
}
