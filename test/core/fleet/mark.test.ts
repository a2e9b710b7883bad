import { describe, expect, it } from 'vitest';
import { markOf, stateTold, stateWithMark } from '../../../core/fleet/mark.ts';
import type { State } from '../../../core/publication/state-document.ts';
import type { Publication } from '../../../core/report/report.ts';
import { changedTarget } from '../../support/reports.ts';

const EMPTY: State = { history: [], runId: 'run' };
const live = (announced: boolean, version = 2) => ({ version, hash: 'a', announced, until: '2026-11-22T06:00:06Z' });
const written = (kind: 'written' | 'proposed', version: number): Publication => ({
  kind,
  cause: 'resize',
  name: '/rightsizer/api/production',
  version,
  after: {},
});

describe('the mark of a message', () => {
  it('says what was announced, which notice and which holds were told', () => {
    const state = { ...EMPTY, notice: 'Breach', heldSaidOn: '2026-11-22' };
    const report = changedTarget({ id: 'api/production', publication: written('written', 2) });
    expect(markOf(report, state)).toEqual({
      id: 'api/production',
      announced: { destination: 'live', version: 2 },
      notice: 'Breach',
      heldSaidOn: '2026-11-22',
    });
    expect(markOf({ ...report, publication: written('proposed', 1) }, EMPTY)).toEqual({
      id: 'api/production',
      announced: { destination: 'proposed', version: 1 },
    });
    expect(markOf({ ...report, publication: { kind: 'none' } }, EMPTY)).toEqual({ id: 'api/production' });
  });

  it('makes the state that a run stores after its message: announced, and told', () => {
    const before: State = { ...EMPTY, live: live(false), notice: 'NoData' };
    const mark = { id: 'a', announced: { destination: 'live', version: 2 }, heldSaidOn: '2026-11-22' } as const;
    expect(stateWithMark(before, mark)).toEqual({
      ...EMPTY,
      live: { version: 2, hash: 'a', announced: true },
      heldSaidOn: '2026-11-22',
    });
    expect(stateWithMark(EMPTY, { id: 'a', notice: 'NoData' })).toEqual({ ...EMPTY, notice: 'NoData' });
  });

  it('announces no version that somebody wrote since', () => {
    const before: State = { ...EMPTY, live: live(false, 3) };
    const mark = { id: 'a', announced: { destination: 'live', version: 2 } } as const;
    expect(stateWithMark(before, mark)).toEqual(before);
  });

  it('leaves to the state before the message what earlier ones told', () => {
    const now: State = { ...EMPTY, notice: 'Breach', heldSaidOn: '2026-11-22', changedAt: '2026-11-20T06:00:00Z' };
    expect(stateTold(now, { ...EMPTY, notice: 'NoData', heldSaidOn: '2026-11-10' })).toEqual({
      ...now,
      notice: 'NoData',
      heldSaidOn: '2026-11-10',
    });
    expect(stateTold(now, EMPTY)).toEqual({ ...EMPTY, changedAt: '2026-11-20T06:00:00Z' });
  });
});
