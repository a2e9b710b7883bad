import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, shortLine } from '../../../core/model/visible.ts';
import { emailText, standingLines } from '../../../core/report/email-text.ts';
import { machineBody, messageFor, subjectOf } from '../../../core/report/message.ts';
import { targetNews } from '../../../core/report/news.ts';
import { NEWS_ORDER, type NewsKind } from '../../../core/report/news-kinds.ts';
import { savingsByOwner } from '../../../core/report/owner-savings.ts';
import { type Report, type TargetReport, withText } from '../../../core/report/report.ts';
import { size } from '../../support/builders.ts';
import { always } from '../../support/properties.ts';
import { changedTarget, RUN_ID, report, reportOf, resize, targetReport } from '../../support/reports.ts';
import { TARGETS } from './news-reports.ts';

const LIMIT = 24_000;
const OPENING = 'fargate-rightsizer, run of 2026-11-23 06:00 UTC.\n';

function sent(value: Report) {
  const message = messageFor(value);
  if (message === undefined) throw new Error('Nothing was sent.');
  return message;
}

it('is a mail that a person reads on a phone: what, from what to what, money, why, how sure, what waits, what to do', () => {
  expect(emailText(report([TARGETS.changed]), LIMIT)).toBe(`${OPENING}
CHANGED connector/production
  eu-central-1, account 123456789012
  1024 CPU / 2048 MiB -> 1024 CPU / 3072 MiB
  step 1 of 2, the aim is 512 CPU / 3072 MiB
  this step costs 3.24 USD a month more (36.04 -> 39.28)
  the aim saves 11.53 USD a month (36.04 -> 24.51)
  taskMemory 2048 -> 3072
  The sizes before this change waited for a deployment since 2026-11-20 06:00 UTC.
Why:
${TARGETS.changed.reasons.map(({ text }) => `  - ${text}`).join('\n')}
How sure:
  - Expected in a month: 1.8 (0.70 to 3.1) hours short of CPU, 0.13 memory kills.
  - In the window itself: CPU exceeded in 1 of 4 weeks; memory exceeded in 0 of 4 weeks.
  - Points that are there: CPU 99.5 %, memory 100 %.
Waiting:
${TARGETS.changed.holds.map(({ text }) => `  - ${text}`).join('\n')}
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@2
`);
});

it('opens a catch-up in its own words, with the sentences that were recorded', () => {
  const target = targetReport({
    reasons: [{ code: 'Recorded', text: 'It was too large.' }],
    publication: resize({ before: { taskCpu: '1024', old: '1' }, after: { taskCpu: '512' } }),
  });
  expect(
    emailText(report([target], { kind: 'catchUp' }), LIMIT),
  ).toBe(`An earlier run wrote these sizes and could not announce them.

CHANGED connector/production
  taskCpu 1024 -> 512
  old 1 -> removed
Why:
  - It was too large.
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@2
`);
});

it('says nothing of a target that has nothing new to say', () => {
  const alerts = withText([{ code: 'MaximumBelowFloor', resource: 'cpu', amount: 1, needed: 2 }]);
  const quiet = targetReport({ outcome: 'skipped', skipReason: 'NotDeployed', alerts });
  expect(emailText(report([quiet]), LIMIT)).toBe(OPENING);
});

describe('the length of the text', () => {
  const failed = (id: string, length: number) => reportOf(id, { outcome: 'failed', detail: 'x'.repeat(length) });

  it('leaves out whole what does not fit, counts it, and shows what comes after it where that fits', () => {
    const text = emailText(report([failed('a/b', 50), failed('c/d', 500), failed('e/f', 50)]), 500);
    expect(text).toContain('FAILED a/b');
    expect(text).not.toContain('FAILED c/d');
    expect(text).toContain('FAILED e/f');
    expect(text).toContain(`\n\n... and 1 more; the run report in the log has them all (run ${RUN_ID}).\n`);
  });

  it('passes the limit by no more than that line', () => {
    const targets = Array.from({ length: 3000 }, (_, index) => failed(`service/${index}`, index % 90));
    for (const limit of [0, 60, 1000, 7000]) {
      expect(emailText(report(targets), limit).length).toBeLessThanOrEqual(Math.max(limit, 60) + 170);
    }
  });
});

