import { describe, expect, it } from 'vitest';
import { emailText } from '../../../core/report/email-text.ts';
import { messageFor } from '../../../core/report/message.ts';
import { mergedSavings, reportOfOwner, savingsByOwner, savingsTexts } from '../../../core/report/owner-savings.ts';
import type { TargetReport } from '../../../core/report/report.ts';
import { parseSlackInput } from '../../../core/report/slack-input.ts';
import { slackMessage } from '../../../core/report/slack-message.ts';
import { size } from '../../support/builders.ts';
import { changedTarget, report, reportOf } from '../../support/reports.ts';

const rejected = [
  { code: 'Recorded', text: 'x' },
  { code: 'Rejected', at: '2026-11-20', until: '2026-12-20', by: 'ana', why: 'sale', text: 'Rejected.' },
] as const;
const changes = (...usd: readonly number[]) =>
  usd.map((each, index) => ({
    version: index + 1,
    at: '2026-11-01T00:00:00Z',
    realized: { usd: each, from: 'SizeHistory', days: 7 } as const,
  }));

/** A target that runs with 2048 / 4096 and could have 1024 / 4096, so many USD cheaper. */
function possible(id: string, usd: number, fields: Partial<TargetReport> = {}): TargetReport {
  const sizes = (cpuUnits: number) => ({ task: size(cpuUnits, 4096), containers: {} });
  const monthlyUsd = { current: 100, recommended: 100 - usd };
  return reportOf(id, { running: sizes(2048), recommended: sizes(1024), monthlyUsd, ...fields });
}

const TARGETS = [
  possible('shop/qa', 30.25, { owner: 'payments', changes: changes(13.9, -1.4) }),
  possible('find/qa', 5),
  possible('shop/production', 60, { owner: 'payments', holds: rejected }),
  // A growth saves nothing, and takes nothing from what others save.
  possible('shop/val', -20, { owner: 'payments' }),
  reportOf('find/gone', { outcome: 'failed', changes: [{ version: 1, at: '2026-11-01T00:00:00Z', forecastUsd: 4 }] }),
];

const SAVINGS = [
  {
    owner: 'payments',
    targets: 3,
    realizedUsd: 12.5,
    waitingUsd: 30.25,
    refusedUsd: 60,
    largest: [
      { id: 'shop/production', usd: 60 },
      { id: 'shop/qa', usd: 30.25 },
    ],
  },
  { targets: 2, realizedUsd: 0, waitingUsd: 5, refusedUsd: 0, largest: [{ id: 'find/qa', usd: 5 }] },
];

describe('what owners save', () => {
  it('is realized, waiting or refused, with the largest of what could still be had', () => {
    expect(savingsByOwner(TARGETS)).toEqual(SAVINGS);
    expect(savingsByOwner([])).toEqual([]);
  });

  it('names the ten largest, those of equal size by their ids', () => {
    const all = Array.from({ length: 12 }, (_, index) => possible(`s${index % 10}/v${index}`, index === 3 ? 50 : 10));
    const [part] = savingsByOwner(all.toReversed());
    expect(part?.largest).toHaveLength(10);
    expect(part?.largest.slice(0, 3).map(({ id }) => id)).toEqual(['s3/v3', 's0/v0', 's0/v10']);
  });

  it('of the parts of a run is that of the run, however it is cut', () => {
    for (const cut of [0, 1, 2, 3, 4, 5]) {
      const parts = [...savingsByOwner(TARGETS.slice(0, cut)), ...savingsByOwner(TARGETS.slice(cut))];
      expect(mergedSavings(parts)).toEqual(SAVINGS);
    }
  });

  it('is told in a line for each, and in none where there is nothing', () => {
    expect(savingsTexts(SAVINGS)).toEqual([
      'Savings in USD a month:',
      'payments, 3 services: 12.50 realized, 30.25 waiting, 60.00 refused',
      'no owner, 2 services: 0.00 realized, 5.00 waiting, 0.00 refused',
      'Largest: shop/production 60.00, shop/qa 30.25, find/qa 5.00',
    ]);
    const nothing = { targets: 4, realizedUsd: 0, waitingUsd: 0, refusedUsd: 0, largest: [] };
    expect(savingsTexts([nothing])).toEqual([]);
    expect(savingsTexts()).toEqual([]);
    expect(savingsTexts([{ ...nothing, targets: 1, realizedUsd: -2 }])).toEqual([
      'Savings in USD a month:',
      '1 service: 2.00 lost, 0.00 waiting, 0.00 refused',
    ]);
  });
});

describe('the report of an owner', () => {
  const whole = report(TARGETS, { digest: true, savings: SAVINGS });

  it('is about its targets alone, with their own sums', () => {
    const { targets, totals, savings } = reportOfOwner(whole, 'payments');
    expect(targets.map(({ id }) => id)).toEqual(['shop/qa', 'shop/production', 'shop/val']);
    // 300 now, 69.75 + 40 + 120 then.
    expect(totals).toMatchObject({
      targets: 3,
      failed: 0,
      monthlyUsd: { current: 300, recommended: 229.75, savings: 70.25 },
    });
    expect(savings).toEqual([SAVINGS[0]]);
    expect(reportOfOwner(report(TARGETS), 'payments')).not.toHaveProperty('savings');
  });

  it('gives no message where its targets have no news', () => {
    const changed = report([changedTarget({ id: 'a/b', owner: 'search' }), ...TARGETS]);
    expect(messageFor(reportOfOwner(changed, 'payments'))).toBeUndefined();
    expect(messageFor(reportOfOwner(changed, 'search'))?.subject).toBe(
      'rightsizer: 1 changed, saves 36.04 USD a month',
    );
    expect(messageFor(reportOfOwner(changed, 'nobody'))).toBeUndefined();
  });

  it('is a digest that begins with what it saves, in mail, chat and Slack', () => {
    const own = reportOfOwner(whole, 'payments');
    const summary =
      'Savings in USD a month:\npayments, 3 services: 12.50 realized, 30.25 waiting, 60.00 refused\nLargest: shop/production 60.00, shop/qa 30.25';
    expect(emailText(own, 10_000)).toContain(`${summary}\n\nWhere everything stands:\nshop/qa: `);
    const message = messageFor(own);
    expect(JSON.parse(message?.bodies.https ?? '').content.description).toContain(summary);
    const input = parseSlackInput(message?.bodies.lambda ?? '');
    const { blocks } = slackMessage(input, { subject: 'x', messageId: '' });
    expect(JSON.stringify(blocks[1])).toContain(JSON.stringify(summary).slice(1, -1));
  });
});
