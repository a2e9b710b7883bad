import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../core/report/message.ts';
import { messageFor, messageIds, subjectOf } from '../../../core/report/message.ts';
import { newsToTell } from '../../../core/report/news.ts';
import type { Change, Publication, Report, TargetReport } from '../../../core/report/report.ts';
import { always } from '../../support/properties.ts';
import { AFTER, changedTarget, RUN_ID, report, reportOf, resize, targetReport } from '../../support/reports.ts';

/** client-sns `PublishInput`: fewer than 100 characters, no control characters; 256 KiB for all forms together. */
const SUBJECT = /^[^\p{Cc}\u2028\u2029]{1,99}$/u;
const MAXIMUM_BYTES = 262_144;

/** What SNS counts: the bodies as one JSON text in UTF-8. */
function bytesOf({ bodies }: Notification): number {
  return Buffer.byteLength(JSON.stringify(bodies));
}

function sent(value: Report): Notification {
  const message = messageFor(value);
  if (message === undefined) throw new Error('Nothing was sent.');
  return message;
}

function machineOf({ bodies }: Notification) {
  expect(bodies.lambda).toBe(bodies.sqs);
  return JSON.parse(bodies.sqs ?? '');
}

const baseline = resize({ cause: 'baseline', version: 1 });
const copy: Publication = { kind: 'written', cause: 'copy', name: '/copy', version: 1, after: AFTER };
const news = {
  changed: changedTarget(),
  proposed: changedTarget({ publication: resize({ kind: 'proposed' }) }),
  stored: changedTarget({ publication: baseline }),
  copied: targetReport({ copies: [copy] }),
  failed: targetReport({ outcome: 'failed', detail: 'PortError: no' }),
  skipped: targetReport({ outcome: 'skipped', skipReason: 'NoData', noticeIsNew: true }),
} as const;

describe('the subject', () => {
  it.each<[string, readonly TargetReport[], string]>([
    ['a change that saves', [news.changed], 'rightsizer: 1 changed, saves 36.04 USD a month'],
    [
      'a change that costs more',
      [changedTarget({ monthlyUsd: { current: 1, next: 3.5 } })],
      'rightsizer: 1 changed, costs 2.50 USD a month more',
    ],
    ['a change for less than a cent', [changedTarget({ monthlyUsd: { current: 1, next: 1.001 } })], '1 changed'],
    ['a change without a price', [changedTarget({ monthlyUsd: {} })], '1 changed'],
    ['a price on one side', [changedTarget({ monthlyUsd: { current: 40 } })], '1 changed'],
    ['a proposal', [news.proposed], 'rightsizer: 1 proposed, saves 36.04 USD a month'],
    ['a baseline, which changes no size', [news.stored], '1 stored as running'],
    ['other keys, which change no size', [changedTarget({ publication: resize({ cause: 'keys' }) })], '1 keys changed'],
    ['a repair, which brings back a size', [changedTarget({ publication: resize({ cause: 'repair' }) })], '1 repaired'],
    ['a copy', [news.copied], '1 copied'],
    ['a failure', [news.failed], '1 failed'],
    ['a target that was not done', [targetReport({ outcome: 'notDone' })], '1 not done'],
    [
      'a foreign write',
      [targetReport({ publication: { kind: 'foreignWrite', name: '/x', detail: 'd' } })],
      '1 not written',
    ],
    [
      'a change whose copy failed',
      [changedTarget({ copies: [{ kind: 'failed', message: 'm' }] })],
      '1 copy not written, saves',
    ],
    ['a notice', [news.skipped], '1 skipped'],
    ['a target with nothing to say', [news.changed, targetReport()], 'rightsizer: 1 changed, saves 36.04'],
    [
      'several',
      [news.changed, news.failed, news.changed, news.copied],
      'rightsizer: 1 failed, 2 changed, 1 copied, saves 72.08 USD a month',
    ],
  ])('counts %s', (_, targets, expected) => {
    const subject = subjectOf(report(targets));
    expect(subject).toContain(expected);
    if (!expected.includes('save') && !expected.includes('cost')) expect(subject).toBe(`rightsizer: ${expected}`);
    expect(subject).toMatch(SUBJECT);
  });

  it('leaves out a whole part rather than a part of a number', () => {
    const all = Object.values(news);
    const many = Array.from({ length: 400 }, () => all).flat();
    expect(subjectOf(report(many))).toBe(
      'rightsizer: 400 failed, 400 proposed, 400 changed, 400 stored as running, 400 copied, 400 skipped',
    );
    const expensive = changedTarget({ monthlyUsd: { current: 1_234_567.89, next: 0 } });
    expect(subjectOf(report([...all, expensive]))).toBe(
      'rightsizer: 1 failed, 1 proposed, 2 changed, 1 stored as running, 1 copied, 1 skipped',
    );
  });
});

