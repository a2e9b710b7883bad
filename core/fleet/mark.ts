import { defined } from '../model/defined.ts';
import { stateAnnounced } from '../publication/next-state.ts';
import type { State } from '../publication/state-document.ts';
import { isChange, type TargetReport } from '../report/report.ts';

/** What a state remembers of a message once it is out. */
export interface Mark {
  readonly id: string;
  /** The document that it announced. */
  readonly announced?: { readonly destination: 'live' | 'proposed'; readonly version: number };
  /** The skip reason or the alerts that it told. */
  readonly notice?: string;
  /** The day on which it told what is on hold. */
  readonly heldSaidOn?: string;
}

/** What is to be remembered of a target once the message with its report is out. */
export function markOf({ id, publication }: TargetReport, { notice, heldSaidOn }: State): Mark {
  const version = isChange(publication) ? publication.version : undefined;
  const destination = publication.kind === 'proposed' ? 'proposed' : 'live';
  return {
    id,
    ...(version !== undefined && { announced: { destination, version } }),
    ...defined({ notice, heldSaidOn }),
  };
}

/** The state before the message: what it remembers of earlier ones stays. */
export function stateBeforeMessage(state: State, stored: State): State {
  return withSaid(state, stored);
}

function withSaid(
  { notice: _, heldSaidOn: __, ...rest }: State,
  { notice, heldSaidOn }: Pick<Mark, 'notice' | 'heldSaidOn'>,
): State {
  return { ...rest, ...defined({ notice, heldSaidOn }) };
}

/** The state after the message. A version that somebody has written since was not announced by it. */
export function stateWithMark(state: State, mark: Mark): State {
  const { announced } = mark;
  const marked = withSaid(state, mark);
  if (announced === undefined || marked[announced.destination]?.version !== announced.version) return marked;
  return stateAnnounced(marked, announced.destination);
}
