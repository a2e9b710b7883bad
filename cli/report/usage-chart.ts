import type { EChartsCoreOption } from 'echarts';
import { DAY_MILLISECONDS, dayText } from '../../core/model/time.ts';
import type { UsagePicture } from '../../core/report/html/usage-picture.ts';
import { AXIS, amountAxis, GRID } from './chart-parts.ts';
import { usageSeries } from './usage-series.ts';

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

/** Where the weeks begin, counted back from the end as the weeks of the table of sizes are; in a short window where the days do. */
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
