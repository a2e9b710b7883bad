import type { Target } from '../core/configuration/configuration.ts';
import { type Begun, headOf } from './begin-run.ts';
import { type CaughtUp, catchUp } from './catch-up.ts';
import { type SideAnswers, sideAnswers } from './side-answers.ts';
import { type Survey, survey } from './survey.ts';

/** A run that knows what there is. */
export interface Run extends Begun {
  readonly surveyed: Survey;
  readonly side: SideAnswers;
  readonly unannounced: CaughtUp['unannounced'];
}

/** What there is, and what else is known of it; undefined when time is up before that is known. */
export async function surveyRun(begun: Begun, selected: readonly Target[]): Promise<Run | undefined> {
  const found = await surveyInTime(begun, selected);
  return found && { ...begun, ...found, side: await sideAnswers(found.surveyed, begun) };
}

/** When no run beside this one is writing it any more, and what an earlier run wrote is announced. */
async function surveyInTime(
  run: Begun,
  selected: readonly Target[],
): Promise<Pick<Run, 'surveyed' | 'unannounced'> | undefined> {
  const { configuration, ports, signal, request, identity } = run;
  const { time } = request;
  try {
    const surveyed = await survey(configuration, selected, { ports, signal, time });
    if (identity.dryRun) return { surveyed, unannounced: new Set() };
    const own = selected.flatMap(({ id }) => surveyed.get(id) ?? []);
    const caughtUp = await catchUp({ ...run, time, head: headOf(run) }, own);
    const now = caughtUp.surveyed.map((each) => [each.target.id, each] as const);
    return { surveyed: new Map([...surveyed, ...now]), unannounced: caughtUp.unannounced };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
