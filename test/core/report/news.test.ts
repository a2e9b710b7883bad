import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { moneyTotals, newsIn, newsOf, newsToTell, targetNews } from '../../../core/report/news.ts';
import { causeWord, kindOf, NEWS_ORDER } from '../../../core/report/news-kinds.ts';
import { newsLines } from '../../../core/report/news-text.ts';
import { type TargetReport, withText } from '../../../core/report/report.ts';
import { size } from '../../support/builders.ts';
import { changedTarget, report, reportOf, resize, targetReport } from '../../support/reports.ts';
import { KINDS, TARGETS } from './news-reports.ts';

const PIN = { until: '2026-12-21T06:00:00Z', by: 'ana', why: 'x' };
const text = (target: TargetReport) => newsLines(targetNews(target)).join('\n');
const sizes = (cpuUnits: number, memoryMiB: number) => ({ task: size(cpuUnits, memoryMiB), containers: {} });

describe('the news of a target, as data', () => {
  // After a wanted change: UPDATE_GOLDEN=1 npx vitest run test/core/report/news.test.ts && npx biome check --write test
  it.each(KINDS)('of the kind %s is that of test/core/report/golden', (kind, target) => {
    const file = new URL(`golden/${kind}.json`, import.meta.url);
    const news = targetNews(target);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${JSON.stringify(news, null, 2)}\n`);
    expect(existsSync(file)).toBe(true);
    expect(news).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    expect(news.kind).toBe(kind);
  });

  it('is told where it is new, and in a digest wherever there is any', () => {
    const all = Object.values(TARGETS);
    const quiet = ['toApprove', 'advised', 'nothing'];
    expect(newsIn(report(all.toReversed()))).toEqual(NEWS_ORDER.filter((kind) => !quiet.includes(kind)));
    expect(newsOf(report(all, { digest: true })).map(({ kind }) => kind)).toEqual(NEWS_ORDER.slice(0, -1));
    expect(newsToTell(targetReport(), { digest: true })).toBeUndefined();
  });
});

describe('what a target is called', () => {
  it('is no old breach: that stands as an alert with what is new', () => {
    const old: TargetReport = { ...TARGETS.breach, noticeIsNew: false, publication: resize() };
    expect(kindOf(old)).toBe('changed');
    expect(text(old)).toContain('\n  ! The last change went wrong');
    expect(kindOf({ ...old, publication: { kind: 'none' } })).toBe('alert');
    expect(targetNews({ ...old, publication: { kind: 'none' } }).isNew).toBe(false);
  });

  it('is one name for what ECS rolled back, and another for what a person did', () => {
    expect(targetNews(TARGETS.rolledBackByEcs).headline).toBe('ROLLED BACK BY ECS');
    expect(targetNews(TARGETS.reverted).headline).toBe('REVERTED');
    expect([causeWord('rollback'), causeWord('baseline'), causeWord('foreign')]).toEqual([
      'reverted',
      'stored as running',
      'foreign',
    ]);
  });

  it.each([
    [resize({ kind: 'planned' }), 'apply', 'WOULD CHANGE', 'Nothing. A run would write it; this one wrote nothing.'],
    [
      resize({ kind: 'planned' }),
      'propose',
      'WOULD PROPOSE',
      'Nothing. A run would propose it, and a person approves.',
    ],
    [resize({ kind: 'planned', cause: 'seed' }), 'apply', 'SEEDED', 'Nothing. A run would write it;'],
  ] as const)('is in a plan what a run would do: %#', (publication, mode, headline, now) => {
    const news = targetNews(changedTarget({ publication, mode }));
    expect(news).toMatchObject({ headline, now: expect.stringContaining(now), commands: [] });
    expect(news.messageId).toBeUndefined();
  });
});

describe('a breach', () => {
  const { breach } = TARGETS;

  it('says what a person does now, by what was done about it', () => {
    const nothing: TargetReport = { ...breach, publication: { kind: 'none' } };
    const now = (target: TargetReport) => targetNews(target).now;
    expect(now(nothing)).toBe('Look at connector in production. Nothing was written: what is live holds already.');
    expect(now({ ...nothing, pin: PIN })).toContain('Nothing was written: the pin holds.');
    expect(now({ ...nothing, publication: { kind: 'failed', message: 'no' } })).toContain('see above.');
    const proposed = targetNews({ ...breach, publication: resize({ kind: 'proposed', cause: 'restore' }) });
    expect(proposed.now).toBe('Nothing is put back until somebody approves:');
    expect(proposed.commands[0]).toBe('npx rightsizer approve connector production --proposal 2');
  });
});

describe('sizes, steps and money', () => {
  const step = TARGETS.changed;

  it('count the CPU rows that are left where one at a time is the rule, else what waits as one more change', () => {
    // 4096 -> 2048 now, then 1024 and 512: three changes.
    const far = { ...step, next: size(2048, 4096), recommended: sizes(512, 4096) };
    expect(targetNews(far).steps).toBe(3);
    expect(targetNews({ ...far, holds: [] }).steps).toBe(2);
    expect(targetNews({ ...step, next: size(512, 4096) }).steps).toBe(2);
  });

  it('are without an aim where the step is all, and without money where there is no price', () => {
    expect(targetNews({ ...step, next: size(512, 3072) })).toMatchObject({ aim: undefined, steps: undefined });
    expect(targetNews({ ...step, monthlyUsd: {} })).toMatchObject({ money: undefined });
    expect(targetNews({ ...step, monthlyUsd: { current: 1 } }).money).toEqual({ now: 1 });
    const { running: _, ...unknown } = step;
    expect(text(unknown)).toContain('\n  1024 CPU / 3072 MiB\n  step 1 of 2, the aim is 512 CPU / 3072 MiB\n');
  });

  it('name the aim alone where nothing else is known', () => {
    const { running: _r, live: _l, afterHolds: _a, ...bare } = TARGETS.held;
    expect(text({ ...bare, monthlyUsd: {} })).toContain(
      'ON HOLD connector/production\n  the aim is 1024 CPU / 4096 MiB\n',
    );
    const { recommended: _, ...less } = bare;
    expect(text({ ...less, monthlyUsd: {} })).toContain('ON HOLD connector/production\nWaiting:');
  });

  it('add up over targets with a price', () => {
    const targets = [step, TARGETS.held, TARGETS.nothing, TARGETS.failed];
    // 36.04 + 78.57 + 42.53; the step costs 3.24 more; the aims are 24.51 and 42.53.
    expect(moneyTotals(targets)).toEqual({ now: 157.14, next: 160.38, aim: 109.57 });
  });
});

describe('what else there is to know', () => {
  it('is a pin, once, though it be a hold as well', () => {
    const holds = withText([{ code: 'Pinned', ...PIN }]);
    expect(text({ ...TARGETS.held, pin: PIN, holds }).split('Pinned by ana')).toHaveLength(2);
    expect(text({ ...TARGETS.held, holds })).toContain('Waiting:\n  - Pinned by ana');
    for (const [, target] of KINDS)
      expect(text({ ...target, pin: PIN })).toContain('\n  Pinned by ana until 2026-12-21');
  });

  it.each([
    ['money, where less is live', { live: { version: 2, task: size(1024, 4096) } }, ': 18.57 USD a month wait.'],
    ['nothing, where the price is not known', { monthlyUsd: {} }, '20 06:00 UTC.'],
    ['nothing, where one price is not known', { monthlyUsd: { current: 78.57 } }, '20 06:00 UTC.'],
    ['nothing, where it costs the same', { monthlyUsd: { current: 60, live: 60 } }, '20 06:00 UTC.'],
    [
      'the risk, where a larger size is live',
      { live: { version: 2, task: size(4096, 8192) } },
      ': a larger size waits, the risk stays until it is deployed.',
    ],
    ['no size, where none can be read', { live: { version: 2 } }, 'What is live is not deployed since 2026-11-20'],
  ])('is of an undeployed size %s', (_, fields, expected) => {
    expect(text({ ...TARGETS.toDeploy, ...fields })).toContain(expected);
  });

  it('is why there is no price, and what Compute Optimizer would take', () => {
    const pricing = { kind: 'unpriced', why: 'The prices of Windows are not confirmed.' } as const;
    expect(text(changedTarget({ monthlyUsd: {}, pricing }))).toContain('\n  No money: The prices of Windows');
    const task = size(512, 2048);
    const secondOpinion = { kind: 'agrees', task, current: task, lookbackDays: 14 } as const;
    expect(text(changedTarget({ secondOpinion }))).toContain(
      '\n  - Compute Optimizer: 512 CPU / 2048 MiB, the same.\n',
    );
  });

  it('is why it is skipped, also where its running sizes were recorded in the same run', () => {
    const reasons = withText([{ code: 'NoData', resource: 'cpu' }]);
    const skipped = reportOf('a/b', { outcome: 'skipped', skipReason: 'NoData', reasons, noticeIsNew: true });
    const recorded = { ...skipped, publication: resize({ cause: 'baseline', version: 1 }) };
    expect(targetNews(skipped)).toMatchObject({ kind: 'skipped', why: ['There is no CPU data in the window.'] });
    expect(targetNews(recorded)).toMatchObject({ kind: 'stored', why: ['There is no CPU data in the window.'] });
  });

  it('claims little where little is known', () => {
    const repaired = targetReport({ publication: resize({ cause: 'repair', before: {}, after: {} }) });
    expect(targetNews(repaired).why).toEqual(['The document before was unusable.']);
    const { evidence } = changedTarget();
    const bare = changedTarget({ ...(evidence && { evidence: { ...evidence, resources: {}, risk: {} } }) });
    expect(targetNews(bare).sure).toEqual([]);
    const { version: _, ...unversioned } = resize({ kind: 'proposed' });
    expect(targetNews(targetReport({ publication: unversioned })).commands[0]).toBe(
      'npx rightsizer approve connector production',
    );
  });

  it('is what lowers the confidence, in words', () => {
    const { evidence } = changedTarget();
    const confidence = { kind: 'lower', because: ['KillsUnknown', 'ContainersEstimated'] } as const;
    expect(text(changedTarget({ ...(evidence && { evidence: { ...evidence, confidence } }) }))).toContain(
      '\n  - With lower confidence: memory kills are not recorded, containers are not measured.\n',
    );
  });
});
