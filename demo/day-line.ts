import type { SizesDocument } from '../core/publication/sizes-document.ts';
import { isChange, type TargetReport } from '../core/report/report.ts';
import type { ResolvedSizes } from './consumer.ts';
import type { SimulatedDay } from './simulated-days.ts';

/** The stages of the demo, and how wide their columns are: a line has at most a hundred characters. */
const COLUMNS = [
  ['master', 41],
  ['val', 8],
  ['production', 42],
] as const;
const DATE_WIDTH = 6;

/** What the columns and the words of the lines are. */
export const DAY_LEGEND = [
  'Sizes are CPU units / MiB of the task; * a message went out; (one row) stops at the next CPU row.',
  'held 2/7: less was recommended on two of seven days; cool-down: too soon after a change.',
  'undeployed: live, and not what runs; deployed: in the afternoon, with what osls read.',
  'quiet: nothing is written that deployments read, and nothing waits.',
];

function row(date: string, cells: readonly string[]): string {
  const padded = cells.map((cell, index) => cell.padEnd(COLUMNS[index]?.[1] ?? 0));
  return [date.padEnd(DATE_WIDTH), ...padded].join(' ').trimEnd();
}

export const DAY_HEAD = row(
  'day',
  COLUMNS.map(([stage]) => stage),
);

function task(sizes: SizesDocument | ResolvedSizes | undefined): string {
  return sizes === undefined ? '-' : `${sizes.taskCpu}/${sizes.taskMemory}`;
}

function changeText({ publication, holds }: TargetReport): readonly string[] {
  if (!isChange(publication)) return [];
  const { cause, before, after } = publication;
  if (cause === 'baseline') return [`stored ${task(after)}`];
  const step = holds.some(({ code }) => code === 'OneCpuRow') ? ' (one row)' : '';
  return [`${cause === 'restore' ? 'RESTORED ' : ''}${task(before)} -> ${task(after)}${step}`];
}

function agreedText({ holds }: TargetReport): readonly string[] {
  const agreed = holds.flatMap((each) => (each.code === 'WaitsForAgreement' ? [each] : []));
  const [least] = agreed.toSorted((a, b) => a.days - b.days);
  return least === undefined ? [] : [`${least.days}/${least.agreementDays}`];
}

/** What a stage waits for. What a run has just changed is not deployed anyway. */
function waitText(target: TargetReport): readonly string[] {
  const codes = target.holds.map(({ code }) => code);
  const waits = [
    ...agreedText(target),
    ...(codes.includes('Cooldown') ? ['cool-down'] : []),
    ...(codes.includes('SavingTooSmall') ? ['saves too little'] : []),
    ...(codes.includes('ShrinkCap') ? ['others first'] : []),
  ];
  const undeployed = target.deployment?.kind === 'notDeployed' && !isChange(target.publication) ? ['undeployed'] : [];
  if (waits.length === 0) return undeployed;
  return [`held ${[...waits, ...undeployed].join(', ')}`];
}

function cellText(target: TargetReport, deployed: ResolvedSizes | undefined): string {
  const parts = [...changeText(target), ...waitText(target), ...(deployed === undefined ? [] : ['deployed'])];
  return parts.length === 0 ? 'quiet' : parts.join('; ');
}

/** A cell that has no room says its first word. */
function fitting(text: string, width: number): string {
  return text.length <= width ? text : (text.split(' ')[0] ?? '');
}

/** A day in one line: what became of each stage. */
export function dayLine({ date, run, deployed }: SimulatedDay): string {
  const cells = COLUMNS.map(([stage, width]) => {
    const target = run.report.targets.find((each) => each.stage === stage);
    return target === undefined ? '-' : fitting(cellText(target, deployed.get(stage)), width);
  });
  return row(`${date.slice(5)}${run.messages > 0 ? '*' : ''}`, cells);
}
