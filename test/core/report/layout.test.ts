import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../../cli/plan-explain.ts';
import { planMarkdown } from '../../../cli/plan-markdown.ts';
import { reportTable } from '../../../cli/report-table.ts';
import { sizeText } from '../../../core/model/words.ts';
import { usdText } from '../../../core/money/usd.ts';
import { htmlPage } from '../../../core/report/html/page.ts';
import { messageFor } from '../../../core/report/message.ts';
import { moneyTexts } from '../../../core/report/money-text.ts';
import { targetNews } from '../../../core/report/news.ts';
import { NEWS_ORDER } from '../../../core/report/news-kinds.ts';
import { sizeTexts } from '../../../core/report/news-text.ts';
import { type TargetReport, withText } from '../../../core/report/report.ts';
import { parseSlackInput } from '../../../core/report/slack-input.ts';
import { slackMessage } from '../../../core/report/slack-message.ts';
import { always } from '../../support/properties.ts';
import { report } from '../../support/reports.ts';
import { KINDS, TARGETS } from './news-reports.ts';

function bodiesOf(target: TargetReport) {
  const message = messageFor(report([target]));
  if (message === undefined) throw new Error('Nothing was sent.');
  return message.bodies;
}

function slackText(target: TargetReport): string {
  const message = slackMessage(parseSlackInput(bodiesOf(target).lambda ?? ''), { subject: 's', messageId: 'm' });
  return message.blocks.flatMap((block) => ('text' in block ? block.text.text : [])).join('\n');
}

/** What each channel shows of one target, with its own escapes undone and its lines joined. */
const CHANNELS: Readonly<Record<string, (target: TargetReport) => string>> = {
  mail: (target) => bodiesOf(target).default,
  chat: (target) => JSON.parse(bodiesOf(target).https ?? '').content.description,
  Slack: slackText,
  'plan --explain': (target) => explainPlan(report([target])),
  'plan --markdown': (target) => planMarkdown(report([{ ...target, reasons: REASONS }])).replace(/\\(.)/g, '$1'),
  HTML: (target) => htmlPage(report([target]), () => undefined),
};
const REASONS = withText([{ code: 'NoData', resource: 'cpu' }]);

function shown(channel: string, target: TargetReport): string {
  const text = CHANNELS[channel]?.(target) ?? '';
  return text.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&quot;', '"').replace(/\s+/g, ' ');
}

/** What each channel must show: headline, sizes, money, what to do now. */
function wanted(target: TargetReport): readonly string[] {
  const news = targetNews(target);
  return [news.headline, ...moneyTexts(news.money), news.now];
}

const TOLD = KINDS.filter(([, target]) => targetNews(target).isNew);

describe.each(Object.keys(CHANNELS))('%s', (channel) => {
  it.each(TOLD)('shows of %s the headline, both sizes, the money and what to do now', (_, target) => {
    const text = shown(channel, target);
    const { running, next, aim } = targetNews(target);
    for (const each of wanted(target)) expect(text).toContain(each.replace(/\s+/g, ' '));
    for (const task of [running, next, aim]) if (task !== undefined) expect(text).toContain(sizeText(task));
  });
});

describe('the table of a plan', () => {
  it.each(KINDS)('has the sizes and the money of %s', (_, target) => {
    const table = reportTable(report([target]));
    const { running, next, aim, steps, money } = targetNews(target);
    const then = steps === undefined ? [aim ?? next] : [next, aim];
    for (const task of [running, ...then])
      if (task !== undefined) expect(table).toContain(`${task.cpuUnits}/${task.memoryMiB}`);
    for (const usd of [money?.now, money?.next, money?.aim])
      if (usd !== undefined) expect(table).toContain(usdText(usd));
  });
});

describe('the money of a target', () => {
  const usd = fc.integer({ min: 1, max: 500_000 }).map((cents) => cents / 100);
  const kind = fc.constantFrom(...NEWS_ORDER.filter((each) => targetNews(TARGETS[each]).isNew));
  const AMOUNT = /(saves|costs|could save|needs) (\d+\.\d\d) USD a month/g;

  it('is the same in every channel that shows any', () => {
    always(kind, usd, usd, usd, (each, current, next, recommended) => {
      const target: TargetReport = { ...TARGETS[each], monthlyUsd: { current, next, recommended } };
      const expected = [...new Set(moneyTexts(targetNews(target).money).join(' ').match(AMOUNT) ?? [])].sort();
      for (const channel of Object.keys(CHANNELS)) {
        const found = [...new Set(shown(channel, target).match(AMOUNT) ?? [])].sort();
        expect([channel, found]).toEqual([channel, expected]);
      }
    });
  });

  it('is that of this step and of the aim where they differ', () => {
    const news = targetNews(TARGETS.changed);
    expect([...sizeTexts(news), ...moneyTexts(news.money)]).toEqual([
      '1024 CPU / 2048 MiB -> 1024 CPU / 3072 MiB',
      'step 1 of 2, the aim is 512 CPU / 3072 MiB',
      'this step costs 3.24 USD a month more (36.04 -> 39.28)',
      'the aim saves 11.53 USD a month (36.04 -> 24.51)',
    ]);
    expect(moneyTexts(targetNews(TARGETS.pinned).money)).toEqual([]);
  });
});
