import type { EChartsCoreOption } from 'echarts';
import type { UsagePicture } from '../../core/report/html/usage-picture.ts';
import type { Stretch } from '../../core/usage/size-timeline.ts';
import { AXIS, amountAxis, GRID, LEGEND, PALETTE, QUIET } from './chart-parts.ts';

/** Starts that stand closer than this are one tick. */
const TICK_MILLISECONDS = 2 * 3_600_000;

/** The axis in powers of two, as Fargate's sizes are: with a little room above the highest amount. */
function scale({ maximum, sizes, recommended, kills }: UsagePicture): {
  readonly max: number;
  readonly interval: number;
} {
  const amounts = [...maximum, ...sizes].map(([, value]) => value ?? 0);
  const most = Math.max(1, recommended ?? 0, ...kills.map(({ amount }) => amount), ...amounts);
  const interval = 2 ** Math.max(0, Math.floor(Math.log2(most)) - 2);
  return { max: Math.ceil((most * 1.06) / interval) * interval, interval };
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

function line(name: string, color: string, data: readonly unknown[], style: object = {}) {
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
function shaded(name: string, color: string, data: ReturnType<typeof areas>) {
  const itemStyle = { color };
  const anchor = data.slice(0, 1).map(([from]) => from?.coord);
  return { ...line(name, color, anchor, { width: 0 }), itemStyle, markArea: { silent: true, itemStyle, data } };
}

function symbols(name: string, symbol: { symbol: string; color: string }, data: readonly unknown[]) {
  return { ...QUIET, type: 'scatter', symbolSize: 11, name, ...symbol, data };
}

function recommendedLine({ startTime, endTime, recommended }: UsagePicture): readonly object[] {
  if (recommended === undefined) return [];
  const ends = [startTime, endTime].map((time) => [time, recommended]);
  return [line('recommended', PALETTE.recommended, ends, { width: 2.2, type: [9, 5] })];
}

function seriesOf(picture: UsagePicture, highest: number): readonly object[] {
  const { average, maximum, sizes, starts, kills, deployments, leftOut, censored } = picture;
  const deployed = deployments.map((time) => [time, highest * 0.9]);
  const killed = kills.map(({ at, amount }) => [at, amount]);
  return [
    shaded('left out', PALETTE.leftOut, areas(leftOut, 0, highest)),
    shaded('at the limit', PALETTE.censored, areas(censored, highest * 0.96, highest)),
    line('maximum', PALETTE.maximum, maximum),
    line('average', PALETTE.average, average, { width: 1.6 }),
    { ...line('size in force', PALETTE.size, sizes, { width: 2.2 }), step: 'end' },
    line('task starts', PALETTE.mark, ticks(starts, highest * 0.05), { width: 1.5 }),
    ...recommendedLine(picture),
    symbols('deployment', { symbol: 'diamond', color: PALETTE.size }, deployed),
    symbols('memory kill', { symbol: 'triangle', color: PALETTE.mark }, killed),
  ];
}

/** A shade is named by a patch of it, a line by a piece of it. */
function legendEntry(series: object): object {
  const { name } = series as { name: string };
  return 'markArea' in series ? { name, icon: 'rect' } : { name };
}

/** Whether a series has something to show; the legend names no others. */
function isShown(series: object): boolean {
  return (series as { data: readonly unknown[] }).data.length > 0;
}

/** The four weeks of one resource. */
export function usageChart(picture: UsagePicture): EChartsCoreOption {
  const { max, interval } = scale(picture);
  const series = seriesOf(picture, max).filter(isShown);
  return {
    animation: false,
    useUTC: true,
    grid: GRID,
    legend: { ...LEGEND, data: series.map(legendEntry) },
    xAxis: {
      ...AXIS,
      type: 'time',
      min: picture.startTime,
      max: picture.endTime,
      axisLabel: { color: PALETTE.soft, formatter: '{MMM} {d}', hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: { ...amountAxis(picture.unit), min: 0, max, interval },
    series,
  };
}
