import type { Sizes } from '../../model/sizes.ts';
import { isSameSize, RESOURCES, SIDES, type TaskSize } from '../../model/task-size.ts';
import { DAY_MILLISECONDS, minuteText } from '../../model/time.ts';
import { amountText, type Coded, type ReasonsOf, sizeText } from '../../model/words.ts';
import { runningSizes } from '../../sizing/running-sizes.ts';
import type { Assessments } from '../assess.ts';
import type { Constraint, PassedLimit } from '../bounds.ts';
import { type Breach, type ChangeContext, SWING_DAYS } from '../change-context.ts';
import type { RecommendInput } from '../evidence.ts';
import { keepResource } from '../found.ts';
import type { Guard, GuardContext } from './guard.ts';

type WentWrong = Pick<Breach, 'at' | 'until' | 'what'> & { readonly size: TaskSize };

const SENTENCES = {
  Breach: ({ at, until, what, size }: WentWrong) =>
    `The last change went wrong (${what}, seen ${minuteText(at)}): ${sizeText(size)} is the minimum until ${until.slice(0, 10)}, and after that while as much is needed as then.`,
  RolledBack: ({ at, size, restored }: { at: string; size: TaskSize; restored: TaskSize }) =>
    `ECS rolled the deployment of ${sizeText(size)} back (${minuteText(at)}): it is not tried again until other images are deployed or four weeks have passed, and ${sizeText(restored)} stays.`,
  GrowthRolledBack: ({ resource, amount, needed }: PassedLimit) =>
    `${amountText(resource, needed)} are needed, and a deployment with more than ${amount} was rolled back.`,
};
type RestorationReason = ReasonsOf<typeof SENTENCES>;

/** Demand that fell by less than a quarter is what it was: the size would go wrong again. */
const SAME_DEMAND_SHARE = 0.75;
/** Longer than a year and a month nobody knows what a service is. */
const LONGEST_DAYS = 400;

/** Half of a size must hold the most that was used since, and this much more. */
const SPARE = 1.25;
/** So far above what went wrong it must be: nearer to it the risk is as large as what it saves. */
const FAR = 4;

/**
 * What shrank far and went wrong is held for months, then at half of what it had, where that is far above what went
 * wrong and holds all that was used since: a small risk that may save much.
 */
function eased(breach: Breach, time: number, assessments: Assessments): Breach {
  const { failed, at, resources, sizes } = breach;
  if (failed === undefined || time - Date.parse(at) <= SWING_DAYS * DAY_MILLISECONDS) return breach;
  const halves = resources.flatMap((resource) => {
    const half = sizes.task[SIDES[resource]] / 2;
    const used = assessments[resource]?.demand?.highest ?? 0;
    return half >= failed[SIDES[resource]] * FAR && half >= used * SPARE ? [[resource, half] as const] : [];
  });
  const task = Object.fromEntries(halves.map(([resource, half]) => [SIDES[resource], half]));
  const halved = halves.map(([resource]) => resource);
  return { ...breach, halved, sizes: { ...sizes, task: { ...sizes.task, ...task } } };
}

/**
 * The breaches that still count: until their day, and after it in the resources of which as much is needed as when the
 * size was chosen. What is not known counts as unchanged.
 */
export function activeBreaches(
  { breaches, time }: Pick<ChangeContext, 'breaches' | 'time'>,
  assessments: Assessments,
): readonly Breach[] {
  return breaches.flatMap((all) => {
    const breach = eased(all, time, assessments);
    const { at, until, needed } = breach;
    if (time < Date.parse(until)) return [breach];
    if (!(time - Date.parse(at) < LONGEST_DAYS * DAY_MILLISECONDS)) return [];
    const resources = breach.resources.filter((resource) => {
      const [before, now] = [needed?.[SIDES[resource]], assessments[resource]?.needed];
      return before === undefined || now === undefined || now >= before * SAME_DEMAND_SHARE;
    });
    return resources.length === 0 ? [] : [{ ...breach, resources }];
  });
}

