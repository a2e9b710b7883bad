import { describe, expect, it } from 'vitest';
import { messageFor } from '../../../core/report/message.ts';
import { targetNews } from '../../../core/report/news.ts';
import { parseSlackInput } from '../../../core/report/slack-input.ts';
import { changedTarget, RUN_ID, report } from '../../support/reports.ts';

function parsedReport(value: unknown) {
  const input = parseSlackInput(JSON.stringify(value));
  if (input.kind !== 'report') throw new Error(`It was taken for ${input.kind}.`);
  return input.report;
}

describe('messages of the topic', () => {
  it('are the Report of a run as the recommender sends it, of which the news is shown', () => {
    const target = changedTarget();
    const body = messageFor(report([target]))?.bodies.lambda ?? '';
    const { isNew: _, messageId: __, ...news } = targetNews(target);
    expect(parsedReport(JSON.parse(body))).toEqual({
      runId: RUN_ID,
      schemaVersion: 1,
      digest: false,
      messageIds: ['connector/production@2'],
      savings: [],
      totals: { changed: 1, failed: 0, notDone: 0 },
      targets: [
        { news: { ...news, place: undefined, running: undefined, next: undefined, aim: undefined, steps: undefined } },
      ],
    });
  });

  it('are reports although fields are missing or are something else', () => {
    const least = { id: 'api/val', headline: 'CHANGED' };
    const odd = { ...least, look: 'none', why: ['kept', 1, null], money: { now: 'much' }, next: 7, now: [] };
    const targets = [{ news: least }, { news: odd }, { news: { id: 'no headline' } }, { outcome: 'no news' }, 5];
    const found = parsedReport({ schemaVersion: 2, runId: 'r', targets, totals: 'many' });
    const nothing = {
      look: [],
      numbers: [],
      notes: [],
      why: [],
      sure: [],
      waiting: [],
      commands: [],
      now: '',
      kind: '',
    };
    expect(found).toEqual({
      schemaVersion: 2,
      runId: 'r',
      digest: false,
      messageIds: [],
      savings: [],
      totals: { changed: 0, failed: 0, notDone: 0 },
      targets: [{ news: { ...least, ...nothing } }, { news: { ...least, ...nothing, why: ['kept'] } }, {}, {}],
    });
    expect(parsedReport({ schemaVersion: 1, runId: 'r' }).targets).toEqual([]);
  });

  it('are the state of an alarm', () => {
    const alarm = {
      AlarmName: 'run-missing',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold crossed',
      Trigger: {},
    };
    expect(parseSlackInput(JSON.stringify(alarm))).toEqual({
      kind: 'alarm',
      alarm: {
        AlarmName: 'run-missing',
        NewStateValue: 'ALARM',
        AlarmDescription: '',
        NewStateReason: 'Threshold crossed',
        StateChangeTime: '',
        Region: '',
      },
    });
  });

  it.each(['maintenance tonight', '', '{"a":', 'null', '[]', '{"runId":"r"}', '{"AlarmName":"a"}'])(
    'are plain text when they are neither: %j',
    (text) => {
      expect(parseSlackInput(text)).toEqual({ kind: 'text', text });
    },
  );
});
