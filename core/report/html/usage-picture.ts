import type { Evidence } from '../../decision/evidence.ts';
import type { Recommendation } from '../../decision/recommendation.ts';
import { type Resource, SIDES } from '../../model/task-size.ts';
import { dayOf, timeOf, type Window } from '../../model/time.ts';
import { counted, NAMES, UNITS } from '../../model/words.ts';
import { currentSizeTimeline, percentWorth, type SizeTimeline, type Stretch } from '../../usage/size-timeline.ts';
import { highest, mean } from '../../usage/statistics.ts';
import { averagePoints, CENSORED_PERCENT, peakPoints, type Series } from '../../usage/usage.ts';
import { floorOf, floorText } from './floors.ts';

/** Epoch milliseconds and a value; null breaks the line. */
export type CurvePoint = readonly [time: number, value: number | null];

/** An hour each for four weeks: finer than a pixel of any screen. */
const BUCKETS = 672;
/** Two hours each for four weeks, so that shaded stretches stay few. */
const STRETCH_BUCKETS = 336;

function extremes(values: Float64Array, from: number, window: Window): readonly CurvePoint[] {
  let [low, high] = [-1, -1];
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (low < 0 || value < Number(values[low])) low = index;
    if (high < 0 || value > Number(values[high])) high = index;
  }
  if (low < 0) return [[timeOf(window, from), null]];
  const indexes = low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
  return indexes.map((index) => [timeOf(window, from + index), Math.round(Number(values[index]) * 10) / 10]);
}

/**
 * A series as a line of at most 1,344 points: of each hour (a 672nd of the window) the lowest and the highest point,
 * where they stood. No peak is lost; an hour without a point breaks the line.
 */
export function curveOf(values: Float64Array, window: Window): readonly CurvePoint[] {
  const size = Math.max(1, Math.ceil(values.length / BUCKETS));
  const starts = Array.from({ length: Math.ceil(values.length / size) }, (_, bucket) => bucket * size);
  return starts.flatMap((start) => extremes(values.subarray(start, start + size), start, window));
}

/** Stretches in which points are marked, widened to a 336th of the window; those that touch are one. */
export function stretchesOf(length: number, window: Window, isMarked: (index: number) => boolean): readonly Stretch[] {
  const size = Math.max(1, Math.ceil(length / STRETCH_BUCKETS));
  const found: Stretch[] = [];
  for (let index = 0; index < length; index += 1) {
    if (!isMarked(index)) continue;
    const bucket = Math.floor(index / size) * size;
    const startTime = timeOf(window, bucket);
    const endTime = timeOf(window, Math.min(length, bucket + size));
    const last = found.at(-1);
    if (last !== undefined && last.endTime >= startTime) found[found.length - 1] = { ...last, endTime };
    else found.push({ startTime, endTime });
  }
  return found;
}

function timelineOf({ context, service }: Evidence): SizeTimeline {
  return context?.timeline ?? currentSizeTimeline(service.taskSize);
}

/** The size in force: each holds until the next. */
function sizesInForce(evidence: Evidence, resource: Resource): readonly CurvePoint[] {
  const { startTime, endTime } = evidence.window;
  const spans = timelineOf(evidence).spans.filter((span) => span.startTime < endTime);
  const inWindow = spans.filter((_, index) => (spans[index + 1]?.startTime ?? endTime) > startTime);
  const points = inWindow.map(
    (span): CurvePoint => [Math.max(startTime, span.startTime), span.taskSize[SIDES[resource]]],
  );
  const last = points.at(-1);
  return last === undefined ? [] : [...points, [endTime, last[1]]];
}

function marks(evidence: Evidence, resource: Resource) {
  const { window, context } = evidence;
  const isInside = (time: number) => time >= window.startTime && time < window.endTime;
  const kills = resource === 'memory' ? (context?.kills ?? []) : [];
  return {
    deployments: timelineOf(evidence).deployedAt.filter(isInside),
    starts: (context?.starts.times ?? []).filter(isInside),
    kills: kills.map(({ at, limitMiB, container }) => ({ at, amount: limitMiB, container })),
  };
}

function shades(evidence: Evidence, resource: Resource, series: Series) {
  const { window } = evidence;
  const peaks = peakPoints(series);
  const worth = percentWorth(timelineOf(evidence), window).cpu;
  const isCensored = (index: number) => Number(peaks[index]) >= Number(worth[index]) * CENSORED_PERCENT;
  return {
    leftOut: stretchesOf(peaks.length, window, (index) => series.leftOut?.[index] === 1),
    censored: resource === 'cpu' ? stretchesOf(peaks.length, window, isCensored) : [],
  };
}

function described(picture: ReturnType<typeof drawn>, series: Series): string {
  const { unit, sizes, recommended, floor, deployments, starts, kills, leftOut, censored } = picture;
  const [from, until] = [picture.startTime, picture.endTime].map(dayOf);
  const steps = [...new Set(sizes.map(([, value]) => value))].join(', then ');
  const happened = [
    [deployments, 'deployment'],
    [starts, 'task start'],
    [kills, 'container killed for memory', 'containers killed for memory'],
    [leftOut, 'stretch left out', 'stretches left out'],
    [censored, 'stretch at the limit', 'stretches at the limit'],
  ] as const;
  const told = happened.flatMap(([all, one, many]) => (all.length === 0 ? [] : [counted(all.length, one, many)]));
  const parts = [
    `From ${from} to ${until}: average ${Math.round(mean(averagePoints(series)) ?? 0)}, highest ${Math.ceil(highest(peakPoints(series)) ?? 0)} ${unit}`,
    steps === '' ? 'size in force unknown' : `size in force ${steps}`,
    ...(recommended === undefined ? [] : [`recommended ${recommended}`]),
    ...(floor === undefined ? [] : [floorText(floor, unit)]),
    ...(told.length === 0 ? [] : [told.join(', ')]),
  ];
  return `${parts.join('; ')}.`;
}

/** What is drawn: amounts in CPU units or MiB, times in epoch milliseconds. The task cannot go below `floor`. */
function drawn(
  evidence: Evidence,
  recommendation: Recommendation,
  { resource, series }: { readonly resource: Resource; readonly series: Series },
) {
  const { window } = evidence;
  const decided = recommendation.kind === 'skipped' ? undefined : recommendation;
  const floor = decided && floorOf(decided, resource);
  return {
    title: `${NAMES[resource]} use over the window`,
    unit: UNITS[resource],
    startTime: window.startTime,
    endTime: window.endTime,
    average: curveOf(averagePoints(series), window),
    maximum: curveOf(peakPoints(series), window),
    sizes: sizesInForce(evidence, resource),
    ...marks(evidence, resource),
    ...(decided && { recommended: decided.sizes.task[SIDES[resource]] }),
    ...(floor && { floor }),
    ...shades(evidence, resource, series),
  };
}

/** The four weeks of one resource, and the picture in words; undefined where it is not measured. */
export function usagePicture(evidence: Evidence, recommendation: Recommendation, resource: Resource) {
  const series = evidence[resource];
  if (series === undefined) return undefined;
  const picture = drawn(evidence, recommendation, { resource, series });
  return { ...picture, description: described(picture, series) };
}

export type UsagePicture = NonNullable<ReturnType<typeof usagePicture>>;
