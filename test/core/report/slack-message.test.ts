import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageFor } from '../../../core/report/message.ts';
import { targetNews } from '../../../core/report/news.ts';
import { NEWS_ORDER } from '../../../core/report/news-kinds.ts';
import type { TargetReport } from '../../../core/report/report.ts';
import { parseSlackInput } from '../../../core/report/slack-input.ts';
import {
  blockCharacters,
  contextBlock,
  headerBlock,
  notificationText,
  SLACK_LIMITS,
  type SlackMessage,
  sectionBlock,
  slackMessage,
  slackText,
} from '../../../core/report/slack-message.ts';
import { always } from '../../support/properties.ts';
import { AFTER, BEFORE, changedTarget, report, reportOf, resize } from '../../support/reports.ts';

const SNS = { subject: 'rightsizer: 1 changed, saves 36.04 USD a month', messageId: 'f3c1' };

function messageOf(value: unknown, sns = SNS): SlackMessage {
  return slackMessage(parseSlackInput(typeof value === 'string' ? value : JSON.stringify(value)), sns);
}

/** What somebody reads: the texts of each block. */
function read({ blocks }: SlackMessage): readonly string[] {
  return blocks.map((block) =>
    block.type === 'context' ? block.elements.map(({ text }) => text).join('\n') : block.text.text,
  );
}

/** The sections of a run of these targets. */
function sections(...targets: readonly TargetReport[]): readonly string[] {
  return read(messageOf(messageFor(report(targets))?.bodies.lambda ?? '')).slice(1, -1);
}

describe('a run in Slack', () => {
  it('shows what changes, the money, why and what to do, with the ids in small print', () => {
    const body = messageFor(report([changedTarget()]))?.bodies.lambda ?? '';
    expect(messageOf(body)).toEqual({
      text: 'rightsizer: 1 changed, saves 36.04 USD a month',
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: 'rightsizer: 1 changed, saves 36.04 USD a month', emoji: false },
        },
        {
          type: 'section',
          text: {
            type: 'plain_text',
            text: [
              'CHANGED connector/production',
              'saves 36.04 USD a month (78.57 -&gt; 42.53)',
              'taskCpu 2048 -&gt; 1024',
              'taskMemory 6144 -&gt; 4096',
              'connectContainerCpu 2048 -&gt; 1024',
              'connectContainerMemory 4096 -&gt; 3840',
              'instantclientContainerMemory 2048 -&gt; 256',
              'Why:',
              '- 1024 CPU / 4096 MiB is the cheapest task size that holds 982 CPU / 3900 MiB.',
              'How sure:',
              '- Expected in a month: 1.8 (0.70 to 3.1) hours short of CPU, 0.13 memory kills.',
              'Now: Takes effect with the next deployment of connector to production.',
            ].join('\n'),
            emoji: false,
          },
        },
        {
          type: 'context',
          elements: [
            { type: 'plain_text', text: 'Run 2026-11-23T06:00:00.000Z-0123abcd-89ef4567, message f3c1', emoji: false },
            { type: 'plain_text', text: 'Ids: connector/production@2', emoji: false },
          ],
        },
      ],
    });
  });

  it('shows four reasons and counts the others', () => {
    const reasons = Array.from({ length: 6 }, (_, at) => ({ code: 'Recorded', text: `reason ${at + 1}` }) as const);
    const [text = ''] = sections(reportOf('api/val', { publication: resize(), reasons }));
    expect(text).toContain('Why:\n- reason 1\n- reason 2\n- reason 3\n- reason 4\n- and 2 more\nNow: ');
  });

  it('speaks of those targets only that the run speaks of, what needs a person first, and of all that wait in a digest', () => {
    const old = reportOf('api/old', { alerts: [{ code: 'Recorded', text: 'as last week' }] });
    const proposed = reportOf('api/proposed', { publication: resize({ kind: 'proposed' }) });
    const targets = [
      old,
      reportOf('api/quiet'),
      changedTarget(),
      proposed,
      reportOf('api/failed', { outcome: 'failed' }),
    ];
    const heads = (digest: boolean) =>
      read(messageOf(messageFor(report(targets, { digest }))?.bodies.lambda ?? ''))
        .slice(1, -1)
        .map((text) => text.split('\n')[0]);
    const news = ['FAILED api/failed', 'PROPOSED api/proposed', 'CHANGED connector/production'];
    expect(heads(false)).toEqual(news);
    expect(heads(true)).toEqual([...news, 'ALERT api/old']);
  });

  it('says so where the run tells nothing, and puts a kind that is not known here last', () => {
    expect(read(messageOf({ schemaVersion: 1, runId: 'r', targets: [{ id: 'a/b' }] }))[1]).toBe(
      'Nothing new. Targets: 1.',
    );
    const told = (kind: string) => ({ news: { ...targetNews(changedTarget()), kind, headline: kind } });
    const targets = ['comet', 'held'].map(told);
    expect(read(messageOf({ schemaVersion: 2, runId: 'r', targets })).map((text) => text.split(' ')[0])).toEqual([
      'rightsizer:',
      'held',
      'comet',
      'Run',
    ]);
  });
});

