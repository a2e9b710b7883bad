import * as v from 'valibot';
import { safeJson } from '../publication/safe-json.ts';
import { leftOutKey } from './lanes.ts';

export const memorySchema = v.object({
  leftOut: v.fallback(v.record(v.string(), v.string()), {}),
  digestOn: v.exactOptional(v.string()),
  next: v.exactOptional(v.string()),
});

/** What one run leaves for the next, beside the documents of its targets. */
export interface FleetMemory {
  /** Since when services were left out, by `leftOutKey`; ISO times. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** The day of the last digest. */
  readonly digestOn?: string;
  /** The id of the target that a run without workers begins with: the first that the one before had no time for. */
  readonly next?: string;
}

/** A service of a lane that was not answered, as its worker failed. */
export interface LeftOutService {
  readonly lane: string;
  readonly service: string;
}

/** A document of the standard tier holds 4,096 characters (SSM quotas, 2026-11). */
const MOST_CHARACTERS = 4096;

/** Where the memory lies, in the recommender's own account and region. */
export function memoryName(parameterPrefix: string): string {
  return `${parameterPrefix}/left-out`;
}

/** Since when each service is left out; one that was answered is no longer among them. */
export function leftOutNow(
  services: readonly LeftOutService[],
  before: FleetMemory['leftOut'],
  time: string,
): FleetMemory['leftOut'] {
  const keys = services.map(({ lane, service }) => leftOutKey(lane, service));
  return Object.fromEntries(keys.map((key) => [key, before[key] ?? time]));
}

/** The text of a memory; where it is too long, those go that were left out last. */
export function renderMemory({ leftOut, digestOn, next }: FleetMemory): string {
  const all = Object.entries(leftOut).toSorted(([a, since], [b, then]) => (since + a < then + b ? -1 : 1));
  const textOf = (count: number) =>
    safeJson({
      ...(digestOn && { digestOn }),
      ...(next && { next }),
      leftOut: Object.fromEntries(all.slice(0, count)),
    });
  let count = all.length;
  while (textOf(count).length > MOST_CHARACTERS) count -= 1;
  return textOf(count);
}

/** What a stored text says; one that is missing or broken says nothing. */
export function parseMemory(text: string | undefined): FleetMemory {
  try {
    const result = v.safeParse(memorySchema, JSON.parse(text ?? '{}'));
    return result.success ? result.output : { leftOut: {} };
  } catch {
    return { leftOut: {} };
  }
}
