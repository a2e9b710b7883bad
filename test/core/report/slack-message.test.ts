import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageFor } from '../../../core/report/message.ts';
import type { TargetReport } from '../../../core/report/report.ts';
import { blockCharacters, SLACK_LIMITS, type SlackMessage } from '../../../core/report/slack-blocks.ts';
import { parseSlackInput } from '../../../core/report/slack-input.ts';
import { slackMessage } from '../../../core/report/slack-message.ts';
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

/** The sections of a run of these targets; unknown fields may be among theirs. */
function sections(...targets: readonly object[]): readonly string[] {
  return read(messageOf(report(targets as readonly TargetReport[]))).slice(1, -1);
}

const changeLines = [
  'taskCpu 2048 -&gt; 1024',
  'taskMemory 6144 -&gt; 4096',
  'connectContainerCpu 2048 -&gt; 1024',
  'connectContainerMemory 4096 -&gt; 3840',
  'instantclientContainerMemory 2048 -&gt; 256',
];

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
              ...changeLines,
              'saves 36.04 USD a month (78.57 -&gt; 42.53)',
              'Chosen without the week itself: CPU exceeded in 1 of 4 weeks, longest 15 minutes, at 2026-11-20 03:00 UTC; memory in none.',
              'Why:',
              '- 1024 CPU / 4096 MiB is the cheapest task size that holds 982 CPU / 3900 MiB.',
              'Now: Takes effect with the next deployment.',
            ].join('\n'),
            emoji: false,
          },
        },
        {
          type: 'context',
          elements: [
            {
              type: 'plain_text',
              text: 'Run 2026-11-23T06:00:00.000Z-0123abcd-89ef4567, message f3c1',
              emoji: false,
            },
            { type: 'plain_text', text: 'Ids: connector/production@2', emoji: false },
          ],
        },
      ],
    });
  });

  it('makes a cost look like one', () => {
    const [text = ''] = sections(changedTarget({ monthlyUsd: { current: 42.53, recommended: 78.57 } }));
    expect(text).toContain('\ncosts 36.04 USD a month more (42.53 -&gt; 78.57)\n');
  });

  it('says nothing of unseen weeks where utilization did not decide, nothing is known or nothing is readable', () => {
    const said = (target: object) => sections(target).join().includes('Chosen without');
    expect(said(changedTarget({ publication: resize({ cause: 'restore', version: 3 }) }))).toBe(true);
    expect(said(changedTarget({ publication: resize({ cause: 'pin', version: 3 }) }))).toBe(false);
    expect(said(changedTarget({ publication: { kind: 'none' }, holdsAreNew: true }))).toBe(false);
    const { evidence: _, ...unknown } = changedTarget();
    expect(said(unknown)).toBe(false);
    const broken = { risk: { holdOut: { cpu: { weeks: 'four' }, memory: 7 } } };
    expect(said({ ...changedTarget(), evidence: broken })).toBe(false);
    expect(said({ ...changedTarget(), evidence: 'none' })).toBe(false);
  });

  it('says nothing of money where sizes are recorded, or no price is known', () => {
    const recorded = changedTarget({ publication: resize({ cause: 'baseline', version: 1 }) });
    expect(sections(recorded).join()).not.toContain('USD');
    expect(sections(changedTarget({ monthlyUsd: {} })).join()).not.toContain('USD');
    expect(sections(changedTarget({ monthlyUsd: { current: 1 } })).join()).not.toContain('USD');
  });

  it.each([
    [
      'PROPOSED',
      { publication: resize({ kind: 'proposed' }) },
      'Now: Nothing changes until these sizes are approved: rightsizer approve connector production',
    ],
    ['WOULD CHANGE', { publication: resize({ kind: 'planned' }) }, 'instantclientContainerMemory 2048 -&gt; 256'],
    [
      'RECORDED',
      { publication: resize({ cause: 'baseline' }) },
      'Now: Nothing: these sizes run now, and are the way back.',
    ],
    ['KEYS CHANGED', { publication: resize({ cause: 'keys' }) }, 'Now: Takes effect with the next deployment.'],
    ['REPAIRED', { publication: resize({ cause: 'repair', problem: 'it was no JSON' }) }, 'it was no JSON'],
    [
      'COPIED',
      { copies: [resize({ cause: 'copy', name: '/rightsizer/connector/default' })] },
      'copied to /rightsizer/connector/default',
    ],
    [
      'FAILED',
      { outcome: 'failed', detail: 'ECS DescribeServices: AccessDenied' },
      'ECS DescribeServices: AccessDenied',
    ],
    ['NOT DONE', { outcome: 'notDone', detail: 'no time was left' }, 'Now: The next run tries again.'],
    [
      'NOT WRITTEN',
      { publication: { kind: 'failed', message: 'SSM PutParameter: AccessDenied' } },
      'SSM PutParameter: AccessDenied',
    ],
    [
      'NOT WRITTEN',
      { copies: [{ kind: 'foreignWrite', name: '/a', detail: "version 7 is somebody else's" }] },
      "version 7 is somebody else's",
    ],
    [
      'ALERT',
      { alerts: [{ code: 'Recorded', text: 'the floor is above the maximum' }] },
      '! the floor is above the maximum',
    ],
    ['HELD', { holds: [{ code: 'Agreement', text: 'two more days must agree' }] }, 'Waiting: two more days must agree'],
    ['TO KNOW', { noticeIsNew: true, outcome: 'skipped', detail: 'it is not deployed' }, 'it is not deployed'],
    ['RESTORED', { publication: resize({ cause: 'restore' }) }, 'Now: Takes effect with the next deployment.'],
    ['CHANGED', { publication: { ...resize(), cause: 'a new one' } }, 'Now: Takes effect with the next deployment.'],
  ] as const)('heads a target with %s', (word, fields, line) => {
    const [text = ''] = sections(reportOf('connector/production', fields as Partial<TargetReport>));
    expect(text.split('\n')[0]).toBe(`${word} connector/production`);
    expect(text.split('\n')).toContain(line);
  });

  it('shows alerts and holds that belong to a change beside it', () => {
    const [text = ''] = sections({
      ...changedTarget(),
      alerts: [{ text: 'killed twice' }],
      holds: [{ text: 'cool-down' }],
    });
    expect(text.split('\n').slice(7, 9)).toEqual(['! killed twice', 'Waiting: cool-down']);
  });

  it('shows new keys and removed ones, and all numbers where nothing was before', () => {
    const before = { taskCpu: '1024', oldKey: '128' };
    const [keys = ''] = sections(
      reportOf('api/val', {
        publication: resize({ cause: 'keys', before, after: { taskCpu: '1024', newKey: '256' } }),
      }),
    );
    expect(keys.split('\n').slice(1, 3)).toEqual(['newKey new -&gt; 256', 'oldKey 128 -&gt; removed']);
    const { before: _, ...first } = resize({ cause: 'baseline' });
    expect(sections(reportOf('api/val', { publication: first }))[0]?.split('\n')[1]).toBe('taskCpu 1024');
  });

  it('does not know a change without sizes, and says at least that there was one', () => {
    const written = { id: 'api/val', publication: { kind: 'written' } };
    expect(read(messageOf({ schemaVersion: 9, runId: 'r', targets: [written] }))[1]).toBe(
      'CHANGED api/val\nNow: Takes effect with the next deployment.',
    );
  });

  it('shows four reasons and counts the others', () => {
    const reasons = Array.from(
      { length: 6 },
      (_, index) => ({ code: 'Recorded', text: `reason ${index + 1}` }) as const,
    );
    const [text = ''] = sections(reportOf('api/val', { publication: resize(), reasons }));
    expect(text.split('\n').slice(6, -1)).toEqual([
      'Why:',
      '- reason 1',
      '- reason 2',
      '- reason 3',
      '- reason 4',
      '- and 2 more',
    ]);
  });

  it('speaks of those targets only that the run speaks of, and puts what needs a person first', () => {
    const old = reportOf('api/old', { alerts: [{ code: 'Recorded', text: 'as last week' }] });
    const quiet = reportOf('api/quiet');
    const failed = reportOf('api/failed', { outcome: 'failed' });
    const proposed = reportOf('api/proposed', { publication: resize({ kind: 'proposed' }) });
    const body = messageFor(report([old, quiet, changedTarget(), proposed, failed]))?.bodies.lambda ?? '';
    const heads = read(messageOf(body))
      .slice(1, -1)
      .map((text) => text.split('\n')[0]);
    expect(heads).toEqual(['FAILED api/failed', 'PROPOSED api/proposed', 'CHANGED connector/production']);
  });

  it('says nothing about a target to which nothing happened, though no ids tell who is meant', () => {
    expect(sections(reportOf('api/quiet'))).toEqual(['Nothing new. Targets: 1.']);
  });

  it('names a target that the run names, though what happened to it is not known here', () => {
    const body = { ...report([reportOf('api/val')]), messageIds: ['api/val@7'] };
    expect(read(messageOf(body))[1]).toBe('TO KNOW api/val');
  });

  it('speaks of all that wait in a digest, and of those that are quiet in none', () => {
    const held = { ...reportOf('api/held'), holds: [{ text: 'two more days' }] };
    const body = {
      ...report([reportOf('api/quiet'), changedTarget()]),
      messageIds: ['connector/production@2'],
      digest: true,
    };
    const heads = read(messageOf({ ...body, targets: [held, ...body.targets] })).slice(1, -1);
    expect(heads.map((text) => text.split('\n')[0])).toEqual(['CHANGED connector/production', 'HELD api/held']);
  });

  it('names the pin that holds', () => {
    const pin = { until: '2026-12-21T06:00:00Z', by: 'ann', why: 'load test' };
    const [text = ''] = sections({ ...changedTarget(), pin });
    expect(text.split('\n')).toContain('Pinned until 2026-12-21T06:00:00Z by ann: load test');
  });

  it('gives no command for names that a shell would not take as they are', () => {
    const [text = ''] = sections({ ...reportOf('x', { publication: resize({ kind: 'proposed' }) }), id: 'a;rm/b' });
    expect(text).toContain('\nNow: Nothing changes until these sizes are approved');
    expect(text).not.toContain('approve a');
  });
});

