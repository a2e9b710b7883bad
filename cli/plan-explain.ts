import type { Alternative } from '../core/decision/expected-risk.ts';
import { type Chapter, chapterOf, explain } from '../core/decision/recommendation.ts';
import { sizeText } from '../core/model/words.ts';
import { usdText } from '../core/money/usd.ts';
import { ALTERNATIVE_NAMES, expectedText, expectedTexts } from '../core/report/expected-text.ts';
import { findingText, VERDICT_TEXTS } from '../core/report/finding-text.ts';
import { moneyTexts } from '../core/report/money-text.ts';
import { type News, targetNews } from '../core/report/news.ts';
import { documentTexts, sizeTexts } from '../core/report/news-text.ts';
import { pricingTexts } from '../core/report/pricing-text.ts';
import type { Report, TargetReport } from '../core/report/report.ts';
import { confidenceText } from '../core/report/reported-evidence.ts';
import { secondOpinionTexts } from '../core/report/second-opinion-text.ts';
import { WIDTH, wrapped } from './columns.ts';
import { byMoney, totalText } from './plan-cells.ts';

const INDENT = '    ';
const CHAPTERS = ['Statistic and headroom', 'Floors', 'Guards', 'Choice', 'Scaling'] as const;

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
  return [
    `The data is ${VERDICT_TEXTS[verdict.kind]}, ${confidenceText(confidence)}.`,
    ...verdict.reasons.map(explain),
  ];
}

function riskTexts({ evidence }: TargetReport): readonly string[] {
  const { cpu, memory } = evidence?.risk ?? {};
  const seen = [['CPU', cpu] as const, ['memory', memory] as const].flatMap(([name, risk]) => {
    if (risk === undefined) return [];
    const { points, exceededPoints, weeks, weeksExceeded } = risk;
    return [
      `Recommended ${name}: exceeded by ${exceededPoints} of ${points} points, in ${weeksExceeded} of ${weeks} weeks.`,
    ];
  });
  return [...expectedText({ cpu: cpu?.expected, memory: memory?.expected }), ...seen];
}

function alternativeText(found: Alternative): string {
  const { kind, task, usdPerMonth } = found;
  const price = usdPerMonth === undefined ? [] : [`${usdText(usdPerMonth)} USD a month`];
  return `${sizeText(task)} (${ALTERNATIVE_NAMES[kind]}): ${[...price, ...expectedTexts(found)].join(', ')}.`;
}

function chapter(title: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  // A sentence that goes on is told from the next one by its indent.
  const lines = texts.flatMap((text) =>
    wrapped(text, WIDTH - INDENT.length - 2).map((line, index) => `${INDENT}${index === 0 ? '' : '  '}${line}`),
  );
  return [`  ${title}`, ...lines];
}

function headLines(target: TargetReport, news: News): readonly string[] {
  const { id, policy, mode } = target;
  const finding = `finding: ${findingText(target)}; policy ${policy}, mode ${mode}`;
  const facts = [...sizeTexts(news), ...moneyTexts(news.money), finding].flatMap((text) => wrapped(text, WIDTH - 2));
  return [...wrapped(`${news.headline} ${id}`, WIDTH), ...facts.map((text) => `  ${text}`)];
}

/** The story of one decision; what there is nothing to say about is left out. */
function storyLines(target: TargetReport): readonly string[] {
  const news = targetNews(target);
  const told = (name: Chapter) => target.reasons.flatMap(({ code, text }) => (chapterOf(code) === name ? [text] : []));
  return [
    ...headLines(target, news),
    ...chapter('Look at this', [...news.look, ...news.notes]),
    ...chapter('Evidence', [...qualityTexts(target), ...told('Evidence'), ...verdictTexts(target)]),
    ...CHAPTERS.flatMap((name) => chapter(name, told(name))),
    ...chapter('Risk', riskTexts(target)),
    ...chapter('Alternatives', target.evidence?.risk.alternatives?.map(alternativeText) ?? []),
    ...chapter('Second opinion', secondOpinionTexts(target.secondOpinion)),
    ...chapter('Money', pricingTexts(target)),
    ...chapter('Held', news.waiting),
    ...chapter('Now', [news.now, ...news.commands, ...documentTexts(target)]),
    '',
  ];
}

/** How each size came about, the largest saving first, in lines of at most 100 columns; the totals last. */
export function explainPlan(report: Report): string {
  return `${[...byMoney(report.targets).flatMap(storyLines), ...wrapped(totalText(report), WIDTH)].join('\n')}\n`;
}
