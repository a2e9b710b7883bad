import { isSameSize, type TaskSize } from '../model/fargate-grid.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import type { Sizes } from '../model/sizes.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import type { Constraint } from './bounds.ts';
import type { Breach } from './change-context.ts';
import type { GuardContext } from './guard-context.ts';
import { keepResource } from './keep-sizes.ts';
import type { Reason } from './reason.ts';
import type { RecommendInput } from './recommendation.ts';

/** The breaches that still count. */
export function activeBreaches({ change }: Pick<GuardContext, 'change'>): readonly Breach[] {
  if (change === undefined) return [];
  return change.breaches.filter(({ until }) => Date.parse(until) > change.time);
}

/**
 * The way back: what went wrong after its deployment gets at least the size before it, and a size that ECS took back is not tried again
 * in the resources in which it differs from what runs.
 */
export function restoration(guard: GuardContext): readonly Constraint[] {
  return [...afterBreaches(guard), ...afterRollback(guard)];
}

function afterBreaches(guard: GuardContext): readonly Constraint[] {
  const { containers } = guard.service;
  return activeBreaches(guard).flatMap(({ resources, sizes, at, what, until }) => {
    const reasons: readonly Reason[] = [{ code: 'Breach', at, until, what, size: sizes.task }];
    return resources.map((resource, index) =>
      keepResource(resource, { sizes, containers, reasons: index === 0 ? reasons : [] }),
    );
  });
}

function afterRollback(guard: GuardContext): readonly Constraint[] {
  const { service, target, context } = guard;
  const suspect = context?.rolledBack;
  if (suspect === undefined) return [];
  const sizes: Sizes = runningSizes(service, target.parameters);
  const { containers, taskSize } = service;
  const at = new Date(suspect.at).toISOString();
  const reason: Reason = { code: 'RolledBack', at, size: suspect.taskSize, restored: taskSize };
  const lost = RESOURCES.filter((resource) => suspect.taskSize[SIDES[resource]] < taskSize[SIDES[resource]]);
  const told: Constraint = { kind: 'atLeast', reasons: [reason] };
  const kept = lost.map((resource) => keepResource(resource, { sizes, containers }));
  const most: Constraint = {
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
export function belowRolledBack(guard: GuardContext, constraints: readonly Constraint[]): readonly Constraint[] {
  const most = mostAfterRollback(guard);
  return constraints.map((each) =>
    RESOURCES.reduce((limited, resource) => limitTo(most, SIDES[resource], limited), each),
  );
}

function limitTo(most: Partial<TaskSize>, side: keyof TaskSize, constraint: Constraint): Constraint {
  const limit = most[side];
  if (limit === undefined || constraint.kind === 'atMost' || !(Number(constraint[side]) > limit)) return constraint;
  // The containers of a size that is too large would add up to it again.
  return { ...constraint, [side]: limit, containers: {} };
}

/** Whether what is live is less than what the way back asks for, or is a size that ECS took back. */
export function isBelowRestoration({ live, change, evidence }: RecommendInput): boolean {
  if (live === undefined) return false;
  const suspect = evidence.context?.rolledBack?.taskSize;
  const isBelow = activeBreaches(change === undefined ? {} : { change }).some(({ resources, sizes }) =>
    resources.some((resource) => live.task[SIDES[resource]] < sizes.task[SIDES[resource]]),
  );
  return isBelow || (suspect !== undefined && isSameSize(suspect, live.task));
}
