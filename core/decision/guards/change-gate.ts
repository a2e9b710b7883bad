import { deployedContainers, ownEntry, type Sizes } from '../../model/sizes.ts';
import { isSameSize, RESOURCES, type Resource, SIDES, type TaskSize, validPairs } from '../../model/task-size.ts';
import { DAY_MILLISECONDS, minuteText } from '../../model/time.ts';
import { NAMES, type ReasonsOf, sizeText } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import type { Demand } from '../bounds.ts';
import { hasDayOfPoints, lastResized } from '../came-up.ts';
import { type Agreement, type ChangeContext, heldSince, nextAgreement } from '../change-context.ts';
import type { RecommendInput } from '../evidence.ts';
import { amountOf, baseOf, keptLimits, sizesHolding, withoutAnyShrink } from '../found.ts';
import { paysOff, savingOf } from '../payoff.ts';
import type { Applicable, Guard, Holding } from './guard.ts';

const SENTENCES = {
  /** The day (UTC) of the first recommendation. */
  WaitsForAgreement: (wait: { resource: Resource; days: number; agreementDays: number; since: string }) =>
    `${NAMES[wait.resource]} decrease on hold, day ${wait.days} of ${wait.agreementDays} (since ${wait.since}).`,
  Cooldown: ({ since, until, cooldownDays }: { since: string; until: string; cooldownDays: number }) =>
    `Decrease on hold until ${minuteText(until)}: ${cooldownDays} days must pass after the change of ${minuteText(since)}.`,
  WaitsForDeployment: ({ since }: { since: string }) =>
    `Decrease on hold until the next deployment: the sizes of ${minuteText(since)} are not deployed yet.`,
  WaitsForPoints: ({ since }: { since: string }) =>
    `Decrease on hold: there is no full day of data yet at the size that runs since ${minuteText(since)}.`,
  DeploymentUnfinished: ({ since }: { since: string }) =>
    `The deployment of ${minuteText(since)} has not ended in a day: see the events of the service in ECS.`,
  OneCpuRow: ({ size, target, since }: { size: TaskSize; target: TaskSize; since: string }) =>
    `One CPU row at a time: ${sizeText(size)} first, ${sizeText(target)} is the aim since ${since}.`,
  SavingTooSmall: savingTooSmallText,
  LimitsKept: ({ size, target, since }: { size: TaskSize; target: TaskSize; since: string }) =>
    `Limits of containers fall by no more than the headroom while their task does not: ${sizeText(size)} holds them, ${sizeText(target)} is the aim since ${since}.`,
};
type GateReason = ReasonsOf<typeof SENTENCES>;

interface SavingTooSmall {
  /** Absent where no price is confirmed. */
  readonly savesUsdPerMonth?: number;
  readonly savesPercent: number;
  readonly minimumSavingUsdPerMonth: number;
  readonly minimumSavingPercent: number;
  readonly since: string;
}

function savingTooSmallText(saving: SavingTooSmall): string {
  const { savesUsdPerMonth: usd, savesPercent, minimumSavingUsdPerMonth, minimumSavingPercent, since } = saving;
  if (usd === undefined)
    return `Decrease on hold since ${since}: it would save ${savesPercent} %, and a deployment must save ${minimumSavingPercent} %.`;
  const least = `${usdText(minimumSavingUsdPerMonth)} USD and ${minimumSavingPercent} %`;
  return `Decrease on hold since ${since}: it would save ${usdText(usd)} USD a month (${savesPercent} %), and a deployment must save ${least}.`;
}

