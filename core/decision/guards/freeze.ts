import type { FreezeWindow } from '../../configuration/configuration.ts';
import { WEEKDAYS } from '../../configuration/target-settings.ts';
import type { Sizes } from '../../model/sizes.ts';
import { isSameSize, RESOURCES } from '../../model/task-size.ts';
import { dayOf } from '../../model/time.ts';
import type { ReasonsOf } from '../../model/words.ts';
import { heldSince } from '../change-context.ts';
import { boundsFor, held, liveOr, strongerThan } from '../found.ts';
import type { Guard, Holding } from './guard.ts';

const SENTENCES = {
  Frozen: ({ window, since }: { window: string; since: string }) =>
    `Frozen ${window} (rightsizer.yml), on hold since ${since}: only configured minimums, memory kills and a return to the last good size pass.`,
};

function holdsOn(day: string, { from, to, weekdays }: FreezeWindow): boolean {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  const isOne = weekdays === undefined || (weekday !== undefined && weekdays.includes(weekday));
  return isOne && (from === undefined || from <= day) && (to === undefined || day <= to);
}

/** The freeze window that holds at a time, in UTC days; undefined when none does. */
export function activeFreeze(windows: readonly FreezeWindow[], time: number): FreezeWindow | undefined {
  return windows.find((window) => holdsOn(dayOf(time), window));
}

/** @example freezeText({ from: '2026-12-20', to: '2027-01-06' }) // 'from 2026-12-20 to 2027-01-06' */
export function freezeText({ from, to, weekdays }: FreezeWindow): string {
  const parts = [
    weekdays === undefined ? undefined : `on ${weekdays.join(', ')}`,
    from === undefined ? undefined : `from ${from}`,
    to === undefined ? undefined : `to ${to}`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

/** Nothing ordinary changes: what is there stays, as far as stronger guards allow it. */
export function frozenSizes({ input, guards }: Holding): Sizes {
  const kept = RESOURCES.map((resource) => held(resource, input));
  return liveOr(input, boundsFor(input, [...strongerThan('freeze', guards), ...kept]));
}

/** Freeze windows block shrinking and ordinary growth. A person who is asked is not kept waiting. */
export const freeze: Guard<ReasonsOf<typeof SENTENCES>> = {
  name: 'freeze',
  hold: (holding, weaker) => {
    const { input, change, firm } = holding;
    const window = activeFreeze(input.target.freeze, change.time);
    if (window === undefined || input.target.mode === 'propose') return weaker();
    const sizes = frozenSizes(holding);
    const hold = { code: 'Frozen', window: freezeText(window), since: heldSince('Frozen', change) } as const;
    return { ...weaker(), sizes, withoutShrink: sizes, holds: isSameSize(sizes.task, firm.task) ? [] : [hold] };
  },
  sentences: SENTENCES,
};
