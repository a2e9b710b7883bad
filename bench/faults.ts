import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildRecommend } from '../bundle.js';
import { sideBySide } from '../core/model/side-by-side.ts';
import { type Cell, cellsOf, playCell, sampleOf, type Verdict } from '../test/end-to-end/fault-matrix.ts';
import { type Story, tellStories } from '../test/end-to-end/fault-stories.ts';
import { FAULTS } from '../test/end-to-end/saboteur.ts';

/** On two cores: a cell waits most of its time, for a client's next attempt or for a deadline. */
const CELLS_SIDE_BY_SIDE = 5;

interface Played {
  readonly cell: Cell;
  readonly verdict: Verdict;
}

function wordOf(verdict: Verdict): string {
  if (verdict.kind === 'failed') return `FAILED: ${verdict.why}`;
  if (verdict.kind === 'knewLess') return 'less';
  return verdict.kind === 'repeated' ? `repeat ${verdict.count}` : 'same';
}

function rowOf(call: string, words: readonly string[]): string {
  return [call.padEnd(40), ...words.map((word) => word.padEnd(9))].join(' ').trimEnd();
}

/** A story's calls by its faults; `-` is a cell that was not played. */
function tableOf(story: Story, played: readonly Played[]): string {
  const own = played.filter(({ cell }) => cell.story === story);
  const rows = story.calls.map((call) => {
    const words = FAULTS.map((fault) => own.find(({ cell }) => cell.call === call && cell.fault === fault));
    return rowOf(
      call,
      words.map((found) => (found ? wordOf(found.verdict) : '-')),
    );
  });
  return [rowOf(`A run that ${story.name}`, FAULTS), ...rows, ''].join('\n');
}

function summaryOf(played: readonly Played[]): string {
  const count = (kind: Verdict['kind']) => played.filter(({ verdict }) => verdict.kind === kind).length;
  return `${played.length} cells: ${count('same')} same, ${count('knewLess')} that knew less, ${count('repeated')} with one message repeated, ${count('failed')} failed`;
}

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Such as `key,twin`; default all. */
    faults: { type: 'string', default: FAULTS.join() },
  },
});
const wanted = values.faults.split(',');
const folder = await mkdtemp(join(tmpdir(), 'rightsizer-faults-'));
try {
  const startedAt = Date.now();
  process.env.BUILT_RECOMMEND = await buildRecommend(join(folder, 'built'));
  const stories = await tellStories(folder);
  const all = cellsOf(stories).filter(({ fault }) => wanted.includes(fault));
  const cells = values.sample === undefined ? all : sampleOf(all, Number(values.sample), Number(values.seed));
  let done = 0;
  const played = await sideBySide(cells, CELLS_SIDE_BY_SIDE, async (cell) => {
    const verdict = await playCell(cell, await mkdtemp(join(folder, 'cell-')));
    done += 1;
    console.error(`${done}/${cells.length} ${cell.story.name}: ${cell.call}, ${cell.fault}: ${wordOf(verdict)}`);
    return { cell, verdict };
  });
  for (const story of stories) console.log(tableOf(story, played));
  console.log(`${summaryOf(played)}, in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  if (played.some(({ verdict }) => verdict.kind === 'failed')) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
