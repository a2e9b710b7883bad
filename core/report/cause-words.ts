import type { Cause } from '../publication/plan-publication.ts';

/** What happened to a document, in the word that heads it. */
export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  baseline: 'RECORDED',
  resize: 'CHANGED',
  restore: 'RESTORED',
  pin: 'PINNED',
  approve: 'APPROVED',
  rollback: 'ROLLED BACK',
  seed: 'SEEDED',
  keys: 'KEYS CHANGED',
  repair: 'REPAIRED',
  copy: 'COPIED',
};
