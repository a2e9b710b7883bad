import { isSameSize, validPairs } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import type { Sizes } from '../model/sizes.ts';
import { DAY_MILLISECONDS, dayOf } from '../model/time.ts';
import { nextAgreement } from './agreement.ts';
import type { Constraint } from './bounds.ts';
import type { Agreement, ChangeContext } from './change-context.ts';
import { holdResource } from './keep-sizes.ts';
import { paysOff, type Saving, savingOf } from './payoff.ts';
import type { Reason } from './reason.ts';
import type { RecommendInput } from './recommendation.ts';

/** What changes are decided with, whether anything is remembered or not. */
export interface ChangeInput {
  readonly input: RecommendInput;
  /** What deployments read, else what runs. */
  readonly base: Sizes;
  /** What was found, when nothing waits. */
  readonly wanted: Sizes;
  /** The sizes with more constraints on them. */
  readonly decideWith: (constraints: readonly Constraint[]) => Sizes;
}

export interface GateInput extends ChangeInput {
  readonly change: ChangeContext;
}

/** What the gate lets through. */
export interface Gated {
  readonly sizes: Sizes;
  /** The same without any shrink: what is written when other targets took the run's shrinks. */
  readonly withoutShrink: Sizes;
  /** What a person is asked to approve: nothing waits, but steps and payoff count. */
  readonly proposal: Sizes;
  readonly holds: readonly Reason[];
  readonly agreement: Agreement;
}

/** Growing passes at once; shrinking waits for agreement, cool-down and deployment, goes row by row where the policy says so, and must pay. */
export function changeGate(gate: GateInput): Gated {
  const { wanted, change } = gate;
  const withoutShrink = withoutAnyShrink(gate);
  // What a stronger guard takes away is gone from `withoutShrink`, and is not asked of the gate.
  const shrinking = RESOURCES.filter((resource) => wanted.task[SIDES[resource]] < withoutShrink.task[SIDES[resource]]);
  const agreement = nextAgreement(change.agreement, shrinking, change.time);
  if (shrinking.length === 0) return { sizes: wanted, withoutShrink: wanted, proposal: wanted, holds: [], agreement };
  const waits = shrinking.map((resource) => ({ resource, reasons: waitsOf(resource, agreement, gate) }));
  const blocked = waits.filter(({ reasons }) => reasons.length > 0).map(({ resource }) => resource);
  const step = stepOf(gate);
  const proposal = worthIt(withoutShrink, decideHolding([], step, gate), gate);
  const open = worthIt(withoutShrink, decideHolding(blocked, step, gate), gate);
  const holds = [
    ...waits.flatMap(({ reasons }) => reasons),
    ...(proposal.holds.length > 0 ? proposal.holds : stepHold(step, proposal.sizes, gate)),
  ];
  return { sizes: open.sizes, withoutShrink, proposal: proposal.sizes, holds: withoutRepeats(holds), agreement };
}

/** What was found, where it grows, and otherwise what there is: only what a stronger guard takes away is gone. */
export function withoutAnyShrink(given: ChangeInput): Sizes {
  return decideHolding(RESOURCES, [], given);
}

/** What is held is no reason to buy more memory than what was found: the risk of kills was weighed there. */
function decideWith({ wanted, decideWith: decide }: ChangeInput, constraints: readonly Constraint[]): Sizes {
  return decide([{ kind: 'wants', ...wanted.task, reasons: [] }, ...constraints]);
}

