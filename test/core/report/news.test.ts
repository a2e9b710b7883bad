import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestLine } from '../../../core/report/digest-text.ts';
import { emailText } from '../../../core/report/email-text.ts';
import { machineBody } from '../../../core/report/machine-body.ts';
import { messageFor } from '../../../core/report/message.ts';
import { newsIn, newsOf } from '../../../core/report/news.ts';
import { oneLine, shortLine } from '../../../core/report/one-line.ts';
import { type Report, type TargetReport, withText } from '../../../core/report/report.ts';
import { subjectOf } from '../../../core/report/subject.ts';
import { size } from '../../support/builders.ts';
import { changedTarget, report, reportOf, resize, targetReport } from '../../support/reports.ts';
import { onlyTarget } from './news-reports.ts';

const LIMIT = 24_000;
const text = (...targets: readonly TargetReport[]) => emailText(report(targets), LIMIT);
const alerts = withText([{ code: 'MaximumBelowFloor', resource: 'cpu', amount: 1, needed: 2 }]);

function sent(value: Report) {
  const message = messageFor(value);
  if (message === undefined) throw new Error('Nothing was sent.');
  return message;
}

describe('what is said first', () => {
  it.each([
    ['changed', 'changed'],
    ['recorded', 'recorded'],
    ['proposed', 'proposed'],
    ['held', 'held'],
    ['failed', 'failed'],
    ['breach', 'breach'],
    ['rolled-back', 'rolledBack'],
    ['pinned', 'changed'],
  ])('%s is called %s', (name, news) => {
    expect(newsOf(onlyTarget(name))).toBe(news);
  });

  it('is what went wrong, then failures, changes, proposals, and last what is held', () => {
    const targets = ['held', 'proposed', 'changed', 'failed', 'rolled-back', 'breach'].map(onlyTarget);
    const all = report(targets);
    expect(newsIn(all)).toEqual(['breach', 'rolledBack', 'failed', 'changed', 'proposed', 'held']);
    const heads = text(...targets).match(/^[A-Z][A-Z ]+ connector\/\w+/gm);
    expect(heads?.map((head) => head.split(' connector')[0])).toEqual([
      'BREACH',
      'ROLLED BACK BY ECS',
      'FAILED',
      'CHANGED',
      'PROPOSED',
      'HELD',
    ]);
    expect(subjectOf(all)).toMatch(/^rightsizer: 1 BREACH, 1 ROLLED BACK, 1 failed, 1 changed, 1 proposed, 1 held/);
  });

  it('is no old breach: it stands as an alert with what is new', () => {
    const old = { ...onlyTarget('breach'), noticeIsNew: false, publication: resize() };
    expect(newsOf(old)).toBe('changed');
    expect(newsOf({ ...old, publication: { kind: 'none' } })).toBeUndefined();
    expect(text(old)).toContain('CHANGED connector/production');
    expect(text(old)).toContain('  ! The last change went wrong');
  });
});

describe('a breach', () => {
  const breach = onlyTarget('breach');

  it('that could not be put back says so, and what failed beside it', () => {
    const failed = text({ ...breach, publication: { kind: 'failed', message: 'PortError: no' } });
    expect(failed).toContain('Nothing was written: see below.');
    expect(failed).toContain('NOT WRITTEN connector/production\n  PortError: no');
  });

  it('under a pin names the pin, which wins; what is live may hold already', () => {
    const pin = { until: '2026-12-21T06:00:00Z', by: 'ana', why: 'x' };
    const nothing = { ...breach, publication: { kind: 'none' } as const, holdsAreNew: true };
    expect(text({ ...nothing, pin })).toContain(
      'BREACH connector/production\n  Pinned by ana until 2026-12-21 06:00 UTC: x\n  ! The last change',
    );
    expect(text({ ...nothing, pin })).toContain('Nothing was written: the pin holds.');
    expect(text(nothing)).toContain('Nothing was written: what is live holds already.');
    expect(text(nothing)).not.toContain('HELD');
  });

  it('is proposed where a person decides, and written where another size came of it', () => {
    expect(text({ ...breach, publication: resize({ kind: 'proposed' }) })).toContain('Proposed, and not put back yet:');
    expect(text({ ...breach, publication: resize() })).toContain('Written:\n  taskCpu');
  });
});

