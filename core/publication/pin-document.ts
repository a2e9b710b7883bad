import * as v from 'valibot';
import type { ReadonlyDeep } from '../configuration/setting.ts';
import type { StoredDocument } from '../model/stored-document.ts';
import { readJson, safeJson } from './stored-text.ts';

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

/** A pin as it is stored, and whether it holds; or that there is none. One that cannot be read holds: somebody wanted the sizes to stay. */
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