describe('a large run in Slack', () => {
  const fleet = (count: number) =>
    Array.from({ length: count }, (_, index) => changedTarget({ id: `service-${index}/production` }));
  /** A report that came whole, whatever its size. */
  const told = (targets: readonly TargetReport[]) => ({
    ...report(targets),
    targets: targets.map((target) => ({ ...target, news: targetNews(target) })),
  });

  it('keeps within every limit and counts what it leaves out', () => {
    const message = messageOf(told(fleet(300)));
    const texts = read(message);
    expect(message.blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
    const characters = message.blocks.reduce((sum, block) => sum + blockCharacters(block), 0);
    expect(characters).toBeLessThanOrEqual(SLACK_LIMITS.messageCharacters);
    expect(characters).toBeGreaterThan(9_000);
    expect(texts.at(-1)?.split('\n').at(-1)).toBe(
      `... and ${300 - (texts.length - 2)} more; the run report in the log has them all.`,
    );
  });

  it('shows at most 48 targets, though they are short', () => {
    const texts = read(
      messageOf(told(Array.from({ length: 60 }, (_, index) => reportOf(`s${index}/val`, { outcome: 'notDone' })))),
    );
    expect(texts).toHaveLength(50);
    expect(texts.at(-1)).toContain('... and 12 more;');
  });

  it('names eight ids and counts the others', () => {
    const body = messageFor(report(fleet(20)))?.bodies.lambda ?? '';
    expect(read(messageOf(body)).at(-1)).toContain('service-7/production@2, and 12 more');
  });

  it('counts by the ids, or else by the sums, when the Report came without its targets', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `s${index}/val@2`);
    const bare = { schemaVersion: 1, runId: 'r', targets: [], omitted: 'targets, most ids' };
    const last = (value: object) =>
      read(messageOf({ ...bare, ...value }))
        .at(-1)
        ?.split('\n')
        .at(-1);
    expect(last({ messageIds: ids })).toContain('... and 100 more;');
    expect(last({ messageIds: ids, totals: { changed: 2900, failed: 60, notDone: 40 } })).toContain(
      '... and 3000 more;',
    );
  });
});

describe('other messages in Slack', () => {
  it('show an alarm with what it means and why it rings', () => {
    const alarm = {
      AlarmName: 'rightsizer-production-run-missing',
      NewStateValue: 'ALARM',
      AlarmDescription: 'No run in 26 hours.',
      NewStateReason: 'Threshold Crossed: 26 datapoints were less than the threshold (1.0).',
      StateChangeTime: '2026-11-23T08:05:00.000+0000',
      Region: 'US East (N. Virginia)',
    };
    expect(read(messageOf(alarm, { subject: 'ALARM: "rightsizer"', messageId: '' }))).toEqual([
      'ALARM: rightsizer-production-run-missing',
      'No run in 26 hours.\nThreshold Crossed: 26 datapoints were less than the threshold (1.0).',
      'CloudWatch alarm US East (N. Virginia), 2026-11-23T08:05:00.000+0000',
    ]);
  });

  it('show plain text line by line', () => {
    expect(read(messageOf('one\ntwo', { subject: '', messageId: 'm' }))).toEqual([
      'fargate-rightsizer',
      'one\ntwo',
      'A message of the topic, message m',
    ]);
  });
});

