import type { Sizes } from '../../model/sizes.ts';
import { byResource, RESOURCES, type Resource, SIDES } from '../../model/task-size.ts';
import { DAY_MILLISECONDS, dayOf } from '../../model/time.ts';
import { amountText, NAMES, type ReasonsOf } from '../../model/words.ts';
import type { Demand } from '../bounds.ts';
import { type ChangeContext, type SizeWritten, type SteadySince, SWING_DAYS } from '../change-context.ts';
import { baseOf, sizesHolding } from '../found.ts';
import type { Guard, Holding } from './guard.ts';

interface Held {
  readonly resource: Resource;
  readonly amount: number;
  /** UTC days. */
  readonly since: string;
  readonly until: string;
}

const SENTENCES = {
  ReversalsHold: ({ resource, amount, since, until }: Held) =>
    `${NAMES[resource]} stays at ${amountText(resource, amount)} until ${until}: it went down and up again, and ${since} it was to go down once more. Pin or approve another size to end this.`,
};
type ReversalReason = ReasonsOf<typeof SENTENCES>;

/** After a year nobody knows what a service is. */
const HELD_DAYS = 365;

/** A resource went the other way than the last time it changed; epoch milliseconds. */
interface Reversal {
  readonly at: number;
  /** When it changed before, and what it had until then. */
  readonly since: number;
  readonly from: number;
  readonly grew: boolean;
}

/** Oldest first. */
function changesOf(written: readonly SizeWritten[], resource: Resource): readonly Omit<Reversal, 'since'>[] {
  const amounts = written.map(({ at, size }) => ({ at, amount: size[SIDES[resource]] }));
  return amounts.flatMap(({ at, amount }, index) => {
    const before = amounts[index - 1]?.amount ?? amount;
    return amount === before ? [] : [{ at, from: before, grew: amount > before }];
  });
}

/** Oldest first. */
function reversalsOf(written: readonly SizeWritten[], resource: Resource): readonly Reversal[] {
  const changes = changesOf(written, resource);
  return changes.flatMap(({ at, grew }, index) => {
    const before = changes[index - 1];
    return before === undefined || before.grew === grew ? [] : [{ at, since: before.at, from: before.from, grew }];
  });
}

function isSwing(from: number, to: number): boolean {
  return to - from <= SWING_DAYS * DAY_MILLISECONDS;
}

/** When a growth took back a shrink that was made shortly before, where nothing went the other way since. */
function lastTakenBack(written: readonly SizeWritten[], resource: Resource): number | undefined {
  const last = reversalsOf(written, resource).at(-1);
  return last?.grew === true && isSwing(last.since, last.at) ? last.at : undefined;
}

/** Since when a resource is held: remembered, or the second of two reversals, a growth. Shrinking further is none. */
function heldSince({ written = [], steadySince = {} }: ChangeContext, resource: Resource): string | undefined {
  const reversals = reversalsOf(written, resource);
  const second = reversals.findLast(({ at, grew }, index) => {
    return grew && isSwing(reversals[index - 1]?.at ?? Number.NEGATIVE_INFINITY, at);
  });
  return steadySince[resource] ?? (second && dayOf(second.at));
}

/** The day since which a shrink of a resource is refused: from today on, where it would be the second reversal. */
function refusedSince(change: ChangeContext, resource: Resource, wantsLess: boolean): string | undefined {
  const since = heldSince(change, resource);
  if (since !== undefined) return untilOf(since) > change.time ? since : undefined;
  const takenBack = lastTakenBack(change.written ?? [], resource);
  const isSecond = takenBack !== undefined && isSwing(takenBack, change.time);
  return wantsLess && isSecond ? dayOf(change.time) : undefined;
}

function untilOf(since: string): number {
  return Date.parse(since) + HELD_DAYS * DAY_MILLISECONDS;
}

/**
 * What a swing is held at: what it had before it went down, or just more than any size that it ever grew from; what it
 * grew beyond that was more than a swing. Else what it has.
 */
function steadyAmount({ input, change: { written = [] } }: Holding, resource: Resource): number {
  const now = baseOf(input).task[SIDES[resource]];
  const last = reversalsOf(written, resource).at(-1);
  if (last?.grew !== true) return now;
  const tooSmall = changesOf(written, resource).flatMap(({ grew, from }) => (grew ? [from] : []));
  return Math.min(now, Math.max(last.from, 1 + Math.max(...tooSmall)));
}

function steadyResources(holding: Holding): SteadySince {
  const { change, wanted } = holding;
  return byResource((resource) => {
    const wantsLess = wanted.task[SIDES[resource]] < steadyAmount(holding, resource);
    return refusedSince(change, resource, wantsLess);
  });
}

/** The sizes when some resources are held: those that have no more than they are held at keep it, containers too. */
function sizesHeld(resources: readonly Resource[], holding: Holding): Sizes {
  const now = baseOf(holding.input).task;
  const all = resources.map((resource) => ({ resource, amount: steadyAmount(holding, resource) }));
  const kept = all.filter(({ resource, amount }) => amount === now[SIDES[resource]]);
  const steps = all
    .filter((each) => !kept.includes(each))
    .map(({ resource, amount }): Demand => ({ kind: 'wants', [SIDES[resource]]: amount, reasons: [] }));
  return sizesHolding(
    kept.map(({ resource }) => resource),
    steps,
    holding,
  );
}

/**
 * What went down, up and is wanted down again, each within months, stays up: a year, or until a person writes a size.
 * What it grew beyond the size from which it went down may go again. A person who is asked decides.
 */
export const reversals: Guard<ReversalReason> = {
  name: 'reversals',
  hold: (holding, weaker) => {
    if (holding.input.target.mode === 'propose') return weaker();
    const steadySince = steadyResources(holding);
    const held = RESOURCES.filter((resource) => steadySince[resource] !== undefined);
    if (held.length === 0) return weaker();
    const kept = sizesHeld(held, holding);
    const reasons = held.flatMap((resource): readonly ReversalReason[] => {
      const [amount, since] = [kept.task[SIDES[resource]], steadySince[resource]];
      if (since === undefined || holding.wanted.task[SIDES[resource]] >= amount) return [];
      return [{ code: 'ReversalsHold', resource, amount, since, until: dayOf(untilOf(since)) }];
    });
    const open = weaker({ ...holding, wanted: kept });
    return { ...open, steadySince, holds: [...reasons, ...open.holds] };
  },
  sentences: SENTENCES,
};