describe('a digest', () => {
  const live = { version: 3, task: size(1024, 4096) };
  const since = '2026-11-01T09:00:00Z';
  const pin = { until: since, by: 'ana', why: 'x' };

  it.each<[Partial<TargetReport>, string]>([
    [{ outcome: 'failed', detail: 'no' }, 'failed\n  ! no'],
    [{ outcome: 'notDone' }, 'not done'],
    [{ outcome: 'skipped', skipReason: 'NoData' }, 'skipped (no data), nothing is live'],
    [{ live }, '1024 CPU / 4096 MiB live'],
    [
      { live: { version: 7 }, deployment: { kind: 'deployed', since } },
      'version 7 live, deployed since 2026-11-01 09:00 UTC',
    ],
    [
      { live, deployment: { kind: 'notDeployed', since } },
      '1024 CPU / 4096 MiB live\n  1024 CPU / 4096 MiB is not deployed since 2026-11-01 09:00 UTC.',
    ],
    [{ live, pin }, '1024 CPU / 4096 MiB live\n  Pinned by ana until 2026-11-01 09:00 UTC: x'],
    [
      {
        live,
        running: { task: live.task, containers: {} },
        recommended: { task: size(512, 4096), containers: {} },
        monthlyUsd: { current: 42.53, recommended: 27.75 },
        holds: [{ code: 'Recorded', text: 'It waits.' }],
        alerts: [{ code: 'Recorded', text: 'Look.' }],
      },
      '1024 CPU / 4096 MiB live; could save 14.78 USD a month (42.53 -> 27.75)\n  ! Look.\n  It waits.',
    ],
  ])('stands as %j', (fields, expected) => {
    expect(standingLines(reportOf('a/b', fields)).join('\n')).toBe(`a/b: ${expected}`);
  });

  it('is sent when nothing happened, and its subject says what it is', () => {
    const { held } = TARGETS;
    const targets = Array.from({ length: 12 }, () => ({ ...held, holdsAreNew: false }));
    const digest = report(targets, { digest: true });
    // 12 x 36.04
    expect(sent(digest).subject).toBe('rightsizer: weekly, 12 services, could save 432.48 USD a month');
    expect(subjectOf(report([targetReport()], { digest: true }))).toBe('rightsizer: weekly, 1 service');
    expect(messageFor(report([], { digest: true }))).toBeUndefined();
    const chat = JSON.parse(sent(digest).bodies.https ?? '');
    expect([chat.content.keywords, chat.metadata.eventType, chat.id]).toEqual([
      ['digest'],
      'rightsizer-digest',
      undefined,
    ]);
  });

  it('begins with what all changes saved, where that is known', () => {
    const changes = [{ version: 2, at: since, realized: { usd: 18.02, from: 'CostExplorer', days: 5 } as const }];
    const targets = [reportOf('a/b', { live, changes }), reportOf('c/d', { live, changes })];
    const digest = report(targets, { digest: true, savings: savingsByOwner(targets) });
    expect(sent(digest).bodies.email ?? '').toContain(
      [
        '\n\nSavings in USD a month:\n2 services: 36.04 realized, 0.00 waiting, 0.00 refused',
        'Where everything stands:\na/b: 1024 CPU / 4096 MiB live\nc/d: 1024 CPU / 4096 MiB live\n',
      ].join('\n\n'),
    );
  });

  it('of a fleet says how many were left out', () => {
    const targets = Array.from({ length: 900 }, (_x, index) => reportOf(`service-${index}/production`, { live }));
    const body = sent(report(targets, { digest: true })).bodies.email ?? '';
    const lines = body.split('\n').filter((line) => line.startsWith('service-')).length;
    expect(body).toContain(`... and ${900 - lines} more services.`);
    expect(body).toContain('\n\nThe run report in the log has them all (run ');
  });
});