describe('what others wrote', () => {
  const evil = '<!channel> @here <https://x|y> *b* _i_ ~s~ `c` & :tada:\n```\u202E{{ssm:x}} ${env:A}';

  it('is shown as it is: everything is plain text without emoji, and nothing can begin a line of its own', () => {
    const recorded = [{ code: 'Recorded', text: evil }] as const;
    const target = changedTarget({
      id: evil,
      detail: evil,
      reasons: recorded,
      alerts: recorded,
      holds: recorded,
      publication: resize({ before: { ...BEFORE, [evil]: evil }, after: { ...AFTER, [evil]: '1' } }),
    });
    const targets = [{ ...target, news: targetNews(target) }];
    const message = messageOf(
      { ...report([]), targets, runId: evil, messageIds: [] },
      { subject: evil, messageId: evil },
    );
    const shown = '&lt;!channel&gt; @here &lt;https://x|y&gt; *b* _i_ ~s~ `c` &amp; :tada: ``` {{ssm:x}} ${env:A}';
    const [header, section, context] = read(message);
    expect(header).toBe(shown.slice(0, 149).concat(shown.length > 150 ? '…' : shown.slice(149)));
    expect(section?.split('\n')).toContain(`! ${shown}`);
    expect(section?.split('\n')).toContain(`${shown} ${shown} -&gt; 1`);
    expect(context).toBe(`Run ${shown}, message ${shown}`);
    const types = JSON.stringify(message).match(/"type":"\w+"/g);
    expect(new Set(types)).toEqual(
      new Set(['"type":"header"', '"type":"section"', '"type":"context"', '"type":"plain_text"']),
    );
    expect(JSON.stringify(message)).not.toMatch(/[<\u202E]/);
    expect(message.text).not.toMatch(/[<>@*_~`]/);
  });

  it('never breaks a limit', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 400 });
    const texts = fc.array(hostile, { maxLength: 6 });
    const news = fc.record({
      id: hostile,
      kind: fc.constantFrom(...NEWS_ORDER, 'new word'),
      headline: hostile,
      place: hostile,
      look: texts,
      numbers: fc.array(fc.record({ key: hostile, before: hostile, after: hostile }), { maxLength: 5 }),
      notes: texts,
      why: texts,
      waiting: texts,
      now: hostile,
      commands: texts,
    });
    const target = fc.record({ id: hostile, news });
    const value = fc.record({
      schemaVersion: fc.constant(1),
      runId: hostile,
      targets: fc.array(target, { maxLength: 60 }),
      messageIds: fc.array(hostile, { maxLength: 20 }),
    });
    always(value, hostile, (report, subject) => {
      const { text, blocks } = messageOf(report, { subject, messageId: subject });
      expect(text.length).toBeGreaterThan(0);
      expect(blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
      expect(blocks.reduce((sum, block) => sum + blockCharacters(block), 0)).toBeLessThanOrEqual(
        SLACK_LIMITS.messageCharacters,
      );
      const texts = blocks.flatMap((block) => (block.type === 'context' ? block.elements : [block.text]));
      for (const each of texts) {
        expect(each.text.length).toBeGreaterThan(0);
        expect(each.text.length).toBeLessThanOrEqual(SLACK_LIMITS.textCharacters);
        expect(each.text).not.toMatch(/[<>]/);
      }
    });
  });
});

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

describe('text for Slack', () => {
  it.each([
    ['<!channel> <@U1> R&D', 50, '&lt;!channel&gt; &lt;@U1&gt; R&amp;D'],
    [' two\nlines ', 50, 'two lines'],
    ['', 50, ''],
    // Exactly fits, and one too many.
    ['abcde', 5, 'abcde'],
    ['abcdef', 5, 'abcd…'],
    // An entity takes its five characters or is left out: 'a&amp;' has six, and the ellipsis is the seventh.
    ['a&bcdef', 7, 'a&amp;…'],
    ['a&bcdef', 6, 'a…'],
    // Nor is a character of two code units cut in two.
    ['ab😀cd', 4, 'ab…'],
  ])('%j in %i characters is %j', (text, maximum, expected) => {
    const fitted = slackText(text, maximum);
    expect(fitted).toBe(expected);
    expect(fitted.length).toBeLessThanOrEqual(maximum);
  });

  it('of a notification has no character that formats, mentions or links', () => {
    expect(notificationText('*a* _b_ ~c~ `d` @here #x <url|y> [z]')).toBe('a   b   c   d   here  x &lt;url y&gt;  z');
    expect(notificationText('***')).toBe('fargate-rightsizer');
  });
});

describe('blocks', () => {
  it('have a title of at most 150 characters, and never an empty one', () => {
    expect(headerBlock('x'.repeat(151))).toEqual({ type: 'header', text: plain(`${'x'.repeat(149)}…`) });
    expect(headerBlock('\n')).toEqual({ type: 'header', text: plain('fargate-rightsizer') });
  });

  it('put lines under each other, without empty ones', () => {
    expect(sectionBlock(['a', ' ', 'b'])).toEqual({ type: 'section', text: plain('a\nb') });
    expect(sectionBlock([])).toEqual({ type: 'section', text: plain('…') });
  });

  it('cut a line at 600 characters and a section at 3,000', () => {
    const section = sectionBlock(Array.from({ length: 9 }, () => '&'.repeat(700)));
    if (section.type !== 'section') throw new Error('It is no section.');
    const lines = section.text.text.split('\n');
    // 119 entities of five characters and the ellipsis; five such lines would have 2,984 with their breaks.
    expect(lines).toEqual([...Array.from({ length: 5 }, () => `${'&amp;'.repeat(119)}…`), '…']);
    expect(section.text.text.length).toBeLessThanOrEqual(3000);
  });

  it('have small print in one element a line', () => {
    expect(contextBlock(['a', ''])).toEqual({ type: 'context', elements: [plain('a'), plain('…')] });
  });

  it('are counted as JSON in which a character outside ASCII takes six', () => {
    // {"type":"section","text":{"type":"plain_text","text":"a","emoji":false}} has 72 characters.
    expect(blockCharacters(sectionBlock(['a']))).toBe(72);
    expect(blockCharacters(sectionBlock(['ü']))).toBe(77);
  });
});
