import { defined } from '../../core/model/defined.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import { allReadable } from '../../core/ports.ts';
import { AUTHOR, type Intent, stateAnnounced, stateWithIntent } from '../../core/publication/next-state.ts';
import type { Cause } from '../../core/publication/plan-publication.ts';
import {
  isSameDocument,
  parseContext,
  renderDocument,
  type SizesDocument,
  taskSizeIn,
} from '../../core/publication/sizes-document.ts';
import { parseState, personsRunId, type State } from '../../core/publication/state-document.ts';
import { renderState } from '../../core/publication/state-text.ts';
import { shortHash } from '../../core/publication/stored-text.ts';
import {
  type KnownSizes,
  parseSizes,
  says,
  storedOf,
  type TargetDocuments,
} from '../../core/publication/target-documents.ts';
import { writeGuarded, writeIntended } from '../write-document.ts';
import type { Acting } from './acting.ts';
import type { Standing } from './standing.ts';

export interface WishedSizes {
  readonly document: SizesDocument;
  readonly cause: Cause;
  readonly why?: string;
  /** Stored first where nothing is live yet, so that a rollback can return to it. */
  readonly baseline?: SizesDocument;
  readonly watched?: Intent['watched'];
}

/** What a step wrote, and whether it is done or somebody else wrote in between. */
export interface Step {
  readonly wrote: boolean;
  readonly isDone: boolean;
}

/** Makes the wished sizes live, and what runs before them where nothing is. */
export async function makeLive(acting: Acting, standing: Standing, sizes: WishedSizes): Promise<Step> {
  const { live } = standing.documents;
  if (says(live, sizes.document)) return { isDone: true, wrote: false };
  const { baseline } = sizes;
  const records = live.kind === 'absent' && baseline !== undefined && !isSameDocument(baseline, sizes.document);
  const before = records ? await writeLive(acting, standing, { document: baseline, cause: 'baseline' }) : standing;
  const after = before && (await writeLive(acting, before, sizes));
  return { isDone: after !== undefined, wrote: after !== undefined || (records && before !== undefined) };
}

function intentOf(
  { person, target }: Acting,
  { document, cause, why, watched }: WishedSizes,
  { text, version }: StoredDocument,
): Intent {
  return {
    destination: 'live',
    text,
    size: taskSizeIn(document, target.parameters),
    version,
    cause,
    reasons: why === undefined ? [] : [why],
    at: person.at,
    author: person.by,
    runId: personsRunId(person.at),
    ...defined({ watched }),
  };
}

/** State with the intent, then live: what stands after both, or undefined when somebody else wrote one of them. */
async function writeLive(acting: Acting, standing: Standing, sizes: WishedSizes): Promise<Standing | undefined> {
  const { account, documents, service } = standing;
  const { document } = sizes;
  const made = { text: renderDocument(document), version: (storedOf(documents.live)?.version ?? 0) + 1 };
  const state = stateWithIntent(documents.state, intentOf(acting, sizes, made));
  const storeIntent = async () => {
    const stored = await writeState(acting, standing, state);
    return { stored, prepared: stored === undefined ? 'person' : 'go' } as const;
  };
  const context = parseContext(acting.target, service);
  const write = { destination: 'live', document, context, state, storeIntent } as const;
  const result = await writeIntended({ account, documents, log: acting.ports.log }, write);
  return result.kind === 'written' ? { ...standing, documents: result.documents } : undefined;
}

/** The state as it is stored then, or undefined when somebody else wrote it since it was read. */
async function writeState(
  { ports: { log } }: Acting,
  { account, documents }: Standing,
  state: State,
): Promise<StoredDocument | undefined> {
  const { storedState: read, names } = documents;
  const text = renderState(state);
  const result = await writeGuarded(account, { name: names.state, text, type: 'String', read }, log);
  return result.kind === 'written' ? { text, version: result.version } : undefined;
}

export interface Finish {
  readonly sizes?: WishedSizes;
  /** What else the state says when all is written. */
  readonly finish?: (state: State) => State;
  /** The version that was live when the command began; 0 where there was none. */
  readonly since: number;
}

/** A run stores a target's state twice at most. */
const ATTEMPTS = 3;

/** Stores the state as it is when all is done, laid over whatever a run has put there meanwhile. */
export async function finishState(
  acting: Acting,
  standing: Standing,
  wanted: Finish,
): Promise<Step & { readonly live?: KnownSizes }> {
  const { sizes, finish = (state: State) => state } = wanted;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const documents = await rereadDocuments(acting, standing);
    const { live, state } = documents;
    const isLive = sizes === undefined || says(live, sizes.document);
    if (!isLive) break;
    const stored = storedOf(live);
    const entered = sizes && stored ? withEntry(acting, { state, sizes, live: stored, since: wanted.since }) : state;
    const finished = finish(entered);
    const wrote = renderState(finished) !== renderState(state);
    const done = { isDone: true, wrote, live };
    if (!wrote) return done;
    const signed = { ...finished, runId: personsRunId(acting.person.at) };
    if ((await writeState(acting, { ...standing, documents }, signed)) !== undefined) return done;
  }
  return { isDone: false, wrote: false };
}

async function rereadDocuments(
  { target }: Acting,
  { account, documents, service }: Standing,
): Promise<TargetDocuments> {
  const { names } = documents;
  const now = allReadable(await account.documents.read([names.live, names.state]));
  const storedState = now.get(names.state);
  const live = parseSizes(now.get(names.live), parseContext(target, service));
  return { ...documents, live, state: parseState(storedState?.text), storedState };
}

interface Entered extends Pick<Finish, 'since'> {
  readonly state: State;
  readonly sizes: WishedSizes;
  readonly live: StoredDocument;
}

/** The state in which the live version has its author; one that a run wrote for a person's pin is the person's. */
function withEntry(acting: Acting, { state, sizes, live, since }: Entered): State {
  const hash = shortHash(live.text);
  const entry = state.history.find((each) => each.version === live.version && each.hash === hash);
  const isCurrent = state.live?.version === live.version && state.live.hash === hash;
  const isPersons = isCurrent && entry !== undefined && entry.author !== AUTHOR;
  if (!isPersons && live.version <= since) return state;
  return stateAnnounced(isPersons ? state : stateWithIntent(state, intentOf(acting, sizes, live)), 'live');
}
