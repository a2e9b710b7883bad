import type { ReasonCode } from '../core/decision/reason.ts';
import { explain } from '../core/decision/reason.ts';
import { sizeText } from '../core/model/words.ts';
import { moneyText } from '../core/report/money-text.ts';
import { moneyTexts } from '../core/report/pricing-text.ts';
import {
  isChange,
  type Publication,
  type Report,
  type ReportedReason,
  type TargetReport,
} from '../core/report/report.ts';
import { secondOpinionTexts } from '../core/report/second-opinion-text.ts';
import { unseenWeeksText } from '../core/report/unseen-weeks.ts';
import { wrapped } from './history-table.ts';
import { alternativeTexts } from './plan-alternatives.ts';
import { byMoney, totalText } from './plan-cells.ts';

const WIDTH = 100;
const INDENT = '    ';

/** Where a reason stands in the story; one that is not named here stands with the choice of the size. */
const CHAPTERS: Readonly<Record<'Statistic and headroom' | 'Floors' | 'Guards', readonly ReasonCode[]>> = {
  'Statistic and headroom': ['Utilization', 'ContainerNeed', 'HeapShare', 'LeakSuspected', 'OverHundredPercent'],
  Floors: [
    'HeapFloor',
    'HeapCpu',
    'MemoryKill',
    'TaskMemoryKill',
    'UnpublishedMemoryKill',
    'SlowStart',
    'StartUnlimited',
    'CensoredCpu',
    'ContainerMinimumMemory',
    'MinimumTaskSize',
  ],
  Guards: [
    'KeepsSize',
    'NeverShrink',
    'NeverAbovePolicy',
    'MaximumTaskSize',
    'MaximumBelowFloor',
    'KillsUnknown',
    'TargetTracking',
    'MemoryFollowsSize',
    'MemoryFull',
    'MemoryAboveSize',
    'StepScaling',
    'AdviceOnly',
    'SecondOpinionMissing',
    'SecondOpinionLarger',
    'RecentDeployment',
  ],
};
const EVIDENCE: readonly (ReasonCode | 'Recorded')[] = [
  'NoData',
  'InsufficientData',
  'BrokenData',
  'LowCoverage',
  'MuchLeftOut',
  'SizeHistory',
  'Starts',
  'UnevenTasks',
  'ContainersEstimated',
];

function qualityTexts({ evidence }: TargetReport): readonly string[] {
  return Object.entries(evidence?.resources ?? {}).map(([resource, { quality }]) => {
    const { points, expectedPoints, coveragePercent, dataHours, leftOutPoints, censoredPoints } = quality;
    const leftOut = leftOutPoints === 0 ? '' : `, ${leftOutPoints} left out`;
    const censored = censoredPoints === 0 ? '' : `, ${censoredPoints} at the limit`;
    const name = resource === 'cpu' ? 'CPU' : resource;
    return `${name}: ${points} of ${expectedPoints} points, ${coveragePercent} % of those that could be there, ${Math.round(dataHours)} hours${leftOut}${censored}.`;
  });
}

function verdictTexts({ evidence }: TargetReport): readonly string[] {
  if (evidence === undefined) return [];
  const { verdict, confidence } = evidence;
  const because = confidence.because.length === 0 ? '' : ` (${confidence.because.join(', ')})`;
  return [
    `The data permits to ${verdict.kind === 'silent' ? 'say nothing' : verdict.kind}; confidence is ${confidence.kind}${because}.`,
    ...verdict.reasons.map(explain),
  ];
}

function riskTexts({ evidence }: TargetReport): readonly string[] {
  return Object.entries(evidence?.risk ?? {}).flatMap(([resource, risk]) => {
    if (resource !== 'cpu' && resource !== 'memory') return [];
    const { points, exceededPoints, weeks, weeksExceeded } = risk;
    const name = resource === 'cpu' ? 'CPU' : resource;
    return [
      `Recommended ${name}: passed by ${exceededPoints} of ${points} points, in ${weeksExceeded} of ${weeks} weeks.`,
    ];
  });
}

function publicationText(publication: Publication): string {
  if (isChange(publication)) {
    const { kind, cause, name, after } = publication;
    const sizes = Object.entries(after).map(([key, value]) => `${key} ${value}`);
    return `${kind === 'planned' ? 'A run would write' : 'Written'} ${name} (${cause}): ${sizes.join(', ')}.`;
  }
  if (publication.kind === 'none') return 'Nothing would be written.';
  return publication.kind === 'failed' ? publication.message : publication.detail;
}

function textsOf(reasons: readonly ReportedReason[], belongs: (code: ReportedReason['code']) => boolean) {
  return reasons.filter(({ code }) => belongs(code)).map(({ text }) => text);
}

function chapter(title: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  // A sentence that goes on is told from the next one by its indent.
  const lines = texts.flatMap((text) =>
    wrapped(text, WIDTH - INDENT.length - 2).map((line, index) => `${INDENT}${index === 0 ? '' : '  '}${line}`),
  );
  return [`  ${title}`, ...lines];
}

function headLines(target: TargetReport): readonly string[] {
  const { id, running, recommended, policy, mode, finding, skipReason, outcome, monthlyUsd } = target;
  const sizes = [running, recommended].flatMap((each) => (each === undefined ? [] : [sizeText(each.task)]));
  const money = moneyText(monthlyUsd);
  const parts = [[...new Set(sizes)].join(' -> '), finding ?? skipReason ?? outcome, money ?? ''];
  const text = `${id}: ${parts.filter((part) => part !== '').join(', ')}`;
  return [...wrapped(text, WIDTH), `  policy ${policy}, mode ${mode}`];
}

/** The story of one decision; what there is nothing to say about is left out. */
function storyLines(target: TargetReport): readonly string[] {
  const { reasons, holds, alerts, detail, publication, copies } = target;
  const placed = Object.values(CHAPTERS).flat() as readonly string[];
  const isElsewhere = (code: string) => placed.includes(code) || (EVIDENCE as readonly string[]).includes(code);
  const evidence = [...qualityTexts(target), ...textsOf(reasons, (code) => EVIDENCE.includes(code))];
  return [
    ...headLines(target),
    ...chapter('Look at this', [...(detail === undefined ? [] : [detail]), ...alerts.map(({ text }) => text)]),
    ...chapter('Evidence', [...evidence, ...verdictTexts(target)]),
    ...Object.entries(CHAPTERS).flatMap(([title, codes]) =>
      chapter(
        title,
        textsOf(reasons, (code) => (codes as readonly string[]).includes(code)),
      ),
    ),
    ...chapter(
      'Choice',
      textsOf(reasons, (code) => !isElsewhere(code)),
    ),
    ...chapter('Risk', [...riskTexts(target), ...unseenWeeksText(target.evidence?.risk.holdOut ?? {})]),
    ...chapter('Alternatives', alternativeTexts(target)),
    ...chapter('Second opinion', secondOpinionTexts(target.secondOpinion)),
    ...chapter('Money', moneyTexts(target)),
    ...chapter(
      'Held',
      holds.map(({ text }) => text),
    ),
    ...chapter('Then', [publication, ...copies].map(publicationText)),
    '',
  ];
}

/** How each size came about, the largest saving first, in lines of at most 100 columns; the totals last. */
export function explainPlan(report: Report): string {
  return `${[...byMoney(report.targets).flatMap(storyLines), totalText(report)].join('\n')}\n`;
}
