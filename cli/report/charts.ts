import type { EChartsCoreOption } from 'echarts';
import type { BilledSettings } from '../../core/decision/scaling-advice.ts';
import type { CurvePicture, ScalingPicture } from '../../core/report/html/curve-picture.ts';
import type { DistributionPicture } from '../../core/report/html/distribution-picture.ts';
import type { LegendEntry } from '../../core/report/html/target-section.ts';
import { AXIS, amountAxis, bottomAxis, GRID, markLine, PALETTE, pointedLine, QUIET } from './chart-parts.ts';

/** One look for each line, told apart without color. */
const LOOKS = [
  { mark: 'dots', type: [2, 4], width: 2.5, color: PALETTE.floor },
  { mark: 'thin', type: 'solid', width: 1.5, color: PALETTE.maximum },
  { mark: 'dashes', type: [8, 4], width: 2.5, color: PALETTE.recommended },
  { mark: 'bold', type: 'solid', width: 3, color: PALETTE.average },
] as const;

/** What is dearer than today by more than this is out of the picture. */
const MOST_OF_TODAY = 1.5;

function tens(count: number): number {
  return Math.round(count) * 10;
}

type Place = readonly [targetPercent: number, billUsd: number];

function placeOf({ settings, billUsd }: BilledSettings): Place {
  return [settings.targetPercent, billUsd];
}

function point(symbol: 'diamond' | 'triangle', color: string, settings: BilledSettings | undefined) {
  return {
    ...QUIET,
    type: 'scatter',
    symbol,
    symbolSize: 16,
    itemStyle: { color, opacity: 1 },
    z: 5,
    data: settings === undefined ? [] : [placeOf(settings)],
  };
}

/** The bill against the target, a line for each minimum; today's settings and the advised ones marked. */
export function scalingChart({ curve: { today, better, lines } }: ScalingPicture): EChartsCoreOption {
  const targets = lines.flatMap(({ points }) => points.map(({ settings }) => settings.targetPercent));
  return {
    animation: false,
    grid: { ...GRID, bottom: 46 },
    xAxis: {
      ...bottomAxis('target, % of CPU'),
      min: tens(Math.min(...targets) / 10 - 1),
      max: tens(Math.max(...targets) / 10 + 1),
      interval: 10,
    },
    yAxis: { ...amountAxis('USD a month'), min: 0, max: Math.ceil((today.billUsd * MOST_OF_TODAY) / 10) * 10 },
    series: [
      ...lines.map(({ points }, index) => {
        const { color, type, width } = LOOKS[index] ?? LOOKS[0];
        const data = points.map((each) => ({
          value: placeOf(each),
          symbol: each.isShortForLess ? 'circle' : 'none',
        }));
        return { ...pointedLine(color, width, data), symbolSize: 9, lineStyle: { width, color, type } };
      }),
      point('diamond', PALETTE.size, today),
      point('triangle', PALETTE.recommended, better),
    ],
  };
}

export function scalingLegend({ curve: { better, lines } }: ScalingPicture): readonly LegendEntry[] {
  return [
    ...lines.map(({ minimum }, index) => {
      const { mark, color } = LOOKS[index] ?? LOOKS[0];
      return { name: `minimum ${minimum}`, mark, color };
    }),
    { name: 'short for less, or never', mark: 'dot', color: PALETTE.soft },
    { name: 'today', mark: 'diamond', color: PALETTE.size },
    ...(better === undefined ? [] : [{ name: 'advised', mark: 'triangle', color: PALETTE.recommended } as const]),
  ];
}

/** Cost against hours short of CPU and memory kills: the size in force and the policy's marked. */
export function curveChart({ curve: { today, points } }: CurvePicture): EChartsCoreOption {
  const chosen = points.find(({ isChosen }) => isChosen) ?? today;
  const line = (color: string, amountOf: (point: (typeof points)[number]) => number) => {
    const data = points.map((each) => [each.usdPerMonth, amountOf(each)]);
    return { ...pointedLine(color, 2, data), symbolSize: 7 };
  };
  return {
    animation: false,
    grid: { ...GRID, top: 48, bottom: 46, right: 90 },
    xAxis: { ...bottomAxis('USD a month'), scale: true },
    yAxis: { ...AXIS, type: 'value', splitNumber: 3 },
    series: [
      {
        ...line(PALETTE.average, ({ cpuHoursShort }) => cpuHoursShort),
        markLine: markLine([
          { label: 'today', at: today.usdPerMonth, color: PALETTE.mark, type: [3, 3], above: 1 },
          { label: 'policy', at: chosen.usdPerMonth, color: PALETTE.recommended, type: [9, 5], above: 0 },
        ]),
      },
      line(PALETTE.maximum, ({ memoryKills }) => memoryKills),
    ],
  };
}

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
    xAxis: { ...bottomAxis(unit), splitLine: { show: false }, min: 0 },
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
