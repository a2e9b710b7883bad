import type { EChartsCoreOption } from 'echarts';
import type { CurvePicture } from '../../core/report/html/curve-picture.ts';
import { AXIS, GRID, markLine, PALETTE, QUIET } from './chart-parts.ts';

/** Cost against hours short of CPU and memory kills: the size in force and the policy's marked. */
export function curveChart({ curve: { today, points } }: CurvePicture): EChartsCoreOption {
  const chosen = points.find(({ isChosen }) => isChosen) ?? today;
  const line = (color: string, data: readonly (readonly [number, number])[]) => ({
    ...QUIET,
    type: 'line',
    showSymbol: true,
    symbolSize: 7,
    data,
    lineStyle: { width: 2, color },
    itemStyle: { color },
  });
  return {
    animation: false,
    grid: { ...GRID, top: 48, bottom: 46, right: 90 },
    xAxis: { ...AXIS, type: 'value', name: 'USD a month', nameLocation: 'middle', nameGap: 28, scale: true },
    yAxis: { ...AXIS, type: 'value', splitNumber: 3 },
    series: [
      {
        ...line(
          PALETTE.average,
          points.map(({ usdPerMonth, cpuHoursShort }) => [usdPerMonth, cpuHoursShort]),
        ),
        markLine: markLine([
          { label: 'today', at: today.usdPerMonth, color: PALETTE.mark, type: [3, 3], above: 1 },
          { label: 'policy', at: chosen.usdPerMonth, color: PALETTE.recommended, type: [9, 5], above: 0 },
        ]),
      },
      line(
        PALETTE.maximum,
        points.map(({ usdPerMonth, memoryKills }) => [usdPerMonth, memoryKills]),
      ),
    ],
  };
}
