import * as v from 'valibot';
import { defined } from '../model/defined.ts';
import { stateAnnounced } from '../publication/next-state.ts';
import type { State } from '../publication/state-document.ts';
import { isChange, type TargetReport } from '../report/report.ts';

/** What a state remembers of a message once it is out. */
export const markSchema = v.strictObject({
  id: v.string(),
  /** The document that it announced. */
  announced: v.exactOptional(v.strictObject({ destination: v.picklist(['live', 'proposed']), version: v.number() })),
  /** The skip reason or the alerts that it told. */
  notice: v.exactOptional(v.string()),
  /** The day on which it told what is on hold. */
  heldSaidOn: v.exactOptional(v.string()),
});
export type Mark = Readonly<v.InferOutput<typeof markSchema>>;

export function markOf({ id, publication }: TargetReport, { notice, heldSaidOn }: State): Mark {
  const version = isChange(publication) ? publication.version : undefined;
  const destination = publication.kind === 'proposed' ? 'proposed' : 'live';
  const announced = version === undefined ? undefined : ({ destination, version } as const);
  return { id, ...defined({ announced, notice, heldSaidOn }) };
}

/** A state that remembers of messages what `told` does: before a message what earlier ones told. */
export function stateTold(state: State, told: Pick<State, 'notice' | 'heldSaidOn'>): State {
  const { notice: _, heldSaidOn: __, ...rest } = state;
  const { notice, heldSaidOn } = told;
  return { ...rest, ...defined({ notice, heldSaidOn }) };
}

/** The state after the message. A version that somebody has written since was not announced by it. */
export function stateWithMark(state: State, { announced, ...told }: Mark): State {
  const marked = stateTold(state, told);
  if (announced === undefined || marked[announced.destination]?.version !== announced.version) return marked;
  return stateAnnounced(marked, announced.destination);
}
