import type { ReasonsOf } from '../../model/words.ts';
import { changeGate } from './change-gate.ts';
import { dataVerdict } from './data-verdict.ts';
import { floors } from './floors.ts';
import { freeze } from './freeze.ts';
import type { Applicable, GuardContext, Holding, Rule } from './guard.ts';
import { maximumTaskSize } from './maximum-task-size.ts';
import { neverAbovePolicy } from './never-above.ts';
import { pin } from './pin.ts';
import { rejection } from './rejection.ts';
import { restoration } from './restoration.ts';
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
  changeGate,
  shrinkCap,
  rejection,
] as const;

/** The reasons that guards give. */
export type GuardReason = ReasonsOf<(typeof GUARDS)[number]['sentences']>;

const RULES: readonly Rule<GuardReason>[] = GUARDS;

/** What each guard demands, strongest first. */
export function guardDemands(context: GuardContext) {
  return RULES.map(({ name, constrain }) => ({ name, constraints: constrain?.(context) ?? [] }));
}

/** What may change now: each guard lets through what the weaker ones do, or less. */
export function applicableSizes(holding: Holding): Applicable<GuardReason> {
  const { wanted, change } = holding;
  const everything: Applicable<GuardReason> = {
    sizes: wanted,
    withoutShrink: wanted,
    proposal: wanted,
    holds: [],
    alerts: [],
    agreement: change.agreement,
    restores: false,
  };
  const through = RULES.reduceRight(
    (weaker, { hold }) => (hold === undefined ? weaker : () => hold(holding, weaker)),
    () => everything,
  );
  return through();
}