describe('the ids of a message', () => {
  it('are target and version, or target and run where nothing was written', () => {
    const targets = [news.changed, news.proposed, news.copied, news.failed, targetReport()];
    expect(messageIds(report(targets))).toEqual([
      'connector/production@2',
      'connector/production/proposed@2',
      `connector/production@${RUN_ID}`,
      `connector/production@${RUN_ID}`,
    ]);
  });
});

describe('nothing to say', () => {
  it.each<[string, readonly TargetReport[]]>([
    ['no targets', []],
    ['a target that keeps its size', [targetReport()]],
    ['a skip that was said before', [targetReport({ outcome: 'skipped', skipReason: 'NotDeployed' })]],
    ['a copy that somebody beside us wrote', [targetReport({ copies: [{ kind: 'none' }] })]],
  ])('sends nothing: %s', (_, targets) => {
    expect(messageFor(report(targets))).toBeUndefined();
  });
});

describe('the forms of a message', () => {
  const message = sent(report(Object.values(news)));

  it('are the same text for email and by default', () => {
    expect(message.bodies.email).toBe(message.bodies.default);
    expect(message.bodies.default).toContain('CHANGED connector/production');
    expect(Object.keys(message.bodies).sort()).toEqual(['default', 'email', 'https', 'lambda', 'sqs']);
  });

  it('are the custom notification of Amazon Q Developer for https', () => {
    const body = JSON.parse(message.bodies.https ?? '');
    expect(body).toEqual({
      version: '1.0',
      source: 'custom',
      id: messageIds(report(Object.values(news))).join(','),
      content: {
        textType: 'client-markdown',
        title: message.subject,
        description: `\`\`\`\n${message.bodies.default}\`\`\``,
        keywords: ['failed', 'proposed', 'changed', 'stored', 'copied', 'skipped'],
      },
      metadata: { summary: message.subject, eventType: 'rightsizer-run' },
    });
  });

  it('tell a catch-up from a run', () => {
    const { bodies } = sent(report([news.changed], { kind: 'catchUp' }));
    expect(JSON.parse(bodies.https ?? '').metadata.eventType).toBe('rightsizer-catch-up');
    expect(JSON.parse(bodies.sqs ?? '').kind).toBe('catchUp');
  });

  it('are the whole Report with the ids for machines', () => {
    const value = report([...Object.values(news), targetReport()]);
    const targets = value.targets.map((target) => {
      const told = newsToTell(target, value);
      return told === undefined ? target : { ...target, news: told };
    });
    const whole = { ...value, targets, messageIds: messageIds(value) };
    expect(machineOf(sent(value))).toEqual(JSON.parse(JSON.stringify(whole)));
  });
});

/** Changed targets with reasons as long as they come, in a script of three bytes a character. */
function manyChanged(count: number, reasonCharacters = 400): readonly TargetReport[] {
  const text = '測'.repeat(reasonCharacters);
  return Array.from({ length: count }, (_, index) => {
    const id = `service-${index}/production`;
    return reportOf(id, {
      ...changedTarget(),
      id,
      publication: resize({ name: `/rightsizer/${id}` }),
      reasons: Array.from({ length: 8 }, () => ({ code: 'Recorded', text }) as const),
    });
  });
}

