import type { Sizes } from '../../model/sizes.ts';
import { isSameSize, RESOURCES, SIDES } from '../../model/task-size.ts';
import { minuteText } from '../../model/time.ts';
import { amountText, type ReasonsOf } from '../../model/words.ts';
import { boundsOf } from '../../sizing/key-groups.ts';
import type { PassedLimit } from '../bounds.ts';
import type { ActivePin } from '../change-context.ts';
import { baseOf, boundsFor, strongerThan } from '../found.ts';
import { isDeployable } from '../standing-sizes.ts';
import { type Applicable, type Guard, type Holding, nothingWaits } from './guard.ts';

export function pinText({ until, by, why }: { until: string; by: string; why: string }): string {
  return `Pinned by ${by} until ${minuteText(until)}: ${why}`;
}

const SENTENCES = {
  Pinned: pinText,
  PinUnusable: ({ until }: { until: string }) =>
    `A pin (until ${minuteText(until)}) cannot be used: what is live stays. Pin again, or take the pin away.`,
  PinBelowFloor: ({ resource, amount, needed }: PassedLimit) =>
    `The pin gives ${amountText(resource, amount)}, and ${amountText(resource, needed)} are needed: the pin wins, and somebody should look.`,
  PinAboveMaximum: ({ resource, amount, needed }: PassedLimit) =>
    `The pin asks for ${amountText(resource, needed)}, and the configured maximum is ${amount}: nothing was changed.`,
};
type PinReason = ReasonsOf<typeof SENTENCES>;

/** A person's sizes, exactly; what floors ask for beyond them is only said. */
function pinned(holding: Holding, pin: ActivePin): Applicable<PinReason> {
  const { input, wanted, change } = holding;
  const { until, by, why } = pin;
  const usable = pin.sizes !== undefined && isDeployable(pin.sizes, input) ? pin.sizes : undefined;
  const tooLarge = usable === undefined ? [] : beyondMaximum(holding, usable);
  const sizes = usable !== undefined && tooLarge.length === 0 ? usable : baseOf(input);
  const unusable: readonly PinReason[] = usable === undefined ? [{ code: 'PinUnusable', until }] : tooLarge;
  const holds: readonly PinReason[] = isSameSize(sizes.task, wanted.task) ? [] : [{ code: 'Pinned', until, by, why }];
  const alerts = [...unusable, ...belowFloors(holding, sizes)];
  return { ...nothingWaits(sizes, change.agreement), holds, alerts };
}

function beyondMaximum({ bounds }: Holding, { task }: Sizes): readonly PinReason[] {
  return RESOURCES.flatMap((resource): PinReason[] => {
    const amount = bounds.maximum[SIDES[resource]];
    const needed = task[SIDES[resource]];
    return needed > amount ? [{ code: 'PinAboveMaximum', resource, amount, needed }] : [];
  });
}

/** What floors and the last good size need that the pinned sizes do not give, for the task or one of its containers. */
function belowFloors({ input, guards }: Holding, sizes: Sizes): readonly PinReason[] {
  const { firm, containers } = boundsFor(input, strongerThan('freeze', guards));
  return RESOURCES.flatMap((resource): readonly PinReason[] => {
    const side = SIDES[resource];
    if (firm[side] > sizes.task[side]) {
      return [{ code: 'PinBelowFloor', resource, amount: sizes.task[side], needed: firm[side] }];
    }
    const starved = Object.entries(sizes.containers).flatMap(([name, size]): PinReason[] => {
      const needed = boundsOf(containers, name).minimum[side];
      const amount = size[side] ?? needed;
      return amount < needed ? [{ code: 'PinBelowFloor', resource, amount, needed }] : [];
    });
    return starved.slice(0, 1);
  });
}

/** A person's pin. It constrains nothing: while it holds, its sizes are the sizes. */
export const pin: Guard<PinReason> = {
  name: 'pin',
  hold: (holding, weaker) => (holding.change.pin === undefined ? weaker() : pinned(holding, holding.change.pin)),
  sentences: SENTENCES,
};
