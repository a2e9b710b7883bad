import * as v from 'valibot';
import { safeJson } from './safe-json.ts';
import type { SizesDocument } from './sizes-document.ts';

/** What a person wrote into `…/pin`: sizes that stay until a time. Taking a pin away writes one that has ended. */
export interface Pin {
  readonly document: SizesDocument;
  /** ISO time; the pin holds before it. */
  readonly until: string;
  readonly by: string;
  /** ISO time at which it was written. */
  readonly at: string;
  readonly why: string;
}

/** A pin lasts so long, unless somebody says otherwise: the look-back window, after which all evidence is new. */
export const PIN_DAYS = 28;

const isoTime = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const schema = v.object({
  document: v.record(v.string(), v.string()),
  until: isoTime,
  by: v.string(),
  at: isoTime,
  why: v.string(),
});

/** What a stored pin turned out to be. */
export type ParsedPin = { readonly kind: 'valid'; readonly pin: Pin } | { readonly kind: 'invalid' };

/** Reads a pin, trusting nothing. */
export function parsePin(text: string): ParsedPin {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? { kind: 'valid', pin: result.output } : { kind: 'invalid' };
  } catch {
    return { kind: 'invalid' };
  }
}

/** The text of a pin, of type String: no deployment reads it. */
export function renderPin(pin: Pin): string {
  return safeJson(pin);
}