/** What two resources wait for together is said once. */
function withoutRepeats(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

/** The sizes when the task and its containers keep what they have of some resources. What containers keep never makes the task larger. */
function decideHolding(held: readonly Resource[], step: readonly Constraint[], gate: ChangeInput): Sizes {
  const { base, input } = gate;
  const { containers } = input.evidence.service;
  const kept = held.map((resource) => holdResource(resource, { sizes: base, containers }));
  const whole = decideWith(gate, [...step, ...kept]);
  const taskAlone = decideWith(gate, [...step, ...kept.map((each) => ({ ...each, containers: {} }))]);
  return isSameSize(whole.task, taskAlone.task) ? whole : taskAlone;
}

/** What a resource's shrink waits for, besides money. */
function waitsOf(resource: Resource, agreement: Agreement, gate: GateInput): readonly Reason[] {
  const { input, change } = gate;
  const { agreementDays } = input.target.policy.changeGate;
  const agreed = agreement[resource];
  const waits: Reason[] = [];
  if (agreed !== undefined && agreed.days < agreementDays) {
    waits.push({ code: 'WaitsForAgreement', resource, days: agreed.days, agreementDays, since: agreed.since });
  }
  return [...waits, ...cooldown(input, change), ...deployment(input, change)];
}

function cooldown({ target }: RecommendInput, { changedAt, time }: ChangeContext): readonly Reason[] {
  const { cooldownDays } = target.policy.changeGate;
  if (changedAt === undefined) return [];
  const until = Date.parse(changedAt) + cooldownDays * DAY_MILLISECONDS;
  if (!(time < until)) return [];
  return [{ code: 'Cooldown', since: changedAt, until: new Date(until).toISOString(), cooldownDays }];
}

/** Steps that nobody deployed would add up to one large one. */
function deployment({ target }: RecommendInput, { notDeployedSince }: ChangeContext): readonly Reason[] {
  const { oneCpuRowPerChange } = target.policy.changeGate;
  return oneCpuRowPerChange && notDeployedSince !== undefined
    ? [{ code: 'WaitsForDeployment', since: notDeployedSince }]
    : [];
}

/** Where the policy goes row by row, the CPU row below the base stays, unless a stronger guard takes more. */
function stepOf({ input, base, wanted }: GateInput): readonly Constraint[] {
  if (!input.target.policy.changeGate.oneCpuRowPerChange) return [];
  const rows = validPairs(input.evidence.service.platform.operatingSystem).map(({ cpuUnits }) => cpuUnits);
  const next = Math.max(...rows.filter((cpuUnits) => cpuUnits < base.task.cpuUnits));
  return next > wanted.task.cpuUnits ? [{ kind: 'wants', cpuUnits: next, reasons: [] }] : [];
}

function stepHold(step: readonly Constraint[], sizes: Sizes, { wanted, change }: GateInput): readonly Reason[] {
  if (step.length === 0 || isSameSize(sizes.task, wanted.task)) return [];
  return [{ code: 'OneCpuRow', size: sizes.task, target: wanted.task, since: since('OneCpuRow', change) }];
}

interface Worth {
  readonly sizes: Sizes;
  readonly holds: readonly Reason[];
}

/** The smaller size, where it pays for the deployment that it causes. */
function worthIt(withoutShrink: Sizes, smaller: Sizes, { input, change }: GateInput): Worth {
  if (isSameSize(withoutShrink.task, smaller.task)) return { sizes: smaller, holds: [] };
  const saving: Saving = savingOf(withoutShrink.task, smaller.task, input.evidence);
  const gate = input.target.policy.changeGate;
  if (paysOff(saving, gate)) return { sizes: smaller, holds: [] };
  const { minimumSavingUsdPerMonth, minimumSavingPercent } = gate;
  const hold: Reason = {
    code: 'SavingTooSmall',
    ...(saving.usdPerMonth !== undefined && { savesUsdPerMonth: saving.usdPerMonth }),
    savesPercent: saving.percent,
    minimumSavingUsdPerMonth,
    minimumSavingPercent,
    since: since('SavingTooSmall', change),
  };
  return { sizes: withoutShrink, holds: [hold] };
}

/** The day since which a hold of this code holds: today when it is new. */
export function since(code: Reason['code'], { heldSince, time }: ChangeContext): string {
  return heldSince[code] ?? dayOf(time);
}