function afterBreaches(guard: GuardContext): readonly Constraint<RestorationReason>[] {
  const { containers } = guard.service;
  const keys = guard.target.parameters;
  return (guard.change?.breaches ?? []).flatMap(({ resources, sizes, halved = [], at, what, until }) => {
    const breach: RestorationReason = { code: 'Breach', at, until, what, size: sizes.task };
    return resources.map((resource, index): Constraint<RestorationReason> => {
      const reasons = index === 0 ? [breach] : [];
      // What the containers of a half were is not known.
      if (halved.includes(resource))
        return { kind: 'atLeast', [SIDES[resource]]: sizes.task[SIDES[resource]], reasons };
      return keepResource(resource, { sizes, containers, keys, reasons });
    });
  });
}

function afterRollback(guard: GuardContext): readonly Constraint<RestorationReason>[] {
  const { service, target, context } = guard;
  const suspect = context?.rolledBack;
  if (suspect === undefined) return [];
  const sizes: Sizes = runningSizes(service, target.parameters);
  const { containers, taskSize } = service;
  const at = new Date(suspect.at).toISOString();
  const reason: RestorationReason = { code: 'RolledBack', at, size: suspect.taskSize, restored: taskSize };
  const lost = RESOURCES.filter((resource) => suspect.taskSize[SIDES[resource]] < taskSize[SIDES[resource]]);
  const told: Constraint<RestorationReason> = { kind: 'atLeast', reasons: [reason] };
  const keys = target.parameters;
  const kept = lost.map((resource) => keepResource<never>(resource, { sizes, containers, keys, reasons: [] }));
  const most: Constraint<RestorationReason> = {
    kind: 'atMost',
    ...mostAfterRollback(guard),
    whenExceeded: (limit) => ({ code: 'GrowthRolledBack', ...limit }),
  };
  return [told, ...kept, most];
}

/** In what grew and was taken back: what runs, or what ran before the growth where that is known and more. */
function mostAfterRollback({ service, context }: GuardContext): Partial<TaskSize> {
  const suspect = context?.rolledBack;
  if (suspect === undefined) return {};
  const known = RESOURCES.flatMap((resource) => {
    const side = SIDES[resource];
    const most = Math.max(service.taskSize[side], suspect.before?.[side] ?? 0);
    return suspect.taskSize[side] > most ? [[side, most] as const] : [];
  });
  return Object.fromEntries(known);
}

/** Demands of a weaker guard, each of one resource, without what they ask beyond the growth that ECS took back. */
export function belowRolledBack<Why extends Coded>(
  guard: GuardContext,
  constraints: readonly Constraint<Why>[],
): readonly Constraint<Why>[] {
  const most = mostAfterRollback(guard);
  return constraints.map((each) =>
    RESOURCES.reduce((limited, resource) => limitTo(most, SIDES[resource], limited), each),
  );
}

function limitTo<Why extends Coded>(
  most: Partial<TaskSize>,
  side: keyof TaskSize,
  constraint: Constraint<Why>,
): Constraint<Why> {
  const limit = most[side];
  if (limit === undefined || constraint.kind === 'atMost' || !(Number(constraint[side]) > limit)) return constraint;
  // The containers of a size that is too large would add up to it again.
  return { ...constraint, [side]: limit, containers: {} };
}

/** Whether what is live is less than the last good size, or is a size that ECS took back. */
export function isBelowRestoration({ live, change, evidence }: RecommendInput): boolean {
  if (live === undefined) return false;
  const suspect = evidence.context?.rolledBack?.taskSize;
  const isBelow = (change?.breaches ?? []).some(({ resources, sizes }) =>
    resources.some((resource) => live.task[SIDES[resource]] < sizes.task[SIDES[resource]]),
  );
  return isBelow || (suspect !== undefined && isSameSize(suspect, live.task));
}

/**
 * The last good size: what went wrong after its deployment gets at least the size before it, and a size that ECS took
 * back is not tried again in the resources in which it differs from what runs.
 */
export const restoration: Guard<RestorationReason> = {
  name: 'restoration',
  constrain: (guard) => [...afterBreaches(guard), ...afterRollback(guard)],
  hold: ({ input }, weaker) => ({ ...weaker(), restores: isBelowRestoration(input) }),
  sentences: SENTENCES,
};