describe('what waits', () => {
  const held = onlyTarget('held');

  it('says little where little is known', () => {
    const { running: _r, recommended: __, live: ___, deployment: ____, ...bare } = held;
    expect(text({ ...bare, monthlyUsd: {}, holds: [] })).toContain('HELD connector/production\nNow: Nothing.');
    expect(text({ ...held, live: { version: 2 } })).toContain(
      'What is live is not deployed since 2026-11-20 06:00 UTC.',
    );
  });

  it('stands with alerts that are not new; new ones have a paragraph of their own', () => {
    expect(text({ ...held, alerts })).toMatch(/HELD[\s\S]* {2}! The configured maximum/);
    expect(text({ ...held, alerts, noticeIsNew: true }).split('! The configured maximum')).toHaveLength(2);
  });

  it('stands with a change too, which says that the sizes before never ran', () => {
    const changed = text({ ...held, publication: resize() });
    expect(changed).toContain('The sizes before waited for a deployment since 2026-11-20 06:00 UTC.');
    expect(changed).toContain('Waiting:\n  - Memory decrease on hold');
    expect(changed).not.toContain('HELD');
  });

  it('names a pin once, though the pin be a hold', () => {
    const pin = { until: '2026-12-21T06:00:00Z', by: 'ana', why: 'x' };
    const holds = withText([{ code: 'Pinned', ...pin }]);
    expect(text({ ...held, pin, holds }).split('Pinned by ana')).toHaveLength(2);
    expect(text({ ...held, holds })).toContain('Waiting:\n  - Pinned by ana');
  });

  it('is every message about a pinned target', () => {
    const pin = { until: '2026-12-21T06:00:00Z', by: 'ana', why: 'x' };
    for (const name of ['changed', 'recorded', 'proposed', 'held', 'failed', 'breach', 'rolled-back']) {
      expect(text({ ...onlyTarget(name), pin })).toContain('\n  Pinned by ana until 2026-12-21 06:00 UTC: x\n');
    }
  });
});

describe('what people did', () => {
  it.each([
    ['approve', 'APPROVED'],
    ['rollback', 'ROLLED BACK'],
    ['seed', 'SEEDED'],
  ] as const)('%s is said with their reason and no money', (cause, word) => {
    const reasons = [{ code: 'Recorded', text: 'too slow on Monday' }] as const;
    const said = text(changedTarget({ reasons, publication: resize({ cause }) }));
    expect(said).toContain(`${word} connector/production\n`);
    expect(said).toContain('Why:\n  - too slow on Monday');
    expect(said).not.toContain('USD');
  });
});

it('gives the one command that approves, with the version where there is one', () => {
  expect(text(onlyTarget('proposed'))).toContain('\n  npx rightsizer approve connector production --proposal 4\n');
  const { version: _v, ...unversioned } = resize({ kind: 'proposed' });
  expect(text(targetReport({ publication: unversioned }))).toContain(
    '\n  npx rightsizer approve connector production\n',
  );
});

