import type { EChartsCoreOption } from 'echarts';
import { RESOURCES } from '../../core/model/task-size.ts';
import { alternativesOf } from '../../core/report/html/alternatives.ts';
import { containerTexts } from '../../core/report/html/containers.ts';
import { curvePicture, scalingPicture } from '../../core/report/html/curve-picture.ts';
import { distributionPicture } from '../../core/report/html/distribution-picture.ts';
import type { Drawing, LegendEntry, Pictures } from '../../core/report/html/target-section.ts';
import { usagePicture } from '../../core/report/html/usage-picture.ts';
import type { Seen } from '../../run/decide-target.ts';
import { draw } from './chart-parts.ts';
import { curveChart, distributionChart, scalingChart, scalingLegend } from './charts.ts';
import { usageChart, usageLegend } from './usage-chart.ts';

const HEIGHTS = {
  'cpu-use': 300,
  'memory-use': 300,
  'cpu-spread': 246,
  'memory-spread': 246,
  curve: 260,
  scaling: 300,
} as const;

/** Everything that is drawn of a target: nothing of its series is kept. */
export function picturesOf({ target, evidence, recommendation }: Seen, prefix: string): Pictures {
  const drawn = (name: keyof typeof HEIGHTS, { title, description }: Picture, { chart, legend }: Drawn): Drawing => {
    const frame = { id: `${prefix}-${name}`, title: `${target.id}: ${title}`, description, height: HEIGHTS[name] };
    return { svg: draw(chart, frame), title, legend, caption: description };
  };
  const drawings = RESOURCES.flatMap((resource): readonly Drawing[] => {
    const usage = usagePicture(evidence, recommendation, resource);
    const spread = distributionPicture({ evidence, recommendation, policy: target.policy }, resource);
    return [
      ...(usage ? [drawn(`${resource}-use`, usage, { chart: usageChart(usage), legend: usageLegend(usage) })] : []),
      ...(spread ? [drawn(`${resource}-spread`, spread, { chart: distributionChart(spread), legend: [] })] : []),
    ];
  });
  if (recommendation.kind === 'skipped') return { drawings };
  const curve = curvePicture(evidence, recommendation);
  const scaling = scalingPicture({ target, evidence }, recommendation);
  return {
    drawings: [
      ...drawings,
      ...(curve ? [drawn('curve', curve, { chart: curveChart(curve), legend: CURVE_LEGEND })] : []),
      ...(scaling ? [drawn('scaling', scaling, { chart: scalingChart(scaling), legend: scalingLegend(scaling) })] : []),
    ],
    containers: containerTexts(evidence, recommendation),
    alternatives: alternativesOf(evidence, recommendation),
  };
}

interface Picture {
  readonly title: string;
  readonly description: string;
}

interface Drawn {
  readonly chart: EChartsCoreOption;
  readonly legend: Drawing['legend'];
}

const CURVE_LEGEND: readonly LegendEntry[] = [
  { name: 'hours short of CPU', mark: 'bold', color: 'var(--chart-average)' },
  { name: 'memory kills', mark: 'bold', color: 'var(--chart-maximum)' },
];