describe('a fleet', () => {
  const long = (index: number) => `${'s'.repeat(60)}-${index}/production`;
  const fleet = (name: NewsKind, why = 'x') =>
    Array.from({ length: 300 }, (_x, index) => {
      const like = TARGETS[name];
      const { version, ...rest } = resize();
      const named = { ...rest, version: version ?? 1, name: `/rightsizer/${long(index)}` };
      const publication =
        like.publication.kind === 'none'
          ? like.publication
          : ({ ...named, kind: name === 'proposed' ? 'proposed' : 'written' } as const);
      return reportOf(long(index), { ...like, id: long(index), detail: why, publication });
    });

  it.each(['changed', 'held', 'proposed', 'breach'] as const)(
    'of 300 %s fits 256 KiB, and every body says what it left out',
    (name) => {
      for (const why of ['x', '測"\\\u0001'.repeat(100)]) {
        const { subject, bodies } = sent(report(fleet(name, why)));
        expect(Buffer.byteLength(JSON.stringify(bodies))).toBeLessThan(262_144);
        expect(subject.length).toBeLessThan(100);
        expect(subject).toContain('300 ');
        const rest = /\n\.\.\. and (\d+) more; the run report in the log has them all \(run [^)]+\)\.\n/;
        for (const body of [bodies.default, bodies.email, JSON.parse(bodies.https ?? '').content.description]) {
          const shown = body?.match(/^[A-Z ]+ s{60}-\d+\/production$/gm)?.length ?? 0;
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
  const loud = reportOf('a/b', { ...TARGETS.toDeploy, alerts: Array.from({ length: 5 }, () => note) });

  it('carries holds, alerts, deployment and pin, shortened and counted where there is little room', () => {
    const pin = { until: 'u', by: 'ana', why: 'x' };
    const evidence = changedTarget().evidence;
    const value = report([{ ...loud, pin, ...(evidence && { evidence }) }]);
    const [full, short] = [100_000, 3400].map((room) => JSON.parse(machineBody(value, [], room)).targets[0]);
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
  const news = fc.constantFrom(...NEWS_ORDER.filter((kind) => targetNews(TARGETS[kind]).isNew));
  const targets = fc.record({ name: news, words: hostile, by: hostile }).map(({ name, words, by }): TargetReport => {
    const like = TARGETS[name];
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
    /^(?: {2}.*|$|fargate-rightsizer, run of .*|[A-Z][A-Z ]* connector\/(?:production|val)|Why:|How sure:|Waiting:|Now: .*|Id: connector\/production.*|Where everything stands:|connector\/(?:production|val): .*|\.\.\. and \d+ more.*|The run report in the log .*)$/;

  it('break no body: JSON parses, no line is theirs, the block of code is not left, nobody is called', () => {
    always(fc.array(targets, { minLength: 1, maxLength: 4 }), fc.boolean(), (list, digest) => {
      const { subject, bodies } = sent(report(list, { digest }));
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      for (const line of (bodies.email ?? '').split('\n')) expect(line).toMatch(LINE);
      expect(bodies.email).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/u);
      const { content } = JSON.parse(bodies.https ?? '');
      expect(content.description.split('```')).toHaveLength(3);
      expect(content.description).not.toContain('<');
      expect(JSON.parse(bodies.sqs ?? '').targets).toMatchObject(JSON.parse(JSON.stringify(list)));
    });
  });

  it('are one line each, whatever they are', () => {
    always(hostile, (words) => {
      expect(oneLine(words)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(oneLine(words).isWellFormed()).toBe(true);
    });
  });
});

it('has ids in a chat that are whole, however many there are', () => {
  const many = Array.from({ length: 90 }, (_x, index) => changedTarget({ id: `service-${index}/production` }));
  const { id } = JSON.parse(sent(report(many)).bodies.https ?? '');
  expect(id.length).toBeLessThanOrEqual(500);
  for (const each of id.split(',')) expect(each).toMatch(/^service-\d+\/production@2$/);
});