describe('the size of a message', () => {
  it.each([
    ['ten changed targets', report(manyChanged(10, 20)), { targets: 10, ids: 10, omitted: undefined }],
    [
      'three changed among 300',
      report([...manyChanged(3), ...Array.from({ length: 300 }, () => targetReport())]),
      { targets: 3, ids: 3, omitted: 'unchanged targets' },
    ],
    [
      '60 changed targets',
      report(manyChanged(60, 50)),
      { targets: 60, ids: 60, omitted: 'unchanged targets, evidence' },
    ],
    ['300 changed targets', report(manyChanged(300)), { targets: 0, ids: 300, omitted: 'targets' }],
    ['3000 changed targets', report(manyChanged(3000, 60)), { targets: 0, ids: 100, omitted: 'targets, most ids' }],
  ])('stays under 256 KiB in all forms together, the Report shrinking in steps: %s', (_, value, expected) => {
    const message = sent(value);
    expect(bytesOf(message)).toBeLessThan(MAXIMUM_BYTES);
    const machine = machineOf(message);
    expect(machine).toMatchObject({ schemaVersion: 1, runId: RUN_ID, totals: value.totals });
    expect({ targets: machine.targets.length, ids: machine.messageIds.length, omitted: machine.omitted }).toEqual(
      expected,
    );
    expect(message.subject).toMatch(SUBJECT);
    const { content } = JSON.parse(message.bodies.https ?? '');
    expect(content.description.length).toBeLessThanOrEqual(8000);
    expect(content.title.length).toBeLessThanOrEqual(250);
  });

  it('stays under it with the longest names, and with texts that are all escapes', () => {
    const longest = (index: number) => `${'s'.repeat(97)}${index}/${'t'.repeat(100)}`;
    for (const detail of ['"\\'.repeat(300), '\u0001'.repeat(700), '\ud800'.repeat(700), '😀'.repeat(300)]) {
      const targets = Array.from({ length: 900 }, (_, index) =>
        reportOf(longest(100 + index), { outcome: 'failed', detail }),
      );
      expect(bytesOf(sent(report(targets)))).toBeLessThan(MAXIMUM_BYTES);
    }
  });

  it('keeps the outcome, sizes and money of what changed when the evidence goes', () => {
    const [first] = machineOf(sent(report(manyChanged(60, 50)))).targets;
    expect(first).toMatchObject({ news: { kind: 'changed', money: { now: 78.57, next: 42.53 } } });
    const { news: _, ...rest } = first;
    expect(rest).toEqual({
      id: 'service-0/production',
      outcome: 'decided',
      kind: 'recommended',
      finding: 'Overprovisioned',
      noticeIsNew: false,
      alerts: [],
      holdsAreNew: false,
      holds: [],
      monthlyUsd: { current: 78.57, next: 42.53, recommended: 42.53 },
      publication: resize({ name: '/rightsizer/service-0/production' }),
      copies: [],
    });
  });
});

describe('hostile texts', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '"',
      "'",
      '\\',
      '\n',
      '\r\nSubject: x',
      '```',
      '````x```',
      '{{ssm:x}}',
      '${env:SECRET}',
      '<!channel>',
      '|',
      '\u2028',
      '\u0000',
      '\ud800',
      '__proto__',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const targets = fc.record({ id: hostile, text: hostile, name: hostile, key: hostile }).map(
    ({ id, text, name, key }): TargetReport =>
      changedTarget({
        id,
        service: id,
        stage: name,
        detail: text,
        outcome: 'failed',
        reasons: [{ code: 'Recorded', text }],
        alerts: [{ code: 'Recorded', text }],
        publication: { kind: 'written', cause: 'resize', name, version: 1, after: { [key]: '1' } } satisfies Change,
        copies: [{ kind: 'foreignWrite', name, detail: text }],
      }),
  );

  it('break neither the JSON, nor the subject, nor the block of code in a chat', () => {
    always(fc.array(targets, { minLength: 1, maxLength: 5 }), (list) => {
      const message = sent(report(list));
      expect(message.subject).toMatch(SUBJECT);
      expect(machineOf(message).targets).toMatchObject(JSON.parse(JSON.stringify(list)));
      const { content } = JSON.parse(message.bodies.https ?? '');
      expect(content.description.split('```')).toHaveLength(3);
      expect(content.description).toMatch(/^```\n[\s\S]*\n```$/);
      expect(message.bodies.default).toMatch(/^fargate-rightsizer, run of /);
    });
  });
});
