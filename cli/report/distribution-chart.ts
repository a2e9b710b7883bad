import type { EChartsCoreOption } from 'echarts';
import type { DistributionPicture } from '../../core/report/html/distribution-picture.ts';
import { AXIS, GRID, markLine, PALETTE, QUIET } from './chart-parts.ts';

const DASHES: readonly (string | readonly number[])[] = ['solid', [3, 3], [9, 5], [2, 4]];
const COLORS = [PALETTE.maximum, PALETTE.mark, PALETTE.recommended, PALETTE.floor];
/** How often a resource's peaks were how high, with the statistic that decided. */
export function distributionChart({ bins, binWidth, unit, marks }: DistributionPicture): EChartsCoreOption {
  const steps = bins.flatMap(({ from, sharePercent }) => [
    [from, sharePercent],
    [from + binWidth, sharePercent],
  ]);
  return {
    animation: false,
    grid: { ...GRID, top: 74, bottom: 46, right: 90 },
    xAxis: {
      ...AXIS,
      type: 'value',
      name: unit,
      nameLocation: 'middle',
      nameGap: 28,
      splitLine: { show: false },
      min: 0,
    },
    yAxis: { ...AXIS, type: 'value', splitNumber: 3, axisLabel: { ...AXIS.axisLabel, formatter: '{value} %' } },
    series: [
      {
        ...QUIET,
        type: 'line',
        showSymbol: false,
        data: steps,
        lineStyle: { width: 1, color: PALETTE.average },
        areaStyle: { color: PALETTE.bar, opacity: 1 },
        markLine: markLine(
          marks.map(({ label, amount }, index) => ({
            label: `${label} ${amount}`,
            at: amount,
            color: COLORS[index],
            type: DASHES[index],
            above: COLORS.length - 1 - index,
          })),
        ),
      },
    ],
  };
}
