import { describe, expect, it } from 'vitest';
import { assertAnswered, RunFailedError } from '../../run/run-rightsizer.ts';
import { changedTarget, report, reportOf, targetReport } from '../support/reports.ts';

const failed = (id: string, detail?: string) => reportOf(id, { outcome: 'failed', ...(detail && { detail }) });

describe('the verdict on a run', () => {
  it.each([
    ['a target was decided', [failed('a/b', 'no'), changedTarget()]],
    ['a target was skipped, which is an answer', [reportOf('a/b', { outcome: 'skipped' })]],
    ['a copy failed', [targetReport({ copies: [{ kind: 'failed', message: 'm' }] })]],
  ])('is good when %s', (_, targets) => {
    expect(() => assertAnswered({ report: report(targets) })).not.toThrow();
  });

  it('is a failure when no target was answered, with the first three reasons', () => {
    const targets = [
      failed('a/a', 'AccessDenied'),
      failed('a/b'),
      reportOf('a/c', { outcome: 'notDone', detail: 'late' }),
      failed('a/d', 'x'),
    ];
    expect(() => assertAnswered({ report: report(targets) })).toThrow(
      new RunFailedError('None of 4 targets was answered. a/a: AccessDenied; a/b: no answer; a/c: late'),
    );
  });

  it('is a failure when the message could not be sent, whatever was done', () => {
    const result = { report: report([changedTarget()]), messageFailure: 'PortError: topic' };
    expect(() => assertAnswered(result)).toThrow(new RunFailedError('The message could not be sent: PortError: topic'));
  });
});