/** Growth passes at once; shrinks wait for agreement, cool-down and deployment, go by rows if so set, and must pay. */
function gated(holding: Holding): Omit<Applicable<GateReason>, 'alerts' | 'restores'> {
  const { wanted, change, input } = holding;
  const withoutShrink = withoutAnyShrink(holding);
  // What a stronger guard takes away is gone from `withoutShrink`, and is not asked of the gate.
  const shrinking = RESOURCES.filter((resource) => wanted.task[SIDES[resource]] < withoutShrink.task[SIDES[resource]]);
  const agreement = nextAgreement(change.agreement, shrinking, change.time);
  if (shrinking.length === 0) return { sizes: wanted, withoutShrink: wanted, proposal: wanted, holds: [], agreement };
  const stale = points(input, change);
  // A person who is asked decides when: nothing waits for anything but data.
  const isAsked = input.target.mode === 'propose';
  const waits = shrinking.map((resource) => ({
    resource,
    reasons: [...(isAsked ? [] : waitsOf(resource, agreement, holding)), ...stale],
  }));
  const blocked = waits.filter(({ reasons }) => reasons.length > 0).map(({ resource }) => resource);
  const step = stepOf(holding);
  const proposal = worthIt(withoutShrink, sizesHolding([], step, holding), holding);
  // What is blocked stays as it is; that is known already, where everything is blocked or nothing.
  const openSizes = () => {
    if (blocked.length === 0) return proposal.sizes;
    if (blocked.length === RESOURCES.length) return withoutShrink;
    return worthIt(withoutShrink, sizesHolding(blocked, step, holding), holding).sizes;
  };
  const holds = [
    ...waits.flatMap(({ reasons }) => reasons),
    ...(proposal.holds.length > 0 ? proposal.holds : stepHold(step, proposal.sizes, holding)),
  ];
  const sizes = openSizes();
  return {
    sizes,
    withoutShrink,
    proposal: stale.length > 0 ? sizes : proposal.sizes,
    holds: withoutRepeats(holds),
    agreement,
  };
}

/** What two resources wait for together is said once. */
function withoutRepeats(reasons: readonly GateReason[]): readonly GateReason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

function waitsOf(resource: Resource, agreement: Agreement, gate: Holding): readonly GateReason[] {
  const { input, change } = gate;
  const { agreementDays } = input.target.policy.changeGate;
  const agreed = agreement[resource];
  const waits: GateReason[] = [];
  if (agreed !== undefined && agreed.days < agreementDays) {
    waits.push({ code: 'WaitsForAgreement', resource, days: agreed.days, agreementDays, since: agreed.since });
  }
  return [...waits, ...cooldown(input, change), ...deployment(input, change)];
}

function cooldown({ target }: RecommendInput, { changedAt, time }: ChangeContext): readonly GateReason[] {
  const { cooldownDays } = target.policy.changeGate;
  if (changedAt === undefined) return [];
  const until = Date.parse(changedAt) + cooldownDays * DAY_MILLISECONDS;
  if (!(time < until)) return [];
  return [{ code: 'Cooldown', since: changedAt, until: new Date(until).toISOString(), cooldownDays }];
}

/** Steps that nobody deployed would add up to one large one. */
function deployment({ target }: RecommendInput, { notDeployedSince }: ChangeContext): readonly GateReason[] {
  const { oneCpuRowPerChange } = target.policy.changeGate;
  return oneCpuRowPerChange && notDeployedSince !== undefined
    ? [{ code: 'WaitsForDeployment', since: notDeployedSince }]
    : [];
}

/** Silence is no success: what runs now must have been seen for a day before it gets less. */
function points({ evidence }: RecommendInput, { changedAt }: ChangeContext): readonly GateReason[] {
  const resized = lastResized(evidence, changedAt);
  if (resized === undefined || hasDayOfPoints(evidence, resized.pointsFrom)) return [];
  return [{ code: 'WaitsForPoints', since: new Date(resized.at).toISOString() }];
}

/** Where the policy goes row by row, the CPU row below the base stays, unless a stronger guard takes more. */
function stepOf({ input, wanted }: Holding): readonly Demand[] {
  if (!input.target.policy.changeGate.oneCpuRowPerChange) return [];
  const rows = validPairs(input.evidence.service.platform.operatingSystem).map(({ cpuUnits }) => cpuUnits);
  const next = Math.max(...rows.filter((cpuUnits) => cpuUnits < baseOf(input).task.cpuUnits));
  return next > wanted.task.cpuUnits ? [{ kind: 'wants', cpuUnits: next, reasons: [] }] : [];
}

