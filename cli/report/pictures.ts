import { RESOURCES } from '../../core/model/resource.ts';
import { alternativesOf } from '../../core/report/html/alternatives.ts';
import { containerTexts } from '../../core/report/html/containers.ts';
import { type CurvePicture, curvePicture, scalingPicture } from '../../core/report/html/curve-picture.ts';
import { distributionPicture } from '../../core/report/html/distribution-picture.ts';
import type { LegendEntry } from '../../core/report/html/legend.ts';
import type { Drawing, Pictures } from '../../core/report/html/target-section.ts';
import { usagePicture } from '../../core/report/html/usage-picture.ts';
import type { Seen } from '../../run/decide-target.ts';
import { draw } from './chart-parts.ts';
import { curveChart } from './curve-chart.ts';
import { distributionChart } from './distribution-chart.ts';
import { scalingChart, scalingLegend } from './scaling-chart.ts';
import { usageChart, usageLegend } from './usage-chart.ts';

const HEIGHTS = { usage: 300, distribution: 246, curve: 260, scaling: 300 } as const;

/** Everything that is drawn of a target: nothing of its series is kept. */
export function picturesOf({ target, evidence, recommendation }: Seen, prefix: string): Pictures {
  const drawings = RESOURCES.flatMap((resource): readonly Drawing[] => {
    const usage = usagePicture(evidence, recommendation, resource);
    const distribution = distributionPicture({ evidence, recommendation, policy: target.policy }, resource);
    const frame = (name: string, { title, description }: { title: string; description: string }, height: number) => ({
      id: `${prefix}-${resource}-${name}`,
      title: `${target.id}: ${title}`,
      description,
      height,
    });
    const shown = usage && {
      svg: draw(usageChart(usage), frame('use', usage, HEIGHTS.usage)),
      title: usage.title,
      legend: usageLegend(usage),
      caption: usage.description,
    };
    const spread = distribution && {
      svg: draw(distributionChart(distribution), frame('spread', distribution, HEIGHTS.distribution)),
      title: distribution.title,
      legend: [],
      caption: distribution.description,
    };
    return [shown, spread].flatMap((drawing) => (drawing === undefined ? [] : [drawing]));
  });
  if (recommendation.kind === 'skipped') return { drawings };
  const curve = curvePicture(evidence, recommendation);
  const prices = curve === undefined ? [] : [curveDrawing(curve, target.id, prefix)];
  return {
    drawings: [...drawings, ...prices, ...scalingDrawings({ target, evidence, recommendation }, prefix)],
    containers: containerTexts(evidence, recommendation),
    alternatives: alternativesOf(evidence, recommendation),
  };
}

const CURVE_LEGEND: readonly LegendEntry[] = [
  { name: 'hours short of CPU', mark: 'bold', color: 'var(--chart-average)' },
  { name: 'memory kills', mark: 'bold', color: 'var(--chart-maximum)' },
];

function curveDrawing(curve: CurvePicture, id: string, prefix: string): Drawing {
  const { title, description } = curve;
  const frame = { id: `${prefix}-curve`, title: `${id}: ${title}`, description, height: HEIGHTS.curve };
  return { svg: draw(curveChart(curve), frame), title, legend: CURVE_LEGEND, caption: description };
}

function scalingDrawings({ target, evidence, recommendation }: Seen, prefix: string): readonly Drawing[] {
  if (recommendation.kind === 'skipped') return [];
  const picture = scalingPicture({ target, evidence }, recommendation);
  if (picture === undefined) return [];
  const { title, description } = picture;
  const frame = { id: `${prefix}-scaling`, title: `${target.id}: ${title}`, description, height: HEIGHTS.scaling };
  return [{ svg: draw(scalingChart(picture), frame), title, legend: scalingLegend(picture), caption: description }];
}
