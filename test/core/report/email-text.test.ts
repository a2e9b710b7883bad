import { describe, expect, it } from 'vitest';
import { emailText } from '../../../core/report/email-text.ts';
import type { ReportedReason, TargetReport } from '../../../core/report/report.ts';
import { AFTER, BEFORE, changedTarget, RUN_ID, report, reportOf, resize, targetReport } from '../../support/reports.ts';

const ALERT: ReportedReason = {
  code: 'MaximumBelowFloor',
  resource: 'memory',
  amount: 2048,
  needed: 2560,
  text: 'The configured maximum of 2048 MiB is below the 2560 that must be there: nothing was changed.',
};
const NO_DATA: ReportedReason = {
  code: 'NoData',
  resource: 'cpu',
  text: 'There is no CPU data in the window.',
};
const LIMIT = 24_000;

/** The text after the opening line. */
function said(...targets: readonly TargetReport[]): string {
  const text = emailText(report(targets), LIMIT);
  const opening = 'fargate-rightsizer, run of 2026-11-23 06:00 UTC.\n\n';
  expect(text.startsWith(opening)).toBe(true);
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(opening.length, -1);
}

describe('how sure a message is', () => {
  it('says what lowers the confidence', () => {
    const { evidence } = changedTarget({});
    if (evidence === undefined) throw new Error('no evidence');
    const because = ['KillsUnknown', 'ContainersEstimated'] as const;
    const unsure = changedTarget({ evidence: { ...evidence, confidence: { kind: 'lower', because } } });
    expect(said(unsure)).toContain('\n  Confidence is lower: KillsUnknown, ContainersEstimated\n');
    expect(said(changedTarget({}))).not.toContain('Confidence');
  });

  it('says briefly that no unseen week would have been exceeded, and nothing where weeks are not known', () => {
    const { evidence } = changedTarget({});
    if (evidence === undefined) throw new Error('no evidence');
    const { holdOut: _, ...risk } = evidence.risk;
    const never = { weeks: 4, weeksExceeded: 0, longestMinutes: 0 };
    const held = { ...risk, holdOut: { cpu: never, memory: never, alternatives: [] } };
    expect(said(changedTarget({ evidence: { ...evidence, risk: held } }))).toContain(
      '\n  Chosen without the week itself, it would have been exceeded in none of the last 4 weeks.\n',
    );
    expect(said(changedTarget({ evidence: { ...evidence, risk } }))).not.toContain('Chosen without');
  });
});

describe('what a message says beside our own numbers', () => {
  it('is what Compute Optimizer would take', () => {
    const task = { cpuUnits: 512, memoryMiB: 2048 };
    expect(said(changedTarget({ secondOpinion: { kind: 'agrees', task, current: task, lookbackDays: 14 } }))).toContain(
      '\n  Compute Optimizer: 512 CPU / 2048 MiB, as we.\n',
    );
  });

  it('is why there is no money', () => {
    const pricing = { kind: 'unpriced', why: 'The prices of Windows are not confirmed.' } as const;
    const text = said(changedTarget({ monthlyUsd: {}, pricing }));
    expect(text).toContain('\n  No money: The prices of Windows are not confirmed.\n');
    expect(text).not.toContain('USD');
    expect(said(changedTarget({ monthlyUsd: {} }))).not.toContain('No money');
  });
});

