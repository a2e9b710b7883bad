import type { RunningService } from '../model/service.ts';
import { isSameSize, type TaskSize } from '../model/task-size.ts';
import type { Window } from '../model/time.ts';
import { ALWAYS, FOREVER, type SizeTimeline, type Stretch } from './size-timeline.ts';

/** A size that was seen to run; times are epoch milliseconds. */
export interface SeenSize extends TaskSize {
  /** When it was first seen; absent where no other was seen before it. */
  readonly since?: number;
  /** Those that ran before it, newest first. */
  readonly before?: readonly FormerSize[];
}

interface FormerSize extends TaskSize {
  readonly since?: number;
  /** When the task definition of the next one was registered: until then it ran for sure. */
  readonly until: number;
}

/** More are not remembered: the document that keeps them is small. */
const FORMER_SIZES = 4;

/**
 * What is known of the size that runs now, by what was seen to run.
 *
 * @param seen - At the last look; absent at the first one.
 * @param time - Of this look.
 */
export function seenSizeOf(seen: SeenSize | undefined, running: RunningService, time: number): SeenSize {
  const { taskSize, registeredAt } = running;
  if (seen === undefined) return taskSize;
  if (isSameSize(seen, taskSize)) return seen;
  const { before = [], ...former } = seen;
  // Without a registration nobody knows how long the former one ran.
  const isKnown = registeredAt !== undefined && registeredAt > (seen.since ?? Number.NEGATIVE_INFINITY);
  const all = [...(isKnown ? [{ ...former, until: registeredAt }] : []), ...before].slice(0, FORMER_SIZES);
  return { ...taskSize, since: time, ...(all.length > 0 && { before: all }) };
}

/** The timeline of what was seen. The size seen first is taken to have run always: nobody knows since when it ran. */
export function seenTimeline({ before = [], ...now }: SeenSize): SizeTimeline {
  const former = [...before].reverse();
  const spans = [...former, now].map(({ since: startTime = ALWAYS, cpuUnits, memoryMiB }) => ({
    startTime,
    taskSize: { cpuUnits, memoryMiB },
  }));
  const unknown = spans.slice(1).map(({ startTime: endTime }, index) => ({
    startTime: (former[index] as FormerSize).until,
    endTime,
  }));
  return { source: 'CurrentSize', spans, mixed: [], ...(unknown.length > 0 && { unknown }), deployedAt: [] };
}

/** Whether a timeline leaves nothing of a window open for others to fill. */
export function isWhole(timeline: SizeTimeline, { startTime }: Window): boolean {
  return gapsOf(timeline, startTime).length === 0;
}

/** Where a timeline says nothing: before its first span, and what it calls unknown. */
function gapsOf({ spans: [first], unknown = [] }: SizeTimeline, since: number): readonly Stretch[] {
  return [{ startTime: since, endTime: first?.startTime ?? FOREVER }, ...unknown].filter(isStretch);
}

function isStretch({ startTime, endTime }: Stretch): boolean {
  return startTime < endTime;
}

function overlap<Part extends Stretch>(part: Part, other: Stretch): readonly Part[] {
  const startTime = Math.max(part.startTime, other.startTime);
  const both = { ...part, startTime, endTime: Math.min(part.endTime, other.endTime) };
  return isStretch(both) ? [both] : [];
}

/** What is left of stretches without some others. */
function without(stretches: readonly Stretch[], others: readonly Stretch[]): readonly Stretch[] {
  return others.reduce(
    (left, { startTime, endTime }) =>
      left
        .flatMap((each) => [
          { startTime: each.startTime, endTime: Math.min(each.endTime, startTime) },
          { startTime: Math.max(each.startTime, endTime), endTime: each.endTime },
        ])
        .filter(isStretch),
    stretches,
  );
}

/** A timeline with what another one knows of a window, where it says nothing itself. */
export function filledTimeline(timeline: SizeTimeline, other: SizeTimeline, { startTime }: Window): SizeTimeline {
  const gaps = gapsOf(timeline, startTime);
  if (gaps.length === 0) return timeline;
  const within = <Part extends Stretch>(parts: readonly Part[]) =>
    gaps.flatMap((gap) => parts.flatMap((part) => overlap(part, gap)));
  const known = other.spans.flatMap((span, index) => {
    const endTime = other.spans[index + 1]?.startTime ?? FOREVER;
    return without([{ startTime: span.startTime, endTime }], other.unknown ?? []).map((part) => ({ ...span, ...part }));
  });
  const filled = within(known);
  const unknown = without(gaps, filled);
  return {
    ...timeline,
    spans: [...filled.map(({ endTime: _, ...span }) => span), ...timeline.spans].sort(
      (a, b) => a.startTime - b.startTime,
    ),
    mixed: [...timeline.mixed, ...within(other.mixed)],
    unknown,
  };
}
