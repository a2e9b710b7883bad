import { isSameSize } from '../model/fargate-grid.ts';
import { RESOURCES } from '../model/resource.ts';
import { ownEntry } from '../model/sizes.ts';
import { minuteText } from '../model/time.ts';
import { sizeText } from '../model/words.ts';
import type { Cause } from '../publication/plan-publication.ts';
import { CAUSE_WORDS } from './cause-words.ts';
import { changeUsd, moneyText } from './money-text.ts';
import { suspectOf } from './news.ts';
import { pricingText } from './pricing-text.ts';
import { type Change, changeId, type TargetReport } from './report.ts';
import { ownOpinionTexts } from './second-opinion-text.ts';
import { unseenWeeksText } from './unseen-weeks.ts';

type Lines = readonly string[];

/** What went wrong is said before what was done about it. */
export const SUSPECT_WORDS = { breach: 'BREACH', rolledBack: 'ROLLED BACK BY ECS' } as const;

/** What happened to a document, as the head of a target's paragraph. */
function headline(target: TargetReport, change: Change): string {
  const suspect = suspectOf(target);
  if (suspect !== undefined) return SUSPECT_WORDS[suspect];
  if (change.kind === 'planned') return 'WOULD CHANGE';
  return change.kind === 'proposed' ? 'PROPOSED' : CAUSE_WORDS[change.cause];
}

/** The one command that approves, and the one that refuses. Names need no quotes: rightsizer.yml takes [A-Za-z0-9_-] only. */
function commands({ service, stage }: TargetReport, { version }: Change): Lines {
  const proposal = `${service} ${stage}${version === undefined ? '' : ` --proposal ${version}`}`;
  return [`  npx rightsizer approve ${proposal}`, `  npx rightsizer reject ${proposal} --why "..."`];
}

/** What a person does now. */
function advice(target: TargetReport, change: Change): Lines {
  const { service, stage } = target;
  if (change.kind === 'proposed') {
    return ['Now: Nothing changes until somebody approves:', ...commands(target, change)];
  }
  if (change.cause === 'baseline') return [`Now: These are the sizes that run now: the way back. ${nextStep(target)}`];
  if (target.deployment?.kind === 'rolledBack')
    return [`Now: Find out in the service events why ECS took the deployment of ${service} to ${stage} back.`];
  if (suspectOf(target) === 'breach')
    return [`Now: Deploy ${service} to ${stage}. Until then the size that went wrong runs.`];
  return [`Now: Takes effect with the next deployment of ${service} to ${stage}.`];
}

/** What the run after a baseline will do. */
function nextStep({ running, recommended }: TargetReport): string {
  if (running === undefined || recommended === undefined) return 'The next run may change them.';
  if (isSameSize(running.task, recommended.task)) return 'The task keeps its size.';
  return `The aim is ${sizeText(recommended.task)}.`;
}

/** One line a key: `taskCpu 2048 -> 1024`, unchanged ones without an arrow. */
function sizeLines({ before, after }: Change): Lines {
  const removed = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(after, key));
  const lines = Object.entries(after).map(([key, value]) => {
    if (before === undefined) return `  ${key} ${value}`;
    const old = ownEntry(before, key);
    if (old === undefined) return `  ${key} new -> ${value}`;
    return old === value ? `  ${key} ${value}` : `  ${key} ${old} -> ${value}`;
  });
  return [...lines, ...removed.map((key) => `  ${key} ${before?.[key]} -> removed`)];
}

/** How far the evidence carries: coverage, how often the new size would have been passed, and how the choice fares in weeks that it has not seen. */
function sureness(target: TargetReport): Lines {
  const { evidence } = target;
  if (evidence === undefined) return [];
  const { because } = evidence.confidence;
  const lower = because.length === 0 ? [] : [`  Confidence is lower: ${because.join(', ')}`];
  const resources = RESOURCES.flatMap((resource) => {
    const quality = evidence.resources[resource]?.quality;
    const risk = evidence.risk[resource];
    if (quality === undefined || risk === undefined) return [];
    const name = resource === 'cpu' ? 'CPU' : 'Memory';
    return [
      `  ${name}: ${quality.coveragePercent} % of the points there; this size was passed in ${risk.weeksExceeded} of ${risk.weeks} weeks`,
    ];
  });
  const unseen = unseenWeeksText(evidence.risk.holdOut ?? {}).map((text) => `  ${text}`);
  const others = ownOpinionTexts(target).map((text) => `  ${text}`);
  return [...resources, ...unseen, ...others, ...lower];
}

/** A titled list; nothing where the list is empty. */
export function section(title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [title, ...lines];
}

function why({ reasons }: TargetReport): Lines {
  return section(
    'Why:',
    reasons.map(({ text }) => `  - ${text}`),
  );
}

/** Causes whose reasons are an earlier run's or a person's, kept in the history. */
const TOLD: readonly Cause[] = ['approve', 'rollback', 'seed'];
/** Causes that utilization, its evidence and money speak for: nothing else was decided by them. */
const DECIDED: readonly Cause[] = ['resize', 'restore'];

/** What a change saves or costs, or why nobody knows. */
function moneyLine(target: TargetReport): Lines {
  const money = moneyText(changeUsd(target));
  if (money !== undefined) return [`  ${money}`];
  return target.pricing?.kind === 'unpriced' ? [`  ${pricingText(target.pricing)}`] : [];
}

/** What a change stands on. */
function grounds(target: TargetReport, { cause, problem }: Change): Lines {
  if (cause === 'keys') return ['Why: rightsizer.yml publishes other keys than the document had.'];
  if (cause === 'repair')
    return [`Why: the document before was unusable${problem === undefined ? '' : `: ${problem}`}.`];
  if (TOLD.includes(cause)) return why(target);
  if (!DECIDED.includes(cause)) return [];
  return [...moneyLine(target), ...why(target), ...section('How sure:', sureness(target))];
}

/** What is kept waiting; a pin has a line of its own. */
export function waiting({ holds, pin }: TargetReport): Lines {
  const others = holds.filter(({ code }) => pin === undefined || code !== 'Pinned');
  return section(
    'Waiting:',
    others.map(({ text }) => `  - ${text}`),
  );
}

/** What a person must look at. */
export function alertLines({ alerts }: TargetReport): Lines {
  return alerts.map(({ text }) => `  ! ${text}`);
}

/** That the sizes before never ran: a deployment was skipped, or does not read them. */
function undeployedBefore({ deployment }: TargetReport, { kind, cause }: Change): Lines {
  if (deployment?.kind !== 'notDeployed' || kind !== 'written' || cause === 'baseline') return [];
  return [`  The sizes before waited for a deployment since ${minuteText(deployment.since)}.`];
}

/** A change as a person reads it: what, from what to what, money, why, how sure, what to do now. What went wrong comes first. */
export function changeParagraph(target: TargetReport, change: Change): Lines {
  const isSuspect = suspectOf(target) !== undefined;
  return [
    `${headline(target, change)} ${target.id}`,
    ...(isSuspect ? [...alertLines(target), putBack(change)] : []),
    ...sizeLines(change),
    ...undeployedBefore(target, change),
    ...grounds(target, change),
    ...(isSuspect ? [] : alertLines(target)),
    ...waiting(target),
    ...advice(target, change),
    `Id: ${changeId(target, change)}`,
  ];
}

function putBack({ kind, cause }: Change): string {
  if (kind === 'proposed') return 'Proposed, and not put back yet:';
  return cause === 'restore' ? 'Put back:' : 'Written:';
}
