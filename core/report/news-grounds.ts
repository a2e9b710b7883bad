import { pinText } from '../decision/guards/pin.ts';
import { covers, isSameSize, RESOURCES } from '../model/task-size.ts';
import { minuteText } from '../model/time.ts';
import { sizeText, WORDS } from '../model/words.ts';
import { savingsOf, usdText } from '../money/usd.ts';
import type { Cause } from '../publication/plan-publication.ts';
import { expectedText } from './expected-text.ts';
import { findingText } from './finding-text.ts';
import { pricingText } from './pricing-text.ts';
import { type Change, isChange, type TargetReport } from './report.ts';
import { confidenceText } from './reported-evidence.ts';
import { ownOpinionTexts } from './second-opinion-text.ts';

type Texts = readonly string[];

/** What was decided by the numbers of this run: money, evidence and reasons of the run belong to it. */
const DECIDED: readonly Cause[] = ['resize', 'restore'];
/** What an earlier run or a person decided: their reasons belong to it. */
const TOLD: readonly Cause[] = ['approve', 'rollback', 'seed'];

/** What was written, proposed or would be, of the target's own document. */
export function changeOf({ publication }: TargetReport): Change | undefined {
  return isChange(publication) ? publication : undefined;
}

/** Whether the numbers of this run decided the change. */
export function isDecided(target: TargetReport): boolean {
  const change = changeOf(target);
  return change !== undefined && DECIDED.includes(change.cause);
}

/** What went wrong, of the target, its document and its copies; then its alerts. */
export function lookOf({ outcome, detail, publication, copies, alerts }: TargetReport): Texts {
  const failures = [publication, ...copies].flatMap((each) => {
    if (each.kind === 'failed') return [each.message];
    return each.kind === 'foreignWrite' ? [each.detail] : [];
  });
  const told = detail !== undefined && outcome !== 'skipped' ? [detail] : [];
  return [...told, ...failures, ...alerts.map(({ text }) => text)];
}

/** What waits for a deployment: the risk of running less than is live, else money; undefined when neither is known. */
function waitingText({ live, running, monthlyUsd }: TargetReport): string | undefined {
  if (live?.task === undefined || running === undefined) return undefined;
  if (!covers(running.task, live.task)) return 'a larger size waits, the risk stays until it is deployed';
  const { current, live: next } = monthlyUsd;
  if (current === undefined || next === undefined || current <= next) return undefined;
  return `${usdText(savingsOf(current, next))} USD a month wait`;
}

/** What is live and does not run. */
export function undeployedTexts(target: TargetReport): Texts {
  const { deployment, live } = target;
  if (deployment?.kind !== 'notDeployed') return [];
  const change = changeOf(target);
  const since = minuteText(deployment.since);
  if (change?.kind === 'written' && change.cause !== 'baseline')
    return [`The sizes before this change waited for a deployment since ${since}.`];
  const size = live?.task === undefined ? 'What is live' : sizeText(live.task);
  const wait = waitingText(target);
  return [`${size} is not deployed since ${since}${wait === undefined ? '' : `: ${wait}`}.`];
}

/** What an earlier run proposed and nobody has answered. */
export function proposalTexts({ openProposal }: TargetReport): Texts {
  if (openProposal === undefined) return [];
  return [`Proposal ${openProposal.version}, ${sizeText(openProposal.task)}, waits for approval.`];
}

/** What a run writes after this one, when nothing is on hold any more. */
function nextWriteTexts({ afterHolds, holds, recommended }: TargetReport): Texts {
  if (afterHolds === undefined) return [];
  const when = holds.length === 0 ? 'Written by the next run' : 'Written when nothing is on hold any more';
  const isAim = recommended !== undefined && isSameSize(recommended.task, afterHolds);
  return [`${when}: ${sizeText(afterHolds)}${isAim ? ', the aim' : ', a step towards the aim'}.`];
}

/** What else to know: why it is skipped, the pin, copies, a size that waits for deployment, why there is no price. */
export function notesOf(target: TargetReport): Texts {
  const { pin, copies, pricing, outcome, detail } = target;
  const isPriceless = isDecided(target) && pricing?.kind === 'unpriced';
  return [
    ...target.reasons.filter(({ code }) => code === 'ScalingAdvice').map(({ text }) => text),
    ...(outcome === 'skipped' && detail !== undefined ? [`${findingText(target)}: ${detail}`] : []),
    ...(pin === undefined ? [] : [pinText(pin)]),
    ...copies.filter(isChange).map(({ name }) => `Copied to ${name}.`),
    ...proposalTexts(target),
    ...undeployedTexts(target),
    ...nextWriteTexts(target),
    ...(isPriceless ? [pricingText(pricing)] : []),
  ];
}

/** What a change or a skip stands on; reasons of sizes that were not written are not claimed. */
export function whyOf(target: TargetReport): Texts {
  const { outcome, reasons } = target;
  const texts = reasons.map(({ text }) => text);
  const change = changeOf(target);
  if (change === undefined) return outcome === 'skipped' ? texts : [];
  const { cause, problem } = change;
  if (cause === 'keys') return ['rightsizer.yml publishes other keys than the document had.'];
  if (cause === 'repair') return [`The document before was unusable${problem === undefined ? '' : `: ${problem}`}.`];
  if (outcome === 'skipped') return texts;
  return isDecided(target) || TOLD.includes(cause) ? texts : [];
}

/** How far the evidence carries: what is expected, the points, how often the size was exceeded, other opinions. */
export function sureOf(target: TargetReport): Texts {
  const { evidence } = target;
  if (evidence === undefined || !isDecided(target)) return [];
  const { risk, resources, confidence } = evidence;
  const points = RESOURCES.flatMap((resource) => {
    const quality = resources[resource]?.quality;
    return quality === undefined ? [] : [`${WORDS[resource]} ${quality.coveragePercent} %`];
  });
  const seen = RESOURCES.flatMap((resource) => {
    const { [resource]: each } = risk;
    return each === undefined ? [] : [`${WORDS[resource]} exceeded in ${each.weeksExceeded} of ${each.weeks} weeks`];
  });
  return [
    ...expectedText({ cpu: risk.cpu?.expected, memory: risk.memory?.expected }),
    ...(seen.length === 0 ? [] : [`In the window itself: ${seen.join('; ')}.`]),
    ...(points.length === 0 ? [] : [`Points that are there: ${points.join(', ')}.`]),
    ...ownOpinionTexts(target),
    ...(confidence.kind === 'full' ? [] : [`With ${confidenceText(confidence)}.`]),
  ];
}
