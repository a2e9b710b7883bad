import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../cli/plan-explain.ts';
import { type TargetReport, withText } from '../../core/report/report.ts';
import { changedTarget, report, reportOf } from '../support/reports.ts';

const sizes = (cpuUnits: number, memoryMiB: number) => ({ task: { cpuUnits, memoryMiB }, containers: {} });

/** The chapters of the story, by title. */
function chapters(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^ {2}(?=[A-Z])/m).slice(1);
  return new Map(
    parts.map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return [title, lines.join('\n')];
    }),
  );
}

function story(fields: Partial<TargetReport>): string {
  return explainPlan(report([changedTarget(fields)]));
}

describe('the story of a decision', () => {
  const reasons = withText([
    {
      code: 'Utilization',
      resource: 'cpu',
      peakStatistic: 'p99.5',
      headroomPercent: 20,
      average: 300,
      peak: 818,
      highest: 900,
      needed: 982,
      points: 8024,
    },
    { code: 'HeapFloor', container: 'connect', maximumHeapMiB: 2048, source: '-Xmx', amount: 2560 },
    { code: 'NeverShrink', resource: 'memory', amount: 3900 },
    { code: 'BrokenData', resource: 'cpu', points: 2 },
    { code: 'CheapestPair', size: { cpuUnits: 1024, memoryMiB: 4096 }, needed: { cpuUnits: 982, memoryMiB: 3900 } },
  ]);

  it('puts each reason where it belongs', () => {
    const smaller = sizes(1024, 4096);
    const text = story({ reasons, running: sizes(2048, 6144), next: smaller.task, recommended: smaller });
    const found = chapters(text);
    expect([...found.keys()]).toEqual([
      'Evidence',
      'Statistic and headroom',
      'Floors',
      'Guards',
      'Choice',
      'Risk',
      'Now',
    ]);
    expect(text).toMatch(
      /^CHANGED connector\/production\n {2}2048 CPU \/ 6144 MiB -> 1024 CPU \/ 4096 MiB\n {2}saves 36\.04 USD a month \(78\.57 -> 42\.53\)\n {2}finding: over; policy production, mode apply\n/,
    );
    expect(found.get('Evidence')).toMatch(/CPU: 8024 of 8064 points, 99\.5 % .* 669 hours\./);
    expect(found.get('Evidence')).toContain('The data is good enough to act on, full confidence.');
    expect(found.get('Statistic and headroom')).toContain('With 20 % headroom');
    expect(found.get('Floors')).toMatch(/2560 MiB.*never decreases/s);
    expect(found.get('Guards')).toContain('2 CPU points are negative');
    expect(found.get('Choice')).toMatch(/^ {4}1024 CPU \/ 4096 MiB is the cheapest task size/);
    expect(found.get('Risk')).toContain('Recommended CPU: exceeded by 3 of 8024 points, in 1 of 4 weeks.');
    expect(found.get('Now')).toMatch(
      /Takes effect.*\n {4}Written: \/rightsizer\/connector\/production: taskCpu 1024, /,
    );
  });

  it('tells what the neighboring sizes cost and what is expected of them', () => {
    const { evidence } = changedTarget();
    const alternatives = [
      {
        kind: 'recommended' as const,
        task: sizes(1024, 4096).task,
        usdPerMonth: 42.53,
        cpu: { aMonth: 1.8 },
        memory: { aMonth: 0.127 },
      },
      { kind: 'lessCpu' as const, task: sizes(512, 4096).task, cpu: { aMonth: 3.3 } },
    ];
    const risk = { ...evidence?.risk, alternatives };
    const found = chapters(story({ ...(evidence && { evidence: { ...evidence, risk } }) }));
    expect(found.get('Alternatives')).toBe(
      `    1024 CPU / 4096 MiB (recommended): 42.53 USD a month, 1.8 hours short of CPU, 0.13 memory
      kills.
    512 CPU / 4096 MiB (less CPU): 3.3 hours short of CPU.
`,
    );
    expect(found.get('Risk')).toContain(
      'Expected in a month: 1.8 (0.70 to 3.1) hours short of CPU, 0.13 memory kills.',
    );
  });

  it('tells what is held, and what somebody must look at', () => {
    const found = chapters(
      story({
        holds: [{ code: 'Recorded', text: 'CPU decrease on hold.' }],
        alerts: [{ code: 'Recorded', text: 'Look at this.' }],
        publication: { kind: 'none' },
        copies: [{ kind: 'failed', message: 'AccessDenied' }],
      }),
    );
    expect(found.get('Held')).toBe('    CPU decrease on hold.\n');
    expect(found.get('Look at this')).toBe('    AccessDenied\n    Look at this.\n');
    expect(found.get('Now')).toContain('    See above: who reads the copy gets former sizes.');
  });

  it('leaves out what there is nothing to say about', () => {
    const text = explainPlan(report([reportOf('a/b', { outcome: 'failed', detail: 'AccessDenied' })]));
    expect(text).toBe(`FAILED a/b
  finding: failed; policy production, mode apply
  Look at this
    AccessDenied
  Now
    The next run tries again. If that fails too, look into the log of the run.

USD a month: 0.00 now, 0.00 at the aim (costs the same), all tasks of 730 hours
`);
  });

  it('stays within 100 columns', () => {
    const long = { code: 'Recorded', text: 'word '.repeat(100) } as const;
    const lines = story({ reasons: [long], holds: [long], id: `${'i'.repeat(80)}/${'j'.repeat(80)}` }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
