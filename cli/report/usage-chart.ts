import type { EChartsCoreOption } from 'echarts';
import { DAY_MILLISECONDS, dayText, HOUR_MILLISECONDS } from '../../core/model/time.ts';
import type { LegendEntry } from '../../core/report/html/target-section.ts';
import type { UsagePicture } from '../../core/report/html/usage-picture.ts';
import type { Stretch } from '../../core/usage/size-timeline.ts';
import { AXIS, amountAxis, GRID, PALETTE, QUIET } from './chart-parts.ts';

const WEEK_MILLISECONDS = 7 * DAY_MILLISECONDS;

/** The axis in powers of two, as Fargate's sizes are: with a little room above the highest amount. */
function scale({ maximum, sizes, recommended, floor, kills }: UsagePicture): {
  readonly max: number;
  readonly interval: number;
} {
  const amounts = [...maximum, ...sizes].map(([, value]) => value ?? 0);
  const most = Math.max(1, recommended ?? 0, floor?.amount ?? 0, ...kills.map(({ amount }) => amount), ...amounts);
  const interval = 2 ** Math.max(0, Math.floor(Math.log2(most)) - 2);
  return { max: Math.ceil((most * 1.06) / interval) * interval, interval };
}

/** Where the weeks begin, counted back from the end as in the table of sizes; in a short window where the days do. */
function ticksOf({ startTime, endTime }: UsagePicture): readonly number[] {
  const step = endTime - startTime > 2 * WEEK_MILLISECONDS ? WEEK_MILLISECONDS : DAY_MILLISECONDS;
  const count = Math.floor((endTime - startTime) / step);
  return Array.from({ length: count + 1 }, (_, back) => endTime - (count - back) * step);
}

/** The four weeks of one resource, with a label where each of the window's weeks begins. */
export function usageChart(picture: UsagePicture): EChartsCoreOption {
  const { startTime, endTime } = picture;
  const customValues = ticksOf(picture);
  const amounts = scale(picture);
  return {
    animation: false,
    useUTC: true,
    grid: GRID,
    xAxis: {
      ...AXIS,
      type: 'time',
      min: startTime,
      max: endTime,
      axisTick: { ...AXIS.axisTick, customValues },
      axisLabel: { ...AXIS.axisLabel, customValues, formatter: dayText, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: { ...amountAxis(picture.unit), min: 0, ...amounts },
    series: usageSeries(picture, amounts.max),
  };
}

/** Starts that stand closer than this are one tick. */
const TICK_MILLISECONDS = 2 * HOUR_MILLISECONDS;

const FORMS = {
  'left out': 'shade',
  'at the limit': 'strip',
  maximum: 'thin',
  average: 'bold',
  'size in force': 'steps',
  'task starts': 'ticks',
  recommended: 'dashes',
  floor: 'dots',
  deployment: 'diamond',
  'memory kill': 'triangle',
} as const satisfies Readonly<Record<string, LegendEntry['mark']>>;

type SeriesName = keyof typeof FORMS;

interface UsageSeries {
  readonly name: SeriesName;
  readonly color: string;
  readonly data: readonly unknown[];
  /** Everything else is the library's. */
  readonly [option: string]: unknown;
}

/** One path for all ticks at the bottom: a symbol each would fill the page of a service that restarts all day. */
function ticks(times: readonly number[], height: number): readonly (readonly [number, number | null])[] {
  let last = Number.NEGATIVE_INFINITY;
  return times.flatMap((time) => {
    if (time - last < TICK_MILLISECONDS) return [];
    last = time;
    return [[time, 0] as const, [time, height] as const, [time, null] as const];
  });
}

function areas(stretches: readonly Stretch[], from: number, until: number) {
  return stretches.map(({ startTime, endTime }) => [{ coord: [startTime, from] }, { coord: [endTime, until] }]);
}

function line(name: SeriesName, color: string, data: readonly unknown[], style: object = {}): UsageSeries {
  return {
    ...QUIET,
    name,
    type: 'line',
    symbol: 'none',
    data,
    color,
    lineStyle: { width: 1.2, color, ...style },
    itemStyle: { color },
  };
}

/** The library draws no areas for a line without a point: it gets one that is not seen. */
function shaded(name: SeriesName, color: string, data: ReturnType<typeof areas>) {
  const itemStyle = { color };
  const anchor = data.slice(0, 1).map(([from]) => from?.coord);
  return { ...line(name, color, anchor, { width: 0 }), itemStyle, markArea: { silent: true, itemStyle, data } };
}

function symbols(name: SeriesName, symbol: { symbol: string; color: string }, data: readonly unknown[]) {
  return { ...QUIET, type: 'scatter', symbolSize: 11, name, ...symbol, data };
}

/** A line from end to end; none without an amount. */
function level({ startTime, endTime }: UsagePicture, amount: number | undefined): readonly unknown[] {
  return amount === undefined ? [] : [startTime, endTime].map((time) => [time, amount]);
}

function allSeries(picture: UsagePicture, highest: number): readonly UsageSeries[] {
  const { average, maximum, sizes, starts, kills, deployments, leftOut, censored, recommended, floor } = picture;
  const deployed = deployments.map((time) => [time, highest * 0.9]);
  const killed = kills.map(({ at, amount }) => [at, amount]);
  return [
    shaded('left out', PALETTE.leftOut, areas(leftOut, 0, highest)),
    shaded('at the limit', PALETTE.censored, areas(censored, highest * 0.96, highest)),
    line('maximum', PALETTE.maximum, maximum),
    line('average', PALETTE.average, average, { width: 2 }),
    { ...line('size in force', PALETTE.size, sizes, { width: 3 }), step: 'end' },
    line('task starts', PALETTE.mark, ticks(starts, highest * 0.05), { width: 1.5 }),
    line('floor', PALETTE.floor, level(picture, floor?.amount), { width: 2.2, type: [2, 4] }),
    line('recommended', PALETTE.recommended, level(picture, recommended), { width: 2.2, type: [9, 5] }),
    symbols('deployment', { symbol: 'diamond', color: PALETTE.size }, deployed),
    symbols('memory kill', { symbol: 'triangle', color: PALETTE.mark }, killed),
  ];
}

/** What there is to show; the highest amount of the axis bounds the shades. */
function usageSeries(picture: UsagePicture, highest: number): readonly UsageSeries[] {
  return allSeries(picture, highest).filter(({ data }) => data.length > 0);
}

/** The same in words and forms, in the order in which it is drawn. */
export function usageLegend(picture: UsagePicture): readonly LegendEntry[] {
  return usageSeries(picture, 1).map(({ name, color }) => ({ name, color, mark: FORMS[name] }));
}
