import { describe, expect, it } from 'vitest';
import { shortHash } from '../../../core/publication/hash.ts';
import { type Intent, isUnannounced, stateAnnounced, stateWithIntent } from '../../../core/publication/next-state.ts';
import { EMPTY_STATE, type State } from '../../../core/publication/state-document.ts';

const intent = (fields: Partial<Intent> = {}): Intent => ({
  destination: 'live',
  text: '{"taskCpu":"256"}',
  version: 4,
  cause: 'resize',
  reasons: ['because'],
  at: '2026-11-23T06:00:00Z',
  runId: 'run-2',
  ...fields,
});
const hash = shortHash('{"taskCpu":"256"}');
const older = { version: 3, hash: 'a', at: '2026-11-22T06:00:00Z', author: 'rightsizer', cause: 'keys', reasons: [] };

describe('stateWithIntent', () => {
  it('says what is about to be live, and why, newest first', () => {
    expect(stateWithIntent({ history: [older], runId: 'run-1', notice: 'NoData' }, intent())).toEqual({
      live: { version: 4, hash, announced: false },
      history: [
        { version: 4, hash, at: '2026-11-23T06:00:00Z', author: 'rightsizer', cause: 'resize', reasons: ['because'] },
        older,
      ],
      notice: 'NoData',
      runId: 'run-2',
    });
  });

  it('forgets versions that never came to be', () => {
    const state = stateWithIntent({ history: [{ ...older, version: 4 }, older], runId: 'run-1' }, intent());
    expect(state.history.map(({ version, cause }) => [version, cause])).toEqual([
      [4, 'resize'],
      [3, 'keys'],
    ]);
  });

  it('leaves live and its history alone for a proposal', () => {
    const live = { version: 3, hash: 'a', announced: true };
    const state = stateWithIntent({ live, history: [older], runId: 'run-1' }, intent({ destination: 'proposed' }));
    expect(state).toEqual({ live, proposed: { version: 4, hash, announced: false }, history: [older], runId: 'run-2' });
  });
});

describe('stateAnnounced', () => {
  it('marks one destination, and only that', () => {
    const entry = { version: 4, hash, announced: false };
    const state: State = { ...EMPTY_STATE, live: entry, proposed: entry };
    expect(stateAnnounced(state, 'live')).toEqual({ ...state, live: { ...entry, announced: true } });
  });

  it('changes nothing, where there is nothing to announce', () => {
    expect(stateAnnounced(EMPTY_STATE, 'proposed')).toBe(EMPTY_STATE);
  });
});

describe('isUnannounced', () => {
  const stored = { version: 4, text: '{"taskCpu":"256"}' };
  const entry = { version: 4, hash, announced: false };

  it('is the document that the state was about to write, and nobody has been told', () => {
    expect(isUnannounced(entry, stored)).toBe(true);
  });

  it.each([
    ['nothing was about to be written', undefined, stored],
    ['nothing was written', entry, undefined],
    ['it was announced', { ...entry, announced: true }, stored],
    ['another version is stored', entry, { ...stored, version: 5 }],
    ['somebody else wrote that version', entry, { ...stored, text: '{}' }],
  ])('is none, when %s', (_, state, document) => {
    expect(isUnannounced(state, document)).toBe(false);
  });
});
