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

/** Colors of an axis. */
export const AXIS = {
  nameTextStyle: { color: PALETTE.soft },
  // As sizes are written everywhere else: without a separator.
  axisLabel: { color: PALETTE.soft, formatter: String },
  axisLine: { lineStyle: { color: PALETTE.soft } },
  axisTick: { lineStyle: { color: PALETTE.soft } },
  splitLine: { lineStyle: { color: PALETTE.grid } },
} as const;

/** A value axis with its unit on top. */
export function amountAxis(name: string) {
  return { ...AXIS, type: 'value', name, nameTextStyle: { color: PALETTE.soft, align: 'left' } } as const;
}
