import * as v from 'valibot';
import type { Target } from '../configuration/configuration.ts';
import type { ReadonlyDeep } from '../configuration/setting.ts';
import type { ServiceDescription } from '../model/service.ts';
import { type StoredDocument, typeProblem } from '../model/stored-document.ts';
import {
  isSameDocument,
  type ParseContext,
  type ParsedDocument,
  parseContext,
  parseDocument,
  type SizesDocument,
  type UsableSizes,
} from './sizes-document.ts';
import { parseState, type State } from './state-document.ts';
import { readJson, safeJson } from './stored-text.ts';

/** A live or proposed document as it is stored, and what it turned out to be. */
export type StoredSizes = StoredDocument & ParsedDocument;

/** The same, or that there is none. */
export type KnownSizes = { readonly kind: 'absent' } | StoredSizes;

/** What is stored of a target, read and parsed once. Whoever reads a document again makes another value of it. */
export interface TargetDocuments {
  readonly names: DocumentNames;
  readonly live: KnownSizes;
  readonly proposed: KnownSizes;
  readonly pin: KnownPin;
  readonly state: State;
  /** The state as it is stored; undefined where there is none. */
  readonly storedState: StoredDocument | undefined;
  readonly copies: readonly KnownCopy[];
}

/** A copy of the live document that rightsizer.yml wants, and what is stored of it. */
export interface KnownCopy {
  readonly name: string;
  readonly stored: StoredDocument | undefined;
}

export interface DocumentsContext {
  readonly target: Target;
  readonly service: ServiceDescription;
  /** Epoch milliseconds at which pins hold or have ended. */
  readonly time: number;
}

/** What the stored documents of a target say. @param stored - By name; what is not there has no entry. */
export function parseTargetDocuments(
  names: DocumentNames,
  stored: ReadonlyMap<string, StoredDocument>,
  { target, service, time }: DocumentsContext,
): TargetDocuments {
  const context = parseContext(target, service);
  const storedState = stored.get(names.state);
  return {
    names,
    live: parseSizes(stored.get(names.live), context),
    proposed: parseSizes(stored.get(names.proposed), context),
    pin: parsePin(stored.get(names.pin), time),
    state: parseState(storedState?.text),
    storedState,
    copies: names.copies.map((name) => ({ name, stored: stored.get(name) })),
  };
}

/** What one stored document says: live, proposed, or an earlier version of either. */
export function parseSizes(stored: StoredDocument, context: ParseContext): StoredSizes;
export function parseSizes(stored: StoredDocument | undefined, context: ParseContext): KnownSizes;
export function parseSizes(stored: StoredDocument | undefined, context: ParseContext): KnownSizes {
  if (stored === undefined) return { kind: 'absent' };
  const problem = typeProblem(stored);
  return { ...stored, ...(problem === undefined ? parseDocument(stored.text, context) : { kind: 'invalid', problem }) };
}

/** The text and version of a document or pin; undefined where there is none. */
export function storedOf(known: KnownSizes | KnownPin): StoredDocument | undefined {
  return known.kind === 'absent' ? undefined : known;
}

/** The document, where a deployment could use it. */
export function usable(known: KnownSizes): (StoredDocument & UsableSizes) | undefined {
  return known.kind === 'absent' || known.kind === 'invalid' ? undefined : known;
}

/** A document's keys and values, whatever they are worth; undefined where there is none, or no flat object of texts. */
export function documentOf(known: KnownSizes): SizesDocument | undefined {
  return known.kind === 'absent' ? undefined : known.document;
}

/** The proposal that waits for an answer: usable, not decided by a person, not passed by, and not live already. */
export function openProposal({
  proposed,
  live,
  state,
}: Pick<TargetDocuments, 'proposed' | 'live' | 'state'>): (StoredDocument & UsableSizes) | undefined {
  const found = usable(proposed);
  if (found === undefined || says(live, found.document)) return undefined;
  return state.proposed?.version === found.version && state.proposed.closed === true ? undefined : found;
}

export function says(known: KnownSizes, document: SizesDocument): boolean {
  const plain = documentOf(known);
  return plain !== undefined && isSameDocument(plain, document);
}

type Named = Pick<Target, 'parameterPrefix' | 'service' | 'stage' | 'alsoPublishTo'>;

/** Where a target's documents live in SSM (docs/contracts.md). */
export function documentNames({ parameterPrefix, service, stage, alsoPublishTo }: Named) {
  const folder = `${parameterPrefix}/${service}`;
  const live = `${folder}/${stage}`;
  return {
    live,
    state: `${live}/state`,
    proposed: `${live}/proposed`,
    pin: `${live}/pin`,
    /** Copies of the live document under other stage names. */
    copies: alsoPublishTo.map((name) => `${folder}/${name}`),
  };
}

export type DocumentNames = ReturnType<typeof documentNames>;

/** A pin lasts so long, unless somebody says otherwise: the look-back window, after which all evidence is new. */
export const PIN_DAYS = 28;

const isoTime = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const schema = v.object({
  document: v.record(v.string(), v.string()),
  /** The pin holds before it. */
  until: isoTime,
  by: v.string(),
  at: isoTime,
  why: v.string(),
});

/** What a person wrote into `…/pin`: sizes that stay until a time. Taking a pin away writes one that has ended. */
export type Pin = ReadonlyDeep<v.InferOutput<typeof schema>>;

/** A stored pin, and whether it holds; or none. One that cannot be read holds: somebody wanted the sizes to stay. */
export type KnownPin =
  | { readonly kind: 'absent' }
  | (StoredDocument & { readonly kind: 'active' | 'ended'; readonly pin: Pin })
  | (StoredDocument & { readonly kind: 'unreadable' });

/** Reads a pin, trusting nothing. @param time - Epoch milliseconds at which it holds or has ended. */
export function parsePin(stored: StoredDocument | undefined, time: number): KnownPin {
  if (stored === undefined) return { kind: 'absent' };
  const { text, version } = stored;
  const pin = readJson(schema, text);
  if (pin === undefined) return { kind: 'unreadable', text, version };
  return { kind: time < Date.parse(pin.until) ? 'active' : 'ended', text, version, pin };
}

/** The text of a pin, of type String: no deployment reads it. */
export function renderPin(pin: Pin): string {
  return safeJson(pin);
}