describe('a digest', () => {
  const live = { version: 3, task: size(1024, 4096) };
  const since = '2026-11-01T09:00:00Z';

  it.each<[Partial<TargetReport>, string]>([
    [{ outcome: 'failed' }, 'not answered (failed)'],
    [{ outcome: 'notDone' }, 'not answered (out of time)'],
    [{ outcome: 'skipped', skipReason: 'NoData' }, 'skipped (NoData); nothing is live'],
    [{ live }, '1024 CPU / 4096 MiB live'],
    [
      { live: { version: 7 }, deployment: { kind: 'deployed', since } },
      'version 7 live, deployed since 2026-11-01 09:00 UTC',
    ],
    [
      { live, deployment: { kind: 'notDeployed', since } },
      '1024 CPU / 4096 MiB live, not deployed since 2026-11-01 09:00 UTC',
    ],
    [
      { live, deployment: { kind: 'notDeployed', since }, running: { task: size(512, 4096), containers: {} } },
      '1024 CPU / 4096 MiB live, not deployed since 2026-11-01 09:00 UTC (a larger size waits, the risk stays until it is deployed)',
    ],
    [
      { live, deployment: { kind: 'rolledBack', since } },
      '1024 CPU / 4096 MiB live, rolled back by ECS 2026-11-01 09:00 UTC',
    ],
    [
      { live, holds: [...onlyTarget('held').holds, { code: 'Recorded', text: 'x' }], alerts },
      '1024 CPU / 4096 MiB live; waits for days of agreement and one CPU row at a time and Recorded; to look at: MaximumBelowFloor',
    ],
    [
      { live, pin: { until: since, by: 'ana', why: 'x' }, monthlyUsd: { current: 3, recommended: 5 } },
      '1024 CPU / 4096 MiB live; pinned by ana until 2026-11-01 09:00 UTC; needs 2.00 USD a month more',
    ],
  ])('%j', (fields, expected) => {
    expect(digestLine(reportOf('a/b', fields))).toBe(`a/b: ${expected}`);
  });

  it('is sent when nothing happened, and its subject says what it is', () => {
    const monthlyUsd = { current: 10, recommended: 7.5 };
    const targets = Array.from({ length: 12 }, () => targetReport({ monthlyUsd }));
    const digest = report(targets, { digest: true });
    expect(sent(digest).subject).toBe('rightsizer: weekly, 12 services, could save 30.00 USD a month');
    expect(subjectOf(report([targetReport()], { digest: true }))).toBe('rightsizer: weekly, 1 service');
    expect(messageFor(report([], { digest: true }))).toBeUndefined();
    const chat = JSON.parse(sent(digest).bodies.https ?? '');
    expect([chat.content.keywords, chat.metadata.eventType, chat.id]).toEqual([
      ['digest'],
      'rightsizer-digest',
      undefined,
    ]);
  });

  it('says at its end what all changes saved, where that is known', () => {
    const realized = { usd: 18.02, from: 'CostExplorer', days: 5 } as const;
    const changes = [{ version: 2, at: since, realized }];
    const targets = [reportOf('a/b', { live, changes }), reportOf('c/d', { live, changes })];
    const body = sent(report(targets, { digest: true })).bodies.email ?? '';
    expect(body).toContain(
      '\na/b: 1024 CPU / 4096 MiB live\nc/d: 1024 CPU / 4096 MiB live\nRealized: saves 36.04 USD a month over 2 changes.\n',
    );
  });

  it('of a fleet says how many lines were left out', () => {
    const targets = Array.from({ length: 900 }, (_x, index) => reportOf(`service-${index}/production`, { live }));
    const body = sent(report(targets, { digest: true })).bodies.email ?? '';
    const lines = body.split('\n').filter((line) => line.startsWith('service-')).length;
    expect(body).toContain(`... and ${900 - lines} more services.`);
    expect(body).toContain('\n\nThe run report in the log has them all (run ');
  });
});

describe('a fleet', () => {
  const long = (index: number) => `${'s'.repeat(60)}-${index}/production`;
  const fleet = (name: string, why = 'x') =>
    Array.from({ length: 300 }, (_x, index) => {
      const like = onlyTarget(name);
      const { version, ...rest } = resize();
      const named = { ...rest, version: version ?? 1, name: `/rightsizer/${long(index)}` };
      const publication =
        like.publication.kind === 'none'
          ? like.publication
          : ({ ...named, kind: name === 'proposed' ? 'proposed' : 'written' } as const);
      return reportOf(long(index), { ...like, id: long(index), detail: why, publication });
    });

  it.each(['changed', 'held', 'proposed', 'breach'])(
    'of 300 %s fits 256 KiB, and every body says what it left out',
    (name) => {
      for (const why of ['x', '測"\\\u0001'.repeat(100)]) {
        const { subject, bodies } = sent(report(fleet(name, why)));
        expect(Buffer.byteLength(JSON.stringify(bodies))).toBeLessThan(262_144);
        expect(subject.length).toBeLessThan(100);
        expect(subject).toContain('300 ');
        const rest = /\n\.\.\. and (\d+) more; the run report in the log has them all \(run [^)]+\)\.\n/;
        for (const body of [bodies.default, bodies.email, JSON.parse(bodies.https ?? '').content.description]) {
          const shown = body?.match(/^[A-Z]+ s{60}-\d+\/production$/gm)?.length ?? 0;
          expect(Number(rest.exec(body ?? '')?.[1])).toBe(300 - shown);
        }
        const machine = JSON.parse(bodies.sqs ?? '');
        expect(machine.omitted).toMatch(/targets/);
      }
    },
  );
});

