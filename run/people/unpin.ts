import type { Pin } from '../../core/publication/pin-document.ts';
import type { Acting, PersonsResult } from './acting.ts';
import { fulfil, type Wish } from './fulfil.ts';
import { resultOf } from './result.ts';
import { pinText, pinThatHolds, type Standing } from './standing.ts';

/** Ends a pin: what was pinned, and by whom, stays in the history of its parameter. */
export async function unpin(acting: Acting, why = 'unpinned'): Promise<PersonsResult> {
  const fulfilled = await fulfil(acting, (standing): Wish => wishOf(acting, standing, why));
  const was = pinThatHolds(fulfilled.before, acting.person.at);
  const summary = was === undefined ? 'is not pinned; nothing was written.' : `unpinned; it was ${pinText(was)}.`;
  const notes = was === undefined ? [] : [nextRun(acting)];
  return resultOf(acting, withoutPin(fulfilled), { command: 'unpin', summary, notes });
}

function wishOf({ person: { by, at } }: Acting, standing: Standing, why: string): Wish {
  const holds = pinThatHolds(standing, at);
  if (holds === undefined) return {};
  const document = holds === 'unreadable' ? {} : holds.document;
  const ended: Pin = { document, until: at, by, at, why };
  return { pin: ended };
}

/** A pin that has ended is none to tell of. */
function withoutPin<Found extends { readonly wish: Wish }>(fulfilled: Found): Found & { readonly wish: Wish } {
  const { pin: _, ...wish } = fulfilled.wish;
  return { ...fulfilled, wish };
}

function nextRun({ target }: Acting): string {
  return target.mode === 'apply'
    ? 'From the next run on it is sized again: growth at once, shrinking when the change gate lets it.'
    : 'From the next run on sizes are proposed again; nothing is applied without approval.';
}