describe('a large run in Slack', () => {
  const fleet = (count: number) =>
    Array.from({ length: count }, (_, index) => changedTarget({ id: `service-${index}/production` }));

  it('keeps within every limit and counts what it leaves out', () => {
    const message = messageOf(report(fleet(300)));
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
      messageOf(report(Array.from({ length: 60 }, (_, index) => reportOf(`s${index}/val`, { noticeIsNew: true })))),
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
    const target = {
      ...changedTarget({
        id: evil,
        detail: evil,
        publication: resize({ before: { ...BEFORE, [evil]: evil }, after: { ...AFTER, [evil]: '1' } }),
      }),
      reasons: [{ text: evil }],
      alerts: [{ text: evil }],
      holds: [{ text: evil }],
    };
    const message = messageOf(
      { ...report([]), targets: [target], runId: evil, messageIds: [] },
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
    const target = fc.record({
      id: hostile,
      outcome: fc.constantFrom('decided', 'failed', 'notDone', 'skipped', 'new word'),
      detail: hostile,
      reasons: fc.array(fc.record({ text: hostile }), { maxLength: 6 }),
      alerts: fc.array(fc.record({ text: hostile }), { maxLength: 6 }),
      publication: fc.record({
        kind: fc.constantFrom('none', 'written', 'proposed', 'failed'),
        cause: hostile,
        before: fc.dictionary(hostile, hostile, { maxKeys: 5 }),
        after: fc.dictionary(hostile, hostile, { maxKeys: 5 }),
      }),
    });
    const value = fc.record({
      schemaVersion: fc.constant(1),
      runId: hostile,
      targets: fc.array(target, { maxLength: 60 }),
      messageIds: fc.array(hostile, { maxLength: 20 }),
    });
    fc.assert(
      fc.property(value, hostile, (report, subject) => {
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
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});