describe('the Report for machines', () => {
  const note = { code: 'Recorded', text: 'word '.repeat(100) } as const;
  const loud = reportOf('a/b', { ...onlyTarget('held'), alerts: Array.from({ length: 5 }, () => note) });

  it('carries holds, alerts, deployment and pin, shortened and counted where there is little room', () => {
    const pin = { until: 'u', by: 'ana', why: 'x' };
    const evidence = changedTarget().evidence;
    const value = report([{ ...loud, pin, ...(evidence && { evidence }) }]);
    const [full, short] = [100_000, 3000].map((room) => JSON.parse(machineBody(value, [], room)).targets[0]);
    expect(full).toMatchObject({ pin, deployment: loud.deployment, alerts: loud.alerts, holds: loud.holds });
    expect(short).toMatchObject({ pin, deployment: loud.deployment, dropped: { alerts: 2, holds: 0 } });
    expect(short.alerts).toHaveLength(3);
    expect(short.alerts[0].text.length).toBeLessThanOrEqual(200);
    expect(short.alerts[0].text).toMatch(/word \.\.\.$/);
  });

  it('keeps all targets of a digest as long as it can', () => {
    const quiet = Array.from({ length: 4 }, () => changedTarget({ publication: { kind: 'none' } }));
    const value = report(quiet, { digest: true });
    const room = JSON.stringify(machineBody(value, [], 1e6)).length - 200;
    const machine = JSON.parse(machineBody(value, [], room));
    expect([machine.omitted, machine.targets.length]).toEqual(['evidence', 4]);
  });
});

describe('a short line', () => {
  it.each([
    ['as it is', 10, 'as it is'],
    ['cut between words', 17, 'cut between words'],
    ['cut between words again', 17, 'cut between ...'],
    ['x'.repeat(20), 10, 'xxxxxx ...'],
    // The sixth place would be half of a pair.
    ['xxxxx😀xxxxxxxx', 10, 'xxxxx ...'],
  ])('%j of %d', (line, characters, expected) => {
    expect(shortLine(line, characters)).toBe(expected);
    expect(expected.length).toBeLessThanOrEqual(characters);
  });
});

describe('hostile texts', () => {
  const parts = [
    '"',
    "'",
    '\\',
    '\n',
    '\r\nBREACH a/b',
    '```',
    '`',
    '{{ssm:x}}',
    '${env:SECRET}',
    '<!channel>',
    '<http://x|y>',
    '*b*',
    '|',
    '\u2028',
    '\u202e',
    '\u200b',
    '\u0000',
    '\u001b[31m',
    '\ud800',
  ];
  const hostile = fc.oneof(
    fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((each) => each.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const news = fc.constantFrom('changed', 'held', 'breach', 'rolled-back', 'proposed', 'failed', 'pinned');
  const targets = fc.record({ name: news, words: hostile, by: hostile }).map(({ name, words, by }): TargetReport => {
    const like = onlyTarget(name);
    const said = [{ code: 'Recorded', text: words }] as const;
    return {
      ...like,
      pin: { until: words, by, why: words },
      detail: words,
      reasons: said,
      holds: said,
      alerts: [...like.alerts, ...said],
    };
  });
  /** Every line that a message may begin, with indented ones left out: an attacker's words never begin one. */
  const LINE =
    /^(?: {2}.*|$|fargate-rightsizer, run of .*|[A-Z][A-Z ]* connector\/(?:production|val)|Why:|How sure:|Waiting:|Put back:|Written:|Proposed, and not put back yet:|Now: .*|Id: connector\/production.*|Where everything stands:|connector\/(?:production|val): .*|\.\.\. and \d+ more.*|The run report in the log .*)$/;

  it('break no body: JSON parses, no line is theirs, the block of code is not left, nobody is called', () => {
    fc.assert(
      fc.property(fc.array(targets, { minLength: 1, maxLength: 4 }), fc.boolean(), (list, digest) => {
        const { subject, bodies } = sent(report(list, { digest }));
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        for (const line of (bodies.email ?? '').split('\n')) expect(line).toMatch(LINE);
        expect(bodies.email).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/u);
        const { content } = JSON.parse(bodies.https ?? '');
        expect(content.description.split('```')).toHaveLength(3);
        expect(content.description).not.toContain('<');
        expect(JSON.parse(bodies.sqs ?? '').targets).toEqual(JSON.parse(JSON.stringify(list)));
      }),
      { seed: 20_261_123, numRuns: 400 },
    );
  });

  it('are one line each, whatever they are', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        expect(oneLine(words)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(oneLine(words).isWellFormed()).toBe(true);
      }),
    );
  });
});

it('has ids in a chat that are whole, however many there are', () => {
  const many = Array.from({ length: 90 }, (_x, index) => changedTarget({ id: `service-${index}/production` }));
  const { id } = JSON.parse(sent(report(many)).bodies.https ?? '');
  expect(id.length).toBeLessThanOrEqual(500);
  for (const each of id.split(',')) expect(each).toMatch(/^service-\d+\/production@2$/);
});
