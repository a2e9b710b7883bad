import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sideBySide } from '../../core/model/side-by-side.ts';
import { madeFolder } from '../support/runs.ts';
import { type Cell, cellsOf, playCell, sampleOf } from './fault-matrix.ts';
import { type Story, tellStories } from './fault-stories.ts';
import { FAULTS, type Fault } from './saboteur.ts';

const SAMPLE = 12;
const SEED = 4;
/** A cell waits most of its time: for a client's next attempt, or for a deadline. */
const CELLS_SIDE_BY_SIDE = 8;
/** What takes longest begins first. */
const SLOWEST: readonly Fault[] = ['drip', 'timeout', 'throttle', 'error500', 'garbage', 'partial'];

const folder = madeFolder();
let stories: readonly Story[];
let cells: readonly Cell[];

beforeAll(async () => {
  stories = await tellStories(folder);
  cells = cellsOf(stories);
});

async function play(cell: Cell) {
  const verdict = await playCell(cell, await mkdtemp(join(folder, 'cell-')), true);
  return { what: `a run that ${cell.story.name}: ${cell.call}, ${cell.fault}`, verdict, cell };
}

describe('the table of calls and faults', () => {
  test('has every call of a run that records, that resizes with a copy and that proposes, each with every fault', () => {
    expect(stories.map(({ calls }) => calls.length)).toEqual([19, 21, 19]);
    expect(stories.map(({ ids }) => ids.length)).toEqual([1, 1, 1]);
    const countOf = (...faults: readonly string[]) => cells.filter(({ fault }) => faults.includes(fault)).length;
    // Each of 59 calls.
    expect(countOf('throttle', 'error500', 'denied', 'timeout', 'cut', 'garbage', 'kill', 'twin')).toBe(8 * 59);
    // Five questions about metrics, and three or four about parameters.
    expect(countOf('partial')).toBe(3 * 5 + 3 + 4 + 3);
    // What is encrypted: the parameters, and the topic.
    expect(countOf('key')).toBe(3 + 4 + 3 + 3);
    // Ten operations beside PutParameter; five questions about metrics, and four others that may have another page.
    expect(countOf('drip', 'endless')).toBe(3 * 10 + 3 * 9);
    expect(
      cells
        .filter(({ mayRepeat }) => mayRepeat)
        .every(({ call }) => !/Metric|Describe|List|GetProducts|Recommendations/.test(call)),
    ).toBe(true);
  });

  test('holds in a seeded sample with every fault: the run after the fault ends where a clean run ends', async () => {
    const sample = sampleOf(cells, SAMPLE, SEED);
    expect(new Set(sample.map(({ fault }) => fault))).toEqual(new Set(FAULTS));
    const isSlow = ({ fault }: Cell) => SLOWEST.includes(fault);
    const ordered = [...sample.filter(isSlow), ...sample.filter((cell) => !isSlow(cell))];
    const played = await sideBySide(ordered, CELLS_SIDE_BY_SIDE, play);
    for (const { what, verdict, cell } of played) {
      expect(
        ['same', 'knewLess', ...(cell.mayRepeat ? ['repeated'] : [])],
        `${what}: ${JSON.stringify(verdict)}`,
      ).toContain(verdict.kind);
    }
  });

  test('says `repeat` where the process dies between the message and the state', async () => {
    const killed = cells.filter(({ call, fault, story }) => {
      return story.name === 'records' && call === 'Publish 1' && fault === 'kill';
    });
    const played = await Promise.all(killed.map(play));
    expect(played.map(({ verdict }) => verdict)).toEqual([{ kind: 'repeated', count: 1 }]);
  });
});
