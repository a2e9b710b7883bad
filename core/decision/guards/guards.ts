import type { ReasonsOf } from '../../model/words.ts';
import { changeGate } from './change-gate.ts';
import { dataVerdict } from './data-verdict.ts';
import { floors } from './floors.ts';
import { freeze } from './freeze.ts';
import { growthBudget } from './growth-budget.ts';
import { type Applicable, type GuardContext, type Holding, nothingWaits, type Rule } from './guard.ts';
import { increaseCap } from './increase-cap.ts';
import { maximumTaskSize } from './maximum-task-size.ts';
import { neverAbovePolicy } from './never-above.ts';
import { pin } from './pin.ts';
import { rejection } from './rejection.ts';
import { restoration } from './restoration.ts';
import { reversals } from './reversals.ts';
import { shrinkCap } from './shrink-cap.ts';
import { validity } from './validity.ts';

/** Who wins: strongest first, in the order of docs/contracts.md. A guard is added by its file and a row here. */
export const GUARDS = [
  validity,
  maximumTaskSize,
  pin,
  floors,
  restoration,
  freeze,
  dataVerdict,
  neverAbovePolicy,
  growthBudget,
  reversals,
  changeGate,
  shrinkCap,
  increaseCap,
  rejection,
] as const;

export type GuardReason = ReasonsOf<(typeof GUARDS)[number]['sentences']>;

const RULES: readonly Rule<GuardReason>[] = GUARDS;

export function guardDemands(context: GuardContext) {
  return RULES.map(({ name, constrain }) => ({ name, constraints: constrain?.(context) ?? [] }));
}

/** What may change now, as far as the guards from here on let it. */
type Through = (holding: Holding) => Applicable<GuardReason>;

const THROUGH = RULES.reduceRight<Through>(
  (weaker, { hold }) => (hold === undefined ? weaker : (holding) => hold(holding, (less = holding) => weaker(less))),
  ({ wanted, change }) => nothingWaits(wanted, change.agreement),
);

/** What may change now: each guard lets through what the weaker ones do, or less. */
export function applicableSizes(holding: Holding): Applicable<GuardReason> {
  return THROUGH(holding);
}
