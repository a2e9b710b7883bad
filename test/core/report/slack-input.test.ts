import { describe, expect, it } from 'vitest';
import { messageFor } from '../../../core/report/message.ts';
import { parseSlackInput } from '../../../core/report/slack-input.ts';
import { changedTarget, RUN_ID, report, resize } from '../../support/reports.ts';

function parsedReport(value: unknown) {
  const input = parseSlackInput(JSON.stringify(value));
  if (input.kind !== 'report') throw new Error(`It was taken for ${input.kind}.`);
  return input.report;
}

/** What is read of a target that only has an id. */
const bare = {
  id: 'api/val',
  outcome: '',
  kind: '',
  noticeIsNew: false,
  reasons: [],
  alerts: [],
  holds: [],
  monthlyUsd: {},
  publication: { kind: 'none', cause: '', name: '' },
  copies: [],
};

describe('messages of the topic', () => {
  it('are the Report of a run as the recommender sends it', () => {
    const body = messageFor(report([changedTarget()]))?.bodies.lambda ?? '';
    const input = parseSlackInput(body);
    expect(input).toMatchObject({
      kind: 'report',
      report: {
        runId: RUN_ID,
        messageIds: ['connector/production@2'],
        totals: { changed: 1, failed: 0, notDone: 0 },
        targets: [
          {
            id: 'connector/production',
            monthlyUsd: { current: 78.57, recommended: 42.53 },
            publication: { kind: 'written', cause: 'resize', before: resize().before, after: resize().after },
          },
        ],
      },
    });
  });

  it('are reports although fields are missing or are something else', () => {
    const target = {
      id: 'api/val',
      outcome: 7,
      reasons: 'none',
      alerts: [{ text: 'kept' }, { text: 1 }, null],
      holds: { text: 'no list' },
      monthlyUsd: { current: 'much', recommended: null },
      publication: 'written',
      copies: [{ after: { cpu: 256 } }],
      pin: 'yes',
      detail: [],
    };
    expect(
      parsedReport({ schemaVersion: 2, runId: 'r', targets: [target, { outcome: 'no id' }, 5], totals: 'many' }),
    ).toEqual({
      schemaVersion: 2,
      runId: 'r',
      digest: false,
      messageIds: [],
      totals: { changed: 0, failed: 0, notDone: 0 },
      targets: [
        {
          ...bare,
          alerts: [{ text: 'kept' }],
          monthlyUsd: { current: undefined, recommended: undefined },
          copies: [{ kind: '', cause: '', name: '', after: undefined }],
          pin: undefined,
          detail: undefined,
        },
      ],
    });
    expect(parsedReport({ schemaVersion: 1, runId: 'r' }).targets).toEqual([]);
    expect(parsedReport({ schemaVersion: 1, runId: 'r', targets: [{ id: 'api/val' }] }).targets).toEqual([bare]);
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