describe('the text of a message, for each kind of news', () => {
  it.each<[string, TargetReport, string]>([
    [
      'the running sizes were recorded, and the next run will change them',
      targetReport({
        running: { task: { cpuUnits: 2048, memoryMiB: 6144 }, containers: {} },
        recommended: { task: { cpuUnits: 1024, memoryMiB: 4096 }, containers: {} },
        monthlyUsd: { current: 78.57, recommended: 42.53 },
        reasons: changedTarget().reasons,
        publication: {
          kind: 'written',
          cause: 'baseline',
          name: '/rightsizer/connector/production',
          version: 1,
          after: BEFORE,
        },
      }),
      `RECORDED connector/production
  taskCpu 2048
  taskMemory 6144
  connectContainerCpu 2048
  connectContainerMemory 4096
  instantclientContainerMemory 2048
Now: These are the sizes that run now: the way back. The aim is 1024 CPU / 4096 MiB.
Id: connector/production@1`,
    ],
    [
      'a new size that saves money',
      changedTarget(),
      `CHANGED connector/production
  taskCpu 2048 -> 1024
  taskMemory 6144 -> 4096
  connectContainerCpu 2048 -> 1024
  connectContainerMemory 4096 -> 3840
  instantclientContainerMemory 2048 -> 256
  saves 36.04 USD a month (78.57 -> 42.53)
Why:
  - 1024 CPU / 4096 MiB is the cheapest task size that holds 982 CPU / 3900 MiB.
How sure:
  CPU: 99.5 % of the points there; this size was passed in 1 of 4 weeks
  Memory: 100 % of the points there; this size was passed in 0 of 4 weeks
  Chosen without the week itself: CPU exceeded in 1 of 4 weeks, longest 15 minutes, at 2026-11-20 03:00 UTC; memory in none.
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@2`,
    ],
    [
      'a new size that costs more, with an alert',
      targetReport({
        monthlyUsd: { current: 42.53, recommended: 78.57 },
        publication: resize({ before: { taskCpu: '1024' }, after: { taskCpu: '2048' }, version: 3 }),
        alerts: [ALERT],
      }),
      `CHANGED connector/production
  taskCpu 1024 -> 2048
  costs 36.04 USD a month more (42.53 -> 78.57)
  ! The configured maximum of 2048 MiB is below the 2560 that must be there: nothing was changed.
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@3`,
    ],
    [
      'a new size without a price, with numbers that stay',
      targetReport({
        publication: resize({
          before: { taskCpu: '512', taskMemory: '1024' },
          after: { taskCpu: '512', taskMemory: '2048' },
        }),
      }),
      `CHANGED connector/production
  taskCpu 512
  taskMemory 1024 -> 2048
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@2`,
    ],
    [
      'a proposal',
      changedTarget({
        mode: 'propose',
        evidence: {
          verdict: { kind: 'act', reasons: [] },
          confidence: { kind: 'full', because: [] },
          resources: {},
          risk: {},
        },
        publication: resize({ kind: 'proposed', name: '/rightsizer/connector/production/proposed', version: 1 }),
      }),
      `PROPOSED connector/production
  taskCpu 2048 -> 1024
  taskMemory 6144 -> 4096
  connectContainerCpu 2048 -> 1024
  connectContainerMemory 4096 -> 3840
  instantclientContainerMemory 2048 -> 256
  saves 36.04 USD a month (78.57 -> 42.53)
Why:
  - 1024 CPU / 4096 MiB is the cheapest task size that holds 982 CPU / 3900 MiB.
Now: Nothing changes until somebody approves:
  npx rightsizer approve connector production --proposal 1
  npx rightsizer reject connector production --proposal 1 --why "..."
Id: connector/production/proposed@1`,
    ],
    [
      'other keys: the money and the reasons of sizes that were not written are not claimed',
      changedTarget({
        publication: resize({
          cause: 'keys',
          before: { taskCpu: '2048', old: '7' },
          after: { taskCpu: '2048', sidecarMemory: '512' },
        }),
      }),
      `KEYS CHANGED connector/production
  taskCpu 2048
  sidecarMemory new -> 512
  old 7 -> removed
Why: rightsizer.yml publishes other keys than the document had.
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@2`,
    ],
    [
      'a broken document that was replaced',
      changedTarget({
        publication: {
          kind: 'written',
          cause: 'repair',
          name: '/rightsizer/connector/production',
          version: 8,
          after: { taskCpu: '2048', taskMemory: '6144' },
          problem: 'it is not a JSON object',
        },
      }),
      `REPAIRED connector/production
  taskCpu 2048
  taskMemory 6144
Why: the document before was unusable: it is not a JSON object.
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@8`,
    ],
    [
      'a copy alone',
      targetReport({
        copies: [
          {
            kind: 'written',
            cause: 'copy',
            name: '/rightsizer/connector/default',
            version: 4,
            after: AFTER,
          },
        ],
      }),
      'COPIED connector/production to /rightsizer/connector/default',
    ],
    [
      'a target that ECS does not run',
      reportOf('connector/val', {
        outcome: 'skipped',
        kind: 'skipped',
        skipReason: 'NotDeployed',
        detail: 'The cluster connector-val-connect does not exist.',
        noticeIsNew: true,
      }),
      'SKIPPED connector/val (NotDeployed)\n  The cluster connector-val-connect does not exist.',
    ],
    [
      'a target without data',
      reportOf('connector/val', { outcome: 'skipped', skipReason: 'NoData', reasons: [NO_DATA], noticeIsNew: true }),
      'SKIPPED connector/val (NoData)\n  There is no CPU data in the window.',
    ],
    [
      'a bound that forbids what is needed',
      targetReport({ alerts: [ALERT], noticeIsNew: true }),
      `ALERT connector/production
  ! The configured maximum of 2048 MiB is below the 2560 that must be there: nothing was changed.`,
    ],
    [
      'a target that failed',
      reportOf('connector/val', { outcome: 'failed', detail: 'PortError: ECS DescribeServices: AccessDenied' }),
      'FAILED connector/val\n  PortError: ECS DescribeServices: AccessDenied',
    ],
    [
      'a target that was not done in time',
      reportOf('connector/val', { outcome: 'notDone', detail: 'The run was out of time.' }),
      'NOT DONE connector/val\n  The run was out of time.',
    ],
    [
      "somebody else's write that stands",
      targetReport({
        publication: { kind: 'foreignWrite', name: '/x', detail: 'Somebody wrote version 3; theirs stands.' },
      }),
      'NOT WRITTEN connector/production\n  Somebody wrote version 3; theirs stands.',
    ],
    [
      'a publication that failed',
      targetReport({ publication: { kind: 'failed', message: 'PortError: no' } }),
      'NOT WRITTEN connector/production\n  PortError: no',
    ],
    [
      'what a dry run would do',
      targetReport({ publication: { kind: 'planned', cause: 'resize', name: '/x', after: { taskCpu: '512' } } }),
      `WOULD CHANGE connector/production
  taskCpu 512
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@dry-run`,
    ],
  ])('%s', (_, target, expected) => {
    expect(said(target)).toBe(expected);
  });

  it('says of a recorded size that stays that it stays, and of one without a verdict that it may change', () => {
    const task = { cpuUnits: 512, memoryMiB: 1024 };
    const recorded = { kind: 'written', cause: 'baseline', name: '/x', version: 1, after: {} } as const;
    const stays = targetReport({
      running: { task, containers: {} },
      recommended: { task: { ...task }, containers: {} },
      publication: recorded,
    });
    expect(said(stays)).toContain('the way back. The task keeps its size.\n');
    expect(said(targetReport({ publication: recorded }))).toContain('the way back. The next run may change them.\n');
  });

  it('says why a target is skipped even where its running sizes were recorded in the same run', () => {
    const recorded = { kind: 'written', cause: 'baseline', name: '/x', version: 1, after: { taskCpu: '256' } } as const;
    const target = reportOf('connector/val', {
      outcome: 'skipped',
      skipReason: 'NoData',
      reasons: [NO_DATA],
      noticeIsNew: true,
      publication: recorded,
    });
    expect(said(target)).toBe(`RECORDED connector/val
  taskCpu 256
Now: These are the sizes that run now: the way back. The next run may change them.
Id: connector/val@1

SKIPPED connector/val (NoData)
  There is no CPU data in the window.`);
  });

  it('says a new alert beside a copy or a failure, and an alert that is not new only with a change', () => {
    const copy = { kind: 'written', cause: 'copy', name: '/copy', version: 1, after: {} } as const;
    const failed = { kind: 'failed', message: 'PortError: no' } as const;
    expect(said(targetReport({ alerts: [ALERT], noticeIsNew: true, copies: [copy, failed] })).split('\n\n')).toEqual([
      'NOT WRITTEN connector/production\n  PortError: no',
      'COPIED connector/production to /copy',
      `ALERT connector/production\n  ! ${ALERT.text}`,
    ]);
    expect(said(targetReport({ alerts: [ALERT], copies: [copy] }))).toBe('COPIED connector/production to /copy');
    const changed = said(changedTarget({ alerts: [ALERT], noticeIsNew: true }));
    expect(changed.split(ALERT.text)).toHaveLength(2);
  });

  it('names the change and what went wrong with its copy', () => {
    const target = changedTarget({ copies: [{ kind: 'foreignWrite', name: '/copy', detail: 'Somebody did.' }] });
    expect(said(target).split('\n\n')[0]).toBe('NOT WRITTEN connector/production\n  Somebody did.');
  });

  it('opens a catch-up in its own words, with the sentences that were recorded', () => {
    const target = targetReport({
      reasons: [{ code: 'Recorded', text: 'It was too large.' }],
      publication: resize({ before: { taskCpu: '1024' }, after: { taskCpu: '512' } }),
    });
    expect(
      emailText(report([target], { kind: 'catchUp' }), LIMIT),
    ).toBe(`An earlier run wrote these sizes and could not announce them.

CHANGED connector/production
  taskCpu 1024 -> 512
Why:
  - It was too large.
Now: Takes effect with the next deployment of connector to production.
Id: connector/production@2
`);
    const repaired = targetReport({ publication: resize({ cause: 'repair', before: {}, after: {} }) });
    expect(emailText(report([repaired], { kind: 'catchUp' }), LIMIT)).toContain('was unusable.\n');
  });

  it('says nothing of a target that has nothing new to say', () => {
    const quiet = targetReport({ outcome: 'skipped', skipReason: 'NotDeployed', alerts: [ALERT] });
    expect(emailText(report([quiet]), LIMIT)).toBe('fargate-rightsizer, run of 2026-11-23 06:00 UTC.\n');
  });
});

describe('the length of the text', () => {
  const failed = (id: string, length: number) => reportOf(id, { outcome: 'failed', detail: 'x'.repeat(length) });

  it('leaves out whole what does not fit, counts it, and shows what comes after it where that fits', () => {
    const text = emailText(report([failed('a/b', 50), failed('c/d', 500), failed('e/f', 50)]), 400);
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

it('gives no text of others a line of its own', () => {
  const forged = 'AccessDenied\r\n\r\nCHANGED shop/production\u2028\u0000\u001b[31m\ud800';
  const target = reportOf('connector/val', { outcome: 'failed', detail: forged });
  expect(said(target)).toBe(`FAILED connector/val\n  AccessDenied CHANGED shop/production [31m\ufffd`);
});
