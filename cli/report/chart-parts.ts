import { type EChartsCoreOption, init } from 'echarts';
import { escapeHtml } from '../../core/report/html/markup.ts';

/** Colors by name: the page's style sheet has them for light, dark and paper. */
export const PALETTE = {
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  grid: 'var(--line)',
  average: 'var(--chart-average)',
  maximum: 'var(--chart-maximum)',
  size: 'var(--chart-size)',
  recommended: 'var(--chart-recommended)',
  floor: 'var(--chart-floor)',
  mark: 'var(--chart-mark)',
  leftOut: 'var(--chart-left-out)',
  censored: 'var(--chart-censored)',
  bar: 'var(--chart-bar)',
} as const;

/** Nothing in a still picture answers the pointer. */
export const QUIET = { silent: true, emphasis: { disabled: true } } as const;

export const GRID = { left: 56, right: 24, top: 30, bottom: 28 } as const;

export const AXIS = {
  nameTextStyle: { color: PALETTE.soft },
  // As sizes are written everywhere else: without a separator.
  axisLabel: { color: PALETTE.soft, formatter: String },
  axisLine: { lineStyle: { color: PALETTE.soft } },
  axisTick: { lineStyle: { color: PALETTE.soft } },
  splitLine: { lineStyle: { color: PALETTE.grid } },
} as const;

export function amountAxis(name: string) {
  return { ...AXIS, type: 'value', name, nameTextStyle: { color: PALETTE.soft, align: 'left' } } as const;
}

/** A value axis at the bottom, with its name below. */
export function bottomAxis(name: string) {
  return { ...AXIS, type: 'value', name, nameLocation: 'middle', nameGap: 28 } as const;
}

/** A line with its points. */
export function pointedLine(color: string, width: number, data: readonly unknown[]) {
  return { ...QUIET, type: 'line', showSymbol: true, data, lineStyle: { width, color }, itemStyle: { color } } as const;
}

/** Labels stand below each other, so that lines close together do not hide them. */
const LABEL_STEP = 16;

/** A vertical line with its label, so many labels above the lowest. */
export interface Mark {
  readonly label: string;
  readonly at: number;
  readonly color: string | undefined;
  readonly type: string | readonly number[] | undefined;
  readonly above: number;
}

export function markLine(marks: readonly Mark[]) {
  const data = marks.map(({ label, at, color, type, above }) => ({
    xAxis: at,
    lineStyle: { color, type, width: 2 },
    label: { formatter: label, color, position: 'end', distance: 4 + above * LABEL_STEP, fontSize: 13 },
  }));
  return { silent: true, symbol: 'none', data };
}

export interface Frame {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What there is to see, for who does not see it. */
  readonly description: string;
  readonly height: number;
}

/** Small enough that a label of 12 pixels can still be read where the chart is scrolled on a phone. */
const WIDTH = 800;

/** Draws a chart as an SVG element that scales with its place and says in words what it shows. */
export function draw(option: EChartsCoreOption, { id, title, description, height }: Frame): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(option);
    const body = chart
      .renderToSVGString({ useViewBox: true })
      .replace(/^<svg[^>]*>/, '')
      // What answers the pointer, counted over all charts of a process: a still picture needs none of it.
      .replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, '')
      .replaceAll(/ (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g, '')
      .replaceAll(/zr\d+-/g, `${id}-`);
    const words = `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-description">${escapeHtml(description)}</desc>`;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-description">${words}${body}`;
  } finally {
    chart.dispose();
  }
}
