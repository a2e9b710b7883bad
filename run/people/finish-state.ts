import type { StoredDocument } from '../../core/model/stored-document.ts';
import { allReadable } from '../../core/ports.ts';
import { shortHash } from '../../core/publication/hash.ts';
import { stateAnnounced, stateWithIntent } from '../../core/publication/next-state.ts';
import { parseState, personsRunId, type State } from '../../core/publication/state-document.ts';
import { renderState } from '../../core/publication/state-text.ts';
import type { TargetDocuments } from '../survey.ts';
import type { Acting } from './acting.ts';
import { type Standing, says } from './standing.ts';
import { intentOf, type WishedSizes, writeState } from './write-live.ts';

export interface Finish {
  readonly sizes?: WishedSizes;
  /** What else the state says when all is written. */
  readonly finish?: (state: State) => State;
  /** The version that was live when the command began; 0 where there was none. */
  readonly since: number;
}

export type Finished =
  | { readonly kind: 'done'; readonly wrote: boolean; readonly live?: StoredDocument }
  /** The wished sizes are not live any more, or the state keeps changing. */
  | { readonly kind: 'disturbed' };

/** A run stores a target's state twice at most. */
const ATTEMPTS = 3;
const RECOMMENDER = 'rightsizer';

/** Stores the state as it is when all is done, laid over whatever a run has put there meanwhile. */
export async function finishState(acting: Acting, standing: Standing, wanted: Finish): Promise<Finished> {
  const { sizes, finish = (state: State) => state } = wanted;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const documents = await rereadDocuments(standing);
    const { live, state } = documents;
    if (sizes !== undefined && !says(live, sizes.document)) break;
    const finished = finish(sizes && live ? withEntry(acting, state, { sizes, live, since: wanted.since }) : state);
    const wrote = renderState(finished) !== renderState(state);
    const done = { kind: 'done', wrote, ...(live && { live }) } as const;
    if (!wrote) return done;
    const signed = { ...finished, runId: personsRunId(acting.person.at) };
    if ((await writeState(acting, { ...standing, documents }, signed)) !== undefined) return done;
  }
  return { kind: 'disturbed' };
}

/** Live and state as they stand now. */
async function rereadDocuments({ account, documents }: Standing): Promise<TargetDocuments> {
  const { live: _, storedState: __, ...rest } = documents;
  const now = allReadable(await account.documents.read([rest.names.live, rest.names.state]));
  const [live, storedState] = [now.get(rest.names.live), now.get(rest.names.state)];
  const state = parseState(storedState?.text);
  return { ...rest, state, ...(live && { live }), ...(storedState && { storedState }) };
}

interface Entered extends Pick<Finish, 'since'> {
  readonly sizes: WishedSizes;
  readonly live: StoredDocument;
}

/** The state in which the live version has its author; one that a run wrote because of the person's pin is the person's. */
function withEntry(acting: Acting, state: State, { sizes, live, since }: Entered): State {
  const hash = shortHash(live.text);
  const entry = state.history.find((each) => each.version === live.version && each.hash === hash);
  const isCurrent = state.live?.version === live.version && state.live.hash === hash;
  const isPersons = isCurrent && entry !== undefined && entry.author !== RECOMMENDER;
  if (!isPersons && live.version <= since) return state;
  return stateAnnounced(isPersons ? state : stateWithIntent(state, intentOf(acting, sizes, live)), 'live');
}
