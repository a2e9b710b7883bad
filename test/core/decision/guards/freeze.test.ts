import { describe, expect, it } from 'vitest';
import type { FreezeWindow } from '../../../../core/configuration/configuration.ts';
import { activeFreeze, freezeText } from '../../../../core/decision/guards/freeze.ts';
import { codes, decided, size } from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

const at = (day: string, time = '06:00:00Z') => Date.parse(`${day}T${time}`);
const CHRISTMAS: FreezeWindow = { from: '2026-12-20', to: '2027-01-06' };
const FRIDAYS: FreezeWindow = { weekdays: ['friday'] };

describe('a freeze window', () => {
  it.each<[string, FreezeWindow, number, boolean]>([
    ['the day before it', CHRISTMAS, at('2026-12-19', '23:59:59Z'), false],
    ['its first minute', CHRISTMAS, at('2026-12-20', '00:00:00Z'), true],
    ['its last minute', CHRISTMAS, at('2027-01-06', '23:59:59Z'), true],
    ['the day after it', CHRISTMAS, at('2027-01-07', '00:00:00Z'), false],
    ['any day from the first on', { from: '2026-12-20' }, at('2029-05-01'), true],
    ['no day before the first', { from: '2026-12-20' }, at('2026-12-19'), false],
    ['any day up to the last', { to: '2026-12-20' }, at('2020-05-01'), true],
    ['no day after the last', { to: '2026-12-20' }, at('2026-12-21'), false],
    // 2026-11-27 is a Friday.
    ['its weekday', FRIDAYS, at('2026-11-27'), true],
    ['no other weekday', FRIDAYS, at('2026-11-28'), false],
    ['its weekday in UTC', FRIDAYS, at('2026-11-27', '00:30:00+01:00'), false],
    ['its weekday inside its days', { ...CHRISTMAS, ...FRIDAYS }, at('2026-12-25'), true],
    ['no weekday outside its days', { ...CHRISTMAS, ...FRIDAYS }, at('2026-11-27'), false],
    ['no other weekday inside its days', { ...CHRISTMAS, ...FRIDAYS }, at('2026-12-24'), false],
  ])('holds on the right days: %s', (_, window, time, holds) => {
    expect(activeFreeze([window], time)).toEqual(holds ? window : undefined);
  });

  it('is the first of several that holds, and none without windows', () => {
    expect(activeFreeze([FRIDAYS, CHRISTMAS], at('2026-12-24'))).toBe(CHRISTMAS);
    expect(activeFreeze([CHRISTMAS, FRIDAYS], at('2026-12-25'))).toBe(CHRISTMAS);
    expect(activeFreeze([], at('2026-12-25'))).toBeUndefined();
  });

  it.each<[FreezeWindow, string]>([
    [CHRISTMAS, 'from 2026-12-20 to 2027-01-06'],
    [{ from: '2026-12-20' }, 'from 2026-12-20'],
    [{ to: '2026-12-20' }, 'to 2026-12-20'],
    [{ weekdays: ['friday', 'saturday'] }, 'on friday, saturday'],
    [{ ...CHRISTMAS, ...FRIDAYS }, 'on friday from 2026-12-20 to 2027-01-06'],
  ])('is said in words: %o', (window, text) => {
    expect(freezeText(window)).toBe(text);
  });
});

describe('while a freeze window holds', () => {
  const freeze = [{ from: '2026-11-20', to: '2026-11-30' }];
  const live = { task: size(512, 2048), containers: {} };

  it('neither shrinks nor grows on utilization, says so, and asks a person all the same', () => {
    const { applicable } = decided(plain({ target: { freeze }, change: {} }));
    expect(applicable.sizes.task).toEqual(size(1024, 4096));
    expect(applicable.withoutShrink).toEqual(applicable.sizes);
    expect(applicable.holds).toEqual([
      { code: 'Frozen', window: 'from 2026-11-20 to 2026-11-30', since: '2026-11-22' },
    ]);
    expect(applicable.proposal.task).toEqual(size(512, 2048));
  });

  it('says since when, as it is remembered', () => {
    const { applicable } = decided(plain({ target: { freeze }, change: { heldSince: { Frozen: '2026-11-20' } } }));
    expect(applicable.holds).toMatchObject([{ code: 'Frozen', since: '2026-11-20' }]);
  });

  it('goes on counting agreement, so that a shrink does not wait anew afterwards', () => {
    const { applicable } = decided(plain({ target: { freeze }, change: {} }));
    expect(Object.keys(applicable.agreement)).toEqual(['cpu', 'memory']);
  });

  it('keeps what is live and waits for its deployment, not what runs', () => {
    expect(decided(plain({ target: { freeze }, live, change: {} })).applicable.sizes).toEqual(live);
  });

  it('holds nothing back, where nothing would change', () => {
    const small = { task: size(256, 2048), containers: {} };
    expect(codes(decided(plain({ target: { freeze }, live: small, change: {} })).applicable.holds)).toEqual([]);
  });
});
