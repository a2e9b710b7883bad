import { describe, expect, it } from 'vitest';
import { withText } from '../../core/report/report.ts';
import { runningValues } from '../../demo/consumer.ts';
import { brokenExpectations, type Observed } from '../../demo/expectations.ts';
import { dateAfter, type SimulatedDay } from '../../demo/simulated-days.ts';
import { day, sizes, stage, written } from './days.ts';

const [row3, row2, row1] = [sizes('8192', '16384'), sizes('4096', '8192'), sizes('2048', '4096')];
const restored = sizes('2048', '8192');
const breach = withText([
  { code: 'Breach', at: '', until: '', what: 'killed', size: { cpuUnits: 4096, memoryMiB: 8192 } },
]);

interface Story {
  /** Indexes of the days on which something is written. */
  readonly master?: number;
  readonly first?: number;
  readonly second?: number;
  readonly middle?: typeof row2;
  readonly deploysBetween?: boolean;
  readonly putBack?: typeof row2;
}

/** A demo that goes as it should, but for what a story says: master shrinks on day 2, production on days 6 and 13. */
function observed(story: Story = {}): Observed {
  const { master = 2, first = 6, second = 13, middle = row2, deploysBetween = true, putBack = restored } = story;
  const runs = { master: row2, production: row3 };
  const days: SimulatedDay[] = Array.from({ length: 17 }, (_, index) => {
    if (index === master + 1) runs.master = row1;
    if (index === first + 1) runs.production = middle;
    if (index === second + 1) runs.production = row1;
    const baseline = index === 0 && { publication: written('baseline', undefined, runs.master) };
    const shrunk = index === master && { publication: written('resize', row2, row1) };
    const steps = [
      index === 0 && { publication: written('baseline', undefined, runs.production) },
      index === first && { publication: written('resize', row3, middle) },
      index === second && { publication: written('resize', middle, row1) },
    ];
    const targets = [
      stage('master', runs.master, baseline || shrunk || {}),
      stage('production', runs.production, steps.find((each) => each !== false) || {}),
    ];
    const isDeployed = index === second + 1 || (index === first + 1 && deploysBetween);
    return day(dateAfter('2026-11-21', index), targets, isDeployed ? ['production'] : []);
  });
  const restore = stage('production', row1, { publication: written('restore', row1, putBack), alerts: breach });
  const wrong = [
    day('2026-12-08', [restore]),
    day('2026-12-09', [stage('production', putBack)], ['production']),
    day('2026-12-10', [stage('production', putBack)]),
  ];
  const live = new Map([
    ['master', row1],
    ['production', row1],
  ]);
  return {
    before: new Map([['master', row3]]),
    days,
    settled: { resolved: new Map([...live, ['feature-x', row1]]), documents: live },
    wrong,
    final: { resolved: new Map([['production', putBack]]), documents: new Map([['production', putBack]]) },
  };
}

function without(change: (seen: Observed) => Partial<Observed>): Observed {
  const seen = observed();
  return { ...seen, ...change(seen) };
}

/** One day with something else in its run. */
function withRun(seen: Observed, index: number, run: Partial<SimulatedDay['run']>): readonly SimulatedDay[] {
  return seen.days.map((each, at) => (at === index ? { ...each, run: { ...each.run, ...run } } : each));
}

describe('what the demo expects', () => {
  it('is all there when everything goes as it should', () => {
    expect(brokenExpectations(observed())).toEqual([]);
  });

  it.each<readonly [string, Observed, RegExp]>([
    ['master after two days', observed({ master: 1 }), /^master shrinks after 3 days at the earliest$/],
    ['production after six days', observed({ first: 5 }), /^production shrinks after 7 days at the earliest$/],
    ['production six days after a change', observed({ second: 12 }), /^production shrinks after 7 days/],
    ['a master that never shrinks', observed({ master: 99 }), /^master shrinks in the end$/],
    ['a step of two rows', observed({ middle: row1 }), /^production goes one CPU row at a time$/],
    ['a step that was not deployed', observed({ deploysBetween: false }), /^each step of production is deployed/],
    ['another size put back', observed({ putBack: sizes('2048', '5120') }), /^production gets the memory back/],
    ['no mail for a change', without((seen) => ({ days: withRun(seen, 6, { messages: 0 }) })), /sends one message$/],
    [
      'days that all send something',
      without(({ days }) => ({ days: days.map((each) => ({ ...each, run: { ...each.run, messages: 1 } })) })),
      /^a day without news/,
    ],
    [
      'a stage that resolves to something else',
      without(({ settled }) => ({
        settled: { ...settled, resolved: new Map([...settled.resolved, ['master', row3]]) },
      })),
      /^master resolves to what is live$/,
    ],
    [
      'a stage that runs something else',
      without(() => {
        const both = new Map([
          ['master', row3],
          ['production', row1],
        ]);
        return { settled: { resolved: new Map([...both, ['feature-x', row3]]), documents: both } };
      }),
      /^master runs what is live$/,
    ],
    [
      'no mail about the breach',
      without(({ wrong: [first, ...rest] }) => ({
        wrong: first === undefined ? [] : [{ ...first, run: { ...first.run, mails: [] } }, ...rest],
      })),
      /^the breach is mailed$/,
    ],
    ['no fallback', without(() => ({ before: new Map([['val', {}]]) })), /fallback before any run$/],
  ])('misses %s', (_what, seen, expected) => {
    expect(brokenExpectations(seen)).toContainEqual(expect.stringMatching(expected));
  });

  it('reads what runs under the keys of the example', () => {
    expect(runningValues(stage('val', row1))).toEqual(row1);
  });
});
