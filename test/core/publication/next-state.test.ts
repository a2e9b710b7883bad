import { describe, expect, it } from 'vitest';
import {
  type Intent,
  isBeingPublished,
  isUnannounced,
  rememberHolds,
  stateAnnounced,
  stateAnnouncing,
  stateWithClosedProposal,
  stateWithHolds,
  stateWithIntent,
} from '../../../core/publication/next-state.ts';
import type { Cause } from '../../../core/publication/plan-publication.ts';
import { EMPTY_STATE, type State, type Watch } from '../../../core/publication/state-document.ts';
import { shortHash } from '../../../core/publication/stored-text.ts';

const intent = (fields: Partial<Intent> = {}): Intent => ({
  destination: 'live',
  text: '{"taskCpu":"256"}',
  size: { cpuUnits: 256, memoryMiB: 512 },
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
        {
          version: 4,
          hash,
          at: '2026-11-23T06:00:00Z',
          author: 'rightsizer',
          cause: 'resize',
          reasons: ['because'],
          size: [256, 512],
        },
        older,
      ],
      changedAt: '2026-11-23T06:00:00Z',
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

describe('the size that people want', () => {
  const approved = { cpuUnits: 1024, memoryMiB: 2048 };
  const written = (fields: Partial<Intent>) => stateWithIntent({ ...EMPTY_STATE, approved }, intent(fields)).approved;

  it.each<Partial<Intent>>([
    { author: 'alice', cause: 'approve' },
    { author: 'alice', cause: 'rollback' },
    { author: 'alice', cause: 'seed' },
    { cause: 'pin' },
    { cause: 'baseline' },
  ])('is what they write, pin, or had before the first change: %o', (fields) => {
    expect(written(fields)).toEqual({ cpuUnits: 256, memoryMiB: 512 });
  });

  it.each<Partial<Intent>>([{}, { cause: 'restore' }, { cause: 'keys' }, { destination: 'proposed' }])(
    'stays when the recommender writes: %o',
    (fields) => {
      expect(written(fields)).toEqual(approved);
    },
  );
});

describe('resources that are held steady', () => {
  it('are remembered while the decision says so', () => {
    const held = { agreement: {}, holds: [], steadySince: { cpu: '2026-11-20' } };
    const state = stateWithHolds(EMPTY_STATE, held, '2026-11-23');
    expect(state).toEqual({ ...EMPTY_STATE, steadySince: { cpu: '2026-11-20' } });
    expect(stateWithHolds(state, { agreement: {}, holds: [] }, '2026-11-24')).toEqual(EMPTY_STATE);
  });
});

describe('what a write does to what is remembered', () => {
  const agreement = { cpu: { since: '2026-11-20', lastDay: '2026-11-22', days: 3 } };
  const forecast = { size: { cpuUnits: 256, memoryMiB: 512 }, neededCpuUnits: 200, exceededPercent: 0, bootMinutes: 0 };
  const watch: Watch = { version: 3, before: { taskCpu: '1024' }, forecast, shrinks: true };
  const before: State = { ...EMPTY_STATE, agreement, watch, changedAt: '2026-11-01T06:00:00Z', history: [older] };
  const watched = { before: { taskCpu: '512' }, forecast, shrinks: true };

  it.each<[Cause, boolean]>([
    ['resize', true],
    ['restore', true],
    ['pin', true],
    ['approve', true],
    ['rollback', true],
    ['repair', true],
    ['baseline', false],
    ['keys', false],
    ['copy', false],
    ['seed', false],
  ])('%s begins agreement and cool-down anew: %s', (cause, isChange) => {
    const state = stateWithIntent(before, intent({ cause }));
    expect(state.agreement).toEqual(isChange ? undefined : agreement);
    expect(state.changedAt).toBe(isChange ? '2026-11-23T06:00:00Z' : '2026-11-01T06:00:00Z');
    // Whatever is written, what ran before is not what is watched any more.
    expect(state.watch).toBeUndefined();
  });

  it('has no time of a change, where there never was one', () => {
    const state = stateWithIntent(EMPTY_STATE, intent({ cause: 'baseline' }));
    expect([state.changedAt, state.agreement]).toEqual([undefined, undefined]);
  });

  it('watches a change with its version, and says its forecast in the history', () => {
    const state = stateWithIntent(before, intent({ watched, author: 'ana' }));
    expect(state.watch).toEqual({ ...watched, version: 4 });
    expect(state.history[0]).toMatchObject({
      author: 'ana',
      forecast: 'needs CPU 200 of 256; short of CPU 0 % of the time',
    });
  });

  it('says in the history what a change is expected to save, where that is known', () => {
    const priced = { ...watched, forecast: { ...forecast, savingsUsdPerMonth: 14.77 } };
    expect(stateWithIntent(before, intent({ watched: priced })).history[0]?.forecastUsd).toBe(14.77);
    expect(stateWithIntent(before, intent({ watched })).history[0]).not.toHaveProperty('forecastUsd');
  });

  it('keeps the forecast of a proposal for the day on which it is approved, and leaves the rest alone', () => {
    const state = stateWithIntent(before, intent({ destination: 'proposed', watched }));
    expect(state).toEqual({
      ...before,
      proposed: { version: 4, hash, announced: false },
      proposedForecast: forecast,
      runId: 'run-2',
    });
  });
});

describe('stateWithHolds', () => {
  const agreement = { cpu: { since: '2026-11-20', lastDay: '2026-11-22', days: 3 } };
  const cooldown = { code: 'Cooldown', since: 's', until: 'u', cooldownDays: 7 } as const;
  const cap = { code: 'ShrinkCap', maximumShrinksPerRun: 1, since: 's' } as const;

  it('remembers since when each hold holds, and forgets those that are over', () => {
    const state = { ...EMPTY_STATE, heldSince: { Cooldown: '2026-11-20', Frozen: '2026-11-01' } };
    expect(stateWithHolds(state, { agreement, holds: [cooldown, cap] }, '2026-11-23')).toEqual({
      ...EMPTY_STATE,
      agreement,
      heldSince: { Cooldown: '2026-11-20', ShrinkCap: '2026-11-23' },
    });
  });

  it('is as small as before, where nothing is agreed on and nothing waits', () => {
    const state = { ...EMPTY_STATE, agreement, heldSince: { Cooldown: '2026-11-20' } };
    expect(stateWithHolds(state, { agreement: {}, holds: [] }, '2026-11-23')).toEqual(EMPTY_STATE);
  });
});

describe('rememberHolds', () => {
  const agreement = { cpu: { since: '2026-11-20', lastDay: '2026-11-22', days: 3 } };
  const cooldown = { code: 'Cooldown', since: 's', until: 'u', cooldownDays: 7 } as const;
  const time = Date.parse('2026-11-23T06:00:00Z');
  const remembered = (state: State, holds: readonly (typeof cooldown)[], mode: 'apply' | 'propose' = 'apply') =>
    rememberHolds(state, { applicable: { agreement, holds }, mode, time });

  it('says a hold at first sight, and then once in seven days', () => {
    const said = (heldSaidOn: string) => ({ ...EMPTY_STATE, heldSaidOn });
    expect(remembered(EMPTY_STATE, [cooldown])).toEqual({
      state: { ...EMPTY_STATE, agreement, heldSince: { Cooldown: '2026-11-23' }, heldSaidOn: '2026-11-23' },
      holdsAreNew: true,
    });
    expect(remembered(said('2026-11-16'), [cooldown])).toMatchObject({
      state: { heldSaidOn: '2026-11-23' },
      holdsAreNew: true,
    });
    expect(remembered(said('2026-11-17'), [cooldown])).toMatchObject({
      state: { heldSaidOn: '2026-11-17' },
      holdsAreNew: false,
    });
  });

  it('has nothing to say where nothing waits', () => {
    expect(remembered(EMPTY_STATE, [])).toEqual({ state: { ...EMPTY_STATE, agreement }, holdsAreNew: false });
  });

  it('counts nothing where a person is asked', () => {
    const state = { ...EMPTY_STATE, agreement, heldSince: { Cooldown: '2026-11-20' } };
    expect(remembered(state, [cooldown], 'propose')).toEqual({ state: EMPTY_STATE, holdsAreNew: false });
  });
});

describe('stateWithClosedProposal', () => {
  it('closes the proposal that stands, which nobody is told any more', () => {
    const proposed = { version: 2, hash: 'a', announced: false };
    const state = stateWithClosedProposal({ ...EMPTY_STATE, proposed });
    expect(state.proposed).toEqual({ ...proposed, closed: true });
    expect(isUnannounced(state.proposed, { version: 2, text: '' })).toBe(false);
  });

  it('changes nothing without one', () => {
    expect(stateWithClosedProposal(EMPTY_STATE)).toBe(EMPTY_STATE);
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

describe('a run that says until when it is alive', () => {
  const until = '2026-11-23T06:00:06.000Z';
  const end = Date.parse(until);
  const state = stateWithIntent(EMPTY_STATE, intent({ until }));

  it('is publishing until then, or until it has announced', () => {
    expect(state.live).toEqual({ version: 4, hash, announced: false, until });
    expect(isBeingPublished(state, end - 1)).toBe(true);
    expect(isBeingPublished(state, end)).toBe(false);
    expect(stateAnnounced(state, 'live').live).toEqual({ version: 4, hash, announced: true });
    expect(isBeingPublished(stateAnnounced(state, 'live'), end - 1)).toBe(false);
    expect(isBeingPublished(EMPTY_STATE, end - 1)).toBe(false);
  });

  it('is not believed what no run can say: more than a quarter of an hour', () => {
    expect(isBeingPublished(state, end - 15 * 60_000)).toBe(true);
    expect(isBeingPublished(state, end - 15 * 60_000 - 1)).toBe(false);
    expect(isBeingPublished(stateWithIntent(EMPTY_STATE, intent({ until: 'soon' })), end)).toBe(false);
  });

  it('does not wait for a proposal that was closed', () => {
    const proposed = stateWithIntent(EMPTY_STATE, intent({ destination: 'proposed', until }));
    expect(isBeingPublished(proposed, end - 1)).toBe(true);
    expect(isBeingPublished(stateWithClosedProposal(proposed), end - 1)).toBe(false);
  });

  it('may be another one than wrote the document', () => {
    const later = '2026-11-23T07:00:06.000Z';
    expect(stateAnnouncing(state, 'live', later).live).toEqual({ version: 4, hash, announced: false, until: later });
    expect(stateAnnouncing(state, 'proposed', later)).toBe(state);
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
    ['it is a proposal that was closed', { ...entry, closed: true }, stored],
    ['another version is stored', entry, { ...stored, version: 5 }],
    ['somebody else wrote that version', entry, { ...stored, text: '{}' }],
  ])('is none, when %s', (_, state, document) => {
    expect(isUnannounced(state, document)).toBe(false);
  });
});
