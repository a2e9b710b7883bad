import type { Sizes } from '../model/sizes.ts';
import type { ByResource, Resource, TaskSize } from '../model/task-size.ts';
import { DAY_MILLISECONDS, dayOf } from '../model/time.ts';
import type { FollowsSize } from '../usage/follows-size.ts';

/** Since when a resource was recommended to shrink: kept from run to run, counted in days (UTC, `YYYY-MM-DD`). */
export interface Agreed {
  readonly since: string;
  readonly lastDay: string;
  /** Different days on which it was recommended. */
  readonly days: number;
}

export type Agreement = ByResource<Agreed>;

/** Resources that are held at their larger size, and the day (UTC) since which they are. */
export type SteadySince = ByResource<string>;

/**
 * Changes of a resource there and back within so many days are a swing: what was measured after one led to the other.
 * For as long, no change goes near a size that went wrong.
 */
export const SWING_DAYS = 120;

/** `at` in epoch milliseconds. */
export interface SizeWritten {
  readonly at: number;
  readonly size: TaskSize;
}

export interface ActivePin {
  /** Absent where the pin cannot be read or does not fit: what is live stays then. */
  readonly sizes?: Sizes;
  /** ISO time. */
  readonly until: string;
  readonly by: string;
  readonly why: string;
}

/** The sizes before a change that went wrong are the least until a day, and after it while demand is what it was. */
export interface Breach {
  readonly resources: readonly Resource[];
  readonly sizes: Sizes;
  /** The size that went wrong; absent where its starts were slower, and in older states. */
  readonly failed?: TaskSize;
  /** The resources of which half the task's amount is enough by now. */
  readonly halved?: readonly Resource[];
  /** ISO time at which it was seen. */
  readonly at: string;
  /** ISO time until which it counts in any case. */
  readonly until: string;
  /** What was needed when the size was chosen; an amount that is absent was not known. */
  readonly needed?: Partial<TaskSize>;
  /** What went wrong, in words. */
  readonly what: string;
}

export interface Rejected {
  /** ISO times. */
  readonly at: string;
  readonly until: string;
  readonly by: string;
  readonly why: string;
}

/** What is known of a target's changes: what may change now depends on it. Absent where nothing is kept (`size`). */
export interface ChangeContext {
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
  readonly pin?: ActivePin | undefined;
  readonly agreement: Agreement;
  /** ISO time of the last change of the live sizes by anyone. */
  readonly changedAt?: string | undefined;
  /** ISO time since which the live sizes wait for a deployment; absent when they run. */
  readonly notDeployedSince?: string | undefined;
  readonly breaches: readonly Breach[];
  /** Memory that was found to follow the size, now or earlier, and still stands where it stood. */
  readonly follows?: FollowsSize | undefined;
  readonly rejected?: Rejected | undefined;
  /** The size that people last declared, approved or pinned, where that is known. */
  readonly approved?: TaskSize | undefined;
  /** The sizes since a person last wrote one, oldest first. */
  readonly written?: readonly SizeWritten[] | undefined;
  readonly steadySince?: SteadySince | undefined;
  /** By code of a hold: the day since which it holds. */
  readonly heldSince: Readonly<Record<string, string>>;
}

/** The day since which a hold of this code holds: today when it is new. */
export function heldSince(code: string, { heldSince: known, time }: Pick<ChangeContext, 'heldSince' | 'time'>): string {
  return known[code] ?? dayOf(time);
}

/** After more silent days the evidence is another, or a clock was wrong: counting restarts. A weekly run is no gap. */
const FORGOTTEN_DAYS = 7;

/** Agreement after a run that wants these resources to shrink: a day more for each, once a day; others lose theirs. */
export function nextAgreement(before: Agreement, shrinking: readonly Resource[], time: number): Agreement {
  const today = dayOf(time);
  const counted = shrinking.map((resource) => {
    const known = before[resource];
    const isFresh =
      known !== undefined &&
      Math.abs(Date.parse(known.lastDay) - Date.parse(today)) <= FORGOTTEN_DAYS * DAY_MILLISECONDS;
    if (!isFresh) return [resource, { since: today, lastDay: today, days: 1 }] as const;
    // A run for an earlier day, such as a late retry, counts nothing and takes nothing back.
    if (known.lastDay >= today) return [resource, known] as const;
    return [resource, { ...known, lastDay: today, days: known.days + 1 }] as const;
  });
  return Object.fromEntries(counted);
}
