import type { StoredDocument } from '../../core/model/stored-document.ts';
import { type Intent, stateWithIntent } from '../../core/publication/next-state.ts';
import type { Cause } from '../../core/publication/plan-publication.ts';
import { isSameDocument, renderDocument, type SizesDocument } from '../../core/publication/sizes-document.ts';
import { personsRunId, type State } from '../../core/publication/state-document.ts';
import { renderState } from '../../core/publication/state-text.ts';
import { type Prepared, writeGuarded } from '../write-document.ts';
import type { Acting } from './acting.ts';
import { type Standing, says } from './standing.ts';

/** Sizes that a person wants live. */
export interface WishedSizes {
  readonly document: SizesDocument;
  readonly cause: Cause;
  readonly why?: string;
  /** Recorded first where nothing is live yet: the way back. */
  readonly baseline?: SizesDocument;
  readonly watched?: Intent['watched'];
}

/** Whether the wished sizes are live now, or somebody else wrote in between. */
export interface Made {
  readonly kind: 'live' | 'disturbed';
  readonly wrote: boolean;
}

/** Makes the wished sizes live, and what runs before them where nothing is. */
export async function makeLive(acting: Acting, standing: Standing, sizes: WishedSizes): Promise<Made> {
  const { live } = standing.documents;
  if (says(live, sizes.document)) return { kind: 'live', wrote: false };
  const { baseline } = sizes;
  const records = live === undefined && baseline !== undefined && !isSameDocument(baseline, sizes.document);
  const before = records ? await writeLive(acting, standing, { document: baseline, cause: 'baseline' }) : standing;
  const after = before && (await writeLive(acting, before, sizes));
  const wrote = after !== undefined || (records && before !== undefined);
  return { kind: after === undefined ? 'disturbed' : 'live', wrote };
}

/** The live document as a write made it, or will. */
interface Written {
  readonly text: string;
  readonly version: number;
}

/** What the state says about a version of live that a person wrote. */
export function intentOf({ person }: Acting, { cause, why, watched }: WishedSizes, { text, version }: Written): Intent {
  return {
    destination: 'live',
    text,
    version,
    cause,
    reasons: why === undefined ? [] : [why],
    at: person.at,
    author: person.by,
    runId: personsRunId(person.at),
    ...(watched && { watched }),
  };
}

/** State with the intent, then live: what stands after both, or undefined when somebody else wrote one of them. */
async function writeLive(acting: Acting, standing: Standing, sizes: WishedSizes): Promise<Standing | undefined> {
  const { account, documents } = standing;
  const { live: read, names } = documents;
  const text = renderDocument(sizes.document);
  const state = stateWithIntent(documents.state, intentOf(acting, sizes, { text, version: (read?.version ?? 0) + 1 }));
  let { storedState } = documents;
  const prepare = async (): Promise<Prepared> => {
    storedState = await writeState(acting, standing, state);
    return storedState === undefined ? 'person' : 'go';
  };
  const write = { name: names.live, text, type: 'SecureString', prepare, ...(read && { read }) } as const;
  const result = await writeGuarded(account, write, acting.ports.log);
  if (result.kind !== 'written') return undefined;
  const live = { text, version: result.version };
  return { ...standing, documents: { ...documents, live, state, ...(storedState && { storedState }) } };
}

/** The state as it is stored then, or undefined when somebody else wrote it since it was read. */
export async function writeState(
  { ports: { log } }: Acting,
  { account, documents }: Standing,
  state: State,
): Promise<StoredDocument | undefined> {
  const { storedState: read, names } = documents;
  const text = renderState(state);
  const result = await writeGuarded(account, { name: names.state, text, type: 'String', ...(read && { read }) }, log);
  return result.kind === 'written' ? { text, version: result.version } : undefined;
}
