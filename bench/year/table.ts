import type { TaskSize } from '../../core/model/task-size.ts';
import { brokenBounds } from './bounds.ts';
import type { Measured, UntilEnough } from './measures.ts';

interface Column {
  readonly head: string;
  readonly width: number;
  text(of: Measured): string;
}

function sizeText({ cpuUnits, memoryMiB }: TaskSize): string {
  return `${cpuUnits}/${memoryMiB}`;
}

function stepText(step: UntilEnough | undefined): string {
  if (step === undefined) return '-';
  return step.days === null ? 'never' : `${step.deployments} in ${Math.ceil(step.days)} d`;
}

function brokenText(measured: Measured): string {
  const broken = brokenBounds(measured).map(({ bound }) => bound);
  return broken.length === 0 ? 'holds' : `BREAKS: ${broken.join(', ')}`;
}

const COLUMNS: readonly Column[] = [
  { head: 'changes', width: 7, text: ({ changes }) => String(changes) },
  { head: 'reversals', width: 9, text: ({ cpuReversals, memoryReversals }) => `${cpuReversals}/${memoryReversals}` },
  { head: 'cost', width: 6, text: ({ costRatio }) => costRatio.toFixed(2) },
  { head: 'at end', width: 6, text: ({ endCostRatio }) => endCostRatio.toFixed(2) },
  { head: 'short h', width: 7, text: ({ hoursShort }) => String(hoursShort) },
  { head: 'down h', width: 6, text: ({ hoursDown }) => String(hoursDown) },
  { head: 'kills', width: 6, text: ({ kills }) => String(kills) },
  { head: 'weeks', width: 5, text: ({ weeksWithKills }) => String(weeksWithKills) },
  { head: 'enough', width: 9, text: ({ untilEnough }) => stepText(untilEnough) },
  { head: 'largest', width: 12, text: ({ largest }) => sizeText(largest) },
  { head: 'last', width: 12, text: ({ last }) => sizeText(last) },
  { head: 'silent', width: 6, text: ({ silentShrinks }) => String(silentShrinks) },
];
const NAME_WIDTH = 31;

function rowOf(name: string, cells: readonly string[], last: string): string {
  const padded = cells.map((cell, index) => cell.padStart(COLUMNS[index]?.width ?? 0));
  return [name.padEnd(NAME_WIDTH), ...padded, ` ${last}`].join(' ').trimEnd();
}

const LEGEND = [
  "reversals: of CPU/memory. cost: over what the clairvoyant's cost, the whole time and the last four weeks.",
  'short h: work waited although tasks ran. down h: tasks were wanted and none ran. weeks: in which something was killed.',
  'enough: deployments from a step up until the size was enough. silent: shrinks without a point since the last resize.',
];

/** A row for each plant, and what the columns mean. */
export function tableOf(all: readonly Measured[]): string {
  const head = rowOf(
    'plant',
    COLUMNS.map((column) => column.head),
    'bounds',
  );
  const rows = all.map((measured) =>
    rowOf(
      measured.plant,
      COLUMNS.map((column) => column.text(measured)),
      brokenText(measured),
    ),
  );
  return [head, ...rows, '', ...LEGEND].join('\n');
}
