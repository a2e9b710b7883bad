import type { Evidence } from '../../decision/evidence.ts';
import type { Recommendation } from '../../decision/recommendation.ts';
import type { Resource } from '../../model/resource.ts';
import { SIDES } from '../../model/resource.ts';
import { currentSizeTimeline, percentWorth, type SizeTimeline, type Stretch } from '../../usage/size-timeline.ts';
import { highest, mean } from '../../usage/statistics.ts';
import { averagePoints, CENSORED_PERCENT, peakPoints, type Series } from '../../usage/usage.ts';
import { type CurvePoint, curveOf, stretchesOf } from './curve.ts';

/** What one resource's four weeks show; amounts in CPU units or MiB, times in epoch milliseconds. */
export interface UsagePicture {
  readonly title: string;
  /** The picture in words. */
  readonly description: string;
  readonly unit: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly average: readonly CurvePoint[];
  readonly maximum: readonly CurvePoint[];
  /** The size in force: each holds until the next. */
  readonly sizes: readonly CurvePoint[];
  readonly deployments: readonly number[];
  readonly starts: readonly number[];
  readonly kills: readonly { readonly at: number; readonly amount: number; readonly container: string }[];
  readonly recommended?: number;
  readonly leftOut: readonly Stretch[];
  readonly censored: readonly Stretch[];
}

export const RESOURCE_NAMES: Readonly<Record<Resource, string>> = { cpu: 'CPU', memory: 'Memory' };
export const RESOURCE_UNITS: Readonly<Record<Resource, string>> = { cpu: 'CPU units', memory: 'MiB' };

function timelineOf({ context, service }: Evidence): SizeTimeline {
  return context?.timeline ?? currentSizeTimeline(service.taskSize);
}

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

function marks(evidence: Evidence, resource: Resource): Pick<UsagePicture, 'deployments' | 'starts' | 'kills'> {
  const { window, context } = evidence;
  const isInside = (time: number) => time >= window.startTime && time < window.endTime;
  const kills = resource === 'memory' ? (context?.kills ?? []) : [];
  return {
    deployments: timelineOf(evidence).deployedAt.filter(isInside),
    starts: (context?.starts.times ?? []).filter(isInside),
    kills: kills.map(({ at, limitMiB, container }) => ({ at, amount: limitMiB, container })),
  };
}

function shades(evidence: Evidence, resource: Resource, series: Series): Pick<UsagePicture, 'leftOut' | 'censored'> {
  const { window } = evidence;
  const peaks = peakPoints(series);
  const worth = percentWorth(timelineOf(evidence), window).cpu;
  const isCensored = (index: number) => Number(peaks[index]) >= Number(worth[index]) * CENSORED_PERCENT;
  return {
    leftOut: stretchesOf(peaks.length, window, (index) => series.leftOut?.[index] === 1),
    censored: resource === 'cpu' ? stretchesOf(peaks.length, window, isCensored) : [],
  };
}

/** What happened, where it did. */
function counted(number: number, one: string, many = `${one}s`): readonly string[] {
  return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
}

function described(picture: Omit<UsagePicture, 'description'>, series: Series): string {
  const { unit, sizes, recommended, deployments, starts, kills, leftOut, censored } = picture;
  const [from, until] = [picture.startTime, picture.endTime].map((time) => new Date(time).toISOString().slice(0, 10));
  const steps = [...new Set(sizes.map(([, value]) => value))].join(', then ');
  const happened = [
    ...counted(deployments.length, 'deployment'),
    ...counted(starts.length, 'task start'),
    ...counted(kills.length, 'container killed for memory', 'containers killed for memory'),
    ...counted(leftOut.length, 'stretch left out', 'stretches left out'),
    ...counted(censored.length, 'stretch at the limit', 'stretches at the limit'),
  ];
  const parts = [
    `From ${from} to ${until}: average ${Math.round(mean(averagePoints(series)) ?? 0)}, highest ${Math.ceil(highest(peakPoints(series)) ?? 0)} ${unit}`,
    steps === '' ? 'size in force unknown' : `size in force ${steps}`,
    ...(recommended === undefined ? [] : [`recommended ${recommended}`]),
    ...(happened.length === 0 ? [] : [happened.join(', ')]),
  ];
  return `${parts.join('; ')}.`;
}

/** The four weeks of one resource; undefined where it is not measured. */
export function usagePicture(
  evidence: Evidence,
  recommendation: Recommendation,
  resource: Resource,
): UsagePicture | undefined {
  const series = evidence[resource];
  if (series === undefined) return undefined;
  const { window } = evidence;
  const isDecided = recommendation.kind !== 'skipped';
  const picture = {
    title: `${RESOURCE_NAMES[resource]} use over the window`,
    unit: RESOURCE_UNITS[resource],
    startTime: window.startTime,
    endTime: window.endTime,
    average: curveOf(averagePoints(series), window),
    maximum: curveOf(peakPoints(series), window),
    sizes: sizesInForce(evidence, resource),
    ...marks(evidence, resource),
    ...(isDecided && { recommended: recommendation.sizes.task[SIDES[resource]] }),
    ...shades(evidence, resource, series),
  };
  return { ...picture, description: described(picture, series) };
}
