import type { Acting, LiveNow, PersonsCommand, PersonsResult } from './acting.ts';
import type { Fulfilled, Wish } from './fulfil.ts';
import { plainDocument } from './standing.ts';

export interface Told {
  readonly command: PersonsCommand;
  readonly summary: string;
  readonly notes?: readonly string[];
}

function liveNow({ before: { documents }, live, wish }: Fulfilled<Wish>): LiveNow | undefined {
  const document = live && plainDocument(live.text);
  if (live === undefined || document === undefined || wish.sizes === undefined) return undefined;
  const was = documents.live && plainDocument(documents.live.text);
  return { name: documents.names.live, version: live.version, document, ...(was && { before: was }) };
}

/** What a command did, for people and as JSON. */
export function resultOf(
  { target }: Acting,
  fulfilled: Fulfilled<Wish>,
  { command, summary, notes = [] }: Told,
): PersonsResult {
  const { changed, copies, wish } = fulfilled;
  const live = liveNow(fulfilled);
  return {
    target: target.id,
    command,
    changed,
    summary,
    ...(live && { live }),
    ...(wish.pin && { pin: wish.pin }),
    copies,
    notes: [...fulfilled.notes, ...notes],
  };
}