function stepHold(step: readonly Demand[], sizes: Sizes, { wanted, change }: Holding): readonly GateReason[] {
  if (step.length === 0 || isSameSize(sizes.task, wanted.task)) return [];
  return [{ code: 'OneCpuRow', size: sizes.task, target: wanted.task, since: heldSince('OneCpuRow', change) }];
}

/** The smaller size, where it pays for the deployment that it causes. */
function worthIt(withoutShrink: Sizes, smaller: Sizes, { input, change }: Holding) {
  const saving = savingOf(withoutShrink.task, smaller.task, input.evidence);
  const gate = input.target.policy.changeGate;
  if (isSameSize(withoutShrink.task, smaller.task) || paysOff(saving, gate)) return { sizes: smaller, holds: [] };
  const { minimumSavingUsdPerMonth, minimumSavingPercent } = gate;
  const hold: GateReason = {
    code: 'SavingTooSmall',
    ...(saving.usdPerMonth !== undefined && { savesUsdPerMonth: saving.usdPerMonth }),
    savesPercent: saving.percent,
    minimumSavingUsdPerMonth,
    minimumSavingPercent,
    since: heldSince('SavingTooSmall', change),
  };
  return { sizes: withoutShrink, holds: [hold] };
}

/** A deployment that never ends is told: nothing of what it brings counts as deployed. */
function unfinished({ evidence: { context } }: RecommendInput, { time }: ChangeContext): readonly GateReason[] {
  const open = (context?.deployments ?? []).filter(({ outcome }) => outcome === 'inProgress');
  const late = open.map(({ startedAt }) => startedAt).filter((startedAt) => time - startedAt > DAY_MILLISECONDS);
  if (late.length === 0) return [];
  return [{ code: 'DeploymentUnfinished', since: new Date(Math.max(...late)).toISOString() }];
}

function holdsLimits({ containers = {} }: Demand, { wanted, input }: Holding): boolean {
  return deployedContainers(wanted, input.evidence.service.containers).every((container) => {
    const least = ownEntry(containers, container.name) ?? {};
    return RESOURCES.every((resource) => amountOf(resource, container) >= (least[SIDES[resource]] ?? 0));
  });
}

/** What was found; in a task that does not shrink, containers keep their limits: only shrinks can wait in the gate. */
function keepingLimits(holding: Holding): Holding {
  const { input, wanted, utilization } = holding;
  const base = baseOf(input).task;
  const steady = RESOURCES.filter((resource) => wanted.task[SIDES[resource]] >= base[SIDES[resource]]);
  const limits = steady.map((resource) => keptLimits(resource, input));
  const holds = limits.every((each) => holdsLimits(each, holding));
  return {
    ...holding,
    utilization: [...utilization, ...limits],
    wanted: holds ? wanted : sizesHolding([], limits, holding),
  };
}

/** What a task holds more than what was found, for the limits of its containers. */
function limitsHold({ wanted, change }: Holding, kept: Holding): readonly GateReason[] {
  if (isSameSize(kept.wanted.task, wanted.task)) return [];
  const since = heldSince('LimitsKept', change);
  return [{ code: 'LimitsKept', size: kept.wanted.task, target: wanted.task, since }];
}

export const changeGate: Guard<GateReason> = {
  name: 'changeGate',
  hold: (holding, weaker) => {
    const open = weaker();
    const alerts = [...unfinished(holding.input, holding.change), ...open.alerts];
    if (!holding.acts) return { ...open, alerts };
    // A person who is asked sees each limit.
    const kept = holding.input.target.mode === 'propose' ? holding : keepingLimits(holding);
    const gate = gated(kept);
    return { ...open, ...gate, alerts, holds: [...limitsHold(holding, kept), ...gate.holds, ...open.holds] };
  },
  sentences: SENTENCES,
};
