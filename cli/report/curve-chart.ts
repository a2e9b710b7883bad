import type { EChartsCoreOption } from 'echarts';
import type { CurvePicture } from '../../core/report/html/curve-picture.ts';
import { AXIS, GRID, PALETTE, QUIET } from './chart-parts.ts';

/** Labels stand below each other, so that lines close together do not hide them. */
const LABEL_STEP = 16;

function mark(label: string, usd: number, place: number) {
  const color = place === 0 ? PALETTE.mark : PALETTE.recommended;
  return {
    xAxis: usd,
    lineStyle: { color, type: place === 0 ? [3, 3] : [9, 5], width: 2 },
    label: { formatter: label, color, position: 'end', distance: 4 + (1 - place) * LABEL_STEP, fontSize: 13 },
  };
}

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
        markLine: {
          silent: true,
          symbol: 'none',
          data: [mark('today', today.usdPerMonth, 0), mark('policy', chosen.usdPerMonth, 1)],
        },
      },
      line(
        PALETTE.maximum,
        points.map(({ usdPerMonth, memoryKills }) => [usdPerMonth, memoryKills]),
      ),
    ],
  };
}
