import { covers, isSameSize } from '../model/fargate-grid.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import type { Sizes } from '../model/sizes.ts';
import { dayOf } from '../model/time.ts';
import { boundsOf } from '../sizing/container-bounds.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import type { TargetVerdict } from '../usage/target-verdict.ts';
import type { Assessments } from './assessment.ts';
import type { Bounds } from './bounds.ts';
import type { ActivePin, ChangeContext } from './change-context.ts';
import { type ChangeInput, changeGate } from './change-gate.ts';
import { decideSizes } from './decide-sizes.ts';
import { activeFreeze, freezeText } from './freeze.ts';
import type { Reason } from './reason.ts';
import type { Applicable, RecommendInput } from './recommendation.ts';
import { isBelowRestoration } from './restoration.ts';
import { isDeployable, standingSizes } from './standing-sizes.ts';
import { boundsFor } from './target-bounds.ts';

export interface ApplicableInput {
  readonly input: RecommendInput;
  readonly assessments: Assessments;
  readonly verdict: TargetVerdict<Reason>;
  /** All bounds but those that delay. */
  readonly bounds: Bounds;
  /** What was found, when nothing delays it. */
  readonly wanted: Sizes;
  /** What may change while only a second opinion is missing. */
  readonly supported?: Sizes;
}

/** What may be written now: a pin first, then freeze windows, then the verdict on the data, then the change gate. */
export function applicableSizes(given: ApplicableInput): Applicable {
  const { input, verdict, wanted } = given;
  const { change } = input;
  const firm = verdict.kind === 'act' ? wanted : (given.supported ?? withoutUtilization(given));
  if (change === undefined) return alwaysOf(firm, wanted);
  const restores = isBelowRestoration(input);
  if (change.pin !== undefined) return { ...pinned(given, change.pin), agreement: change.agreement, restores: false };
  const freeze = activeFreeze(input.target.freeze, change.time);
  const open =
    verdict.kind === 'act' ? gated(given, change) : { ...alwaysOf(firm, wanted), agreement: change.agreement };
  if (freeze === undefined) return { ...open, restores };
  const sizes = frozenSizes(given);
  const since = change.heldSince.Frozen ?? dayOf(change.time);
  const holds: readonly Reason[] = [{ code: 'Frozen', window: freezeText(freeze), since }];
  return {
    ...open,
    sizes,
    withoutShrink: sizes,
    holds: isSameSize(sizes.task, firm.task) ? [] : holds,
    restores,
  };
}

function alwaysOf(sizes: Sizes, proposal: Sizes): Applicable {
  return { sizes, withoutShrink: sizes, proposal, holds: [], alerts: [], agreement: {}, restores: false };
}

/** What deployments read, where that can be deployed, else what runs. */
function baseOf({ live, evidence, target }: RecommendInput): Sizes {
  return live ?? runningSizes(evidence.service, target.parameters);
}

/** What shrinks and what grows is told from this. */
export function changeInputOf({
  input,
  assessments,
  wanted,
}: Omit<ApplicableInput, 'verdict' | 'bounds'>): ChangeInput {
  return {
    input,
    base: baseOf(input),
    wanted,
    decideWith: (constraints) => decideSizes(input, boundsFor(input, assessments, { gate: constraints })).sizes,
  };
}

function gated(given: ApplicableInput, change: ChangeContext): Applicable {
  const gate = changeGate({ ...changeInputOf(given), change });
  return { ...gate, alerts: [], restores: false };
}

function frozenSizes({ input, assessments }: ApplicableInput): Sizes {
  const frozen = baseOf(input);
  return staysOr(input, boundsFor(input, assessments, { utilization: false, frozen }));
}

/** What floors and kills ask for. What is live and holds that stays, also where it is more than what runs: nobody knows that it is too much. */
function withoutUtilization({ input, assessments }: ApplicableInput): Sizes {
  return staysOr(input, boundsFor(input, assessments, { utilization: false }));
}

function staysOr(input: RecommendInput, bounds: Bounds): Sizes {
  const { live } = input;
  const stays =
    live !== undefined &&
    covers(live.task, bounds.firm) &&
    covers(bounds.upper, live.task) &&
    standingSizes(input, bounds, live.task) === live;
  return stays ? live : decideSizes(input, bounds).sizes;
}

/** A person's sizes, exactly; what floors ask for beyond them is only said. */
function pinned(given: ApplicableInput, pin: ActivePin): Omit<Applicable, 'agreement' | 'restores'> {
  const { input, wanted } = given;
  const { until, by, why } = pin;
  const usable = pin.sizes !== undefined && isDeployable(pin.sizes, input) ? pin.sizes : undefined;
  const tooLarge = usable === undefined ? [] : beyondMaximum(given, usable);
  const sizes = usable !== undefined && tooLarge.length === 0 ? usable : baseOf(input);
  const unusable: readonly Reason[] = usable === undefined ? [{ code: 'PinUnusable', until }] : tooLarge;
  const holds: readonly Reason[] = isSameSize(sizes.task, wanted.task) ? [] : [{ code: 'Pinned', until, by, why }];
  const alerts = [...unusable, ...belowFloors(given, sizes)];
  return { sizes, withoutShrink: sizes, proposal: sizes, holds, alerts };
}

function beyondMaximum({ bounds }: ApplicableInput, { task }: Sizes): readonly Reason[] {
  return RESOURCES.flatMap((resource): Reason[] => {
    const amount = bounds.maximum[SIDES[resource]];
    const needed = task[SIDES[resource]];
    return needed > amount ? [{ code: 'PinAboveMaximum', resource, amount, needed }] : [];
  });
}

/** What floors and the way back need that the pinned sizes do not give, for the task or one of its containers. */
function belowFloors({ input, assessments }: ApplicableInput, sizes: Sizes): readonly Reason[] {
  const frozen: Sizes = { task: { cpuUnits: 0, memoryMiB: 0 }, containers: {} };
  const { firm, containers } = boundsFor(input, assessments, { utilization: false, frozen });
  return RESOURCES.flatMap((resource): Reason[] => {
    const side = SIDES[resource];
    if (firm[side] > sizes.task[side]) {
      return [{ code: 'PinBelowFloor', resource, amount: sizes.task[side], needed: firm[side] }];
    }
    const starved = Object.entries(sizes.containers).flatMap(([name, size]): Reason[] => {
      const needed = boundsOf(containers, name).minimum[side];
      const amount = size[side] ?? needed;
      return amount < needed ? [{ code: 'PinBelowFloor', resource, amount, needed }] : [];
    });
    return starved.slice(0, 1);
  });
}
