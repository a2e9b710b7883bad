/** Colors by name: the page's style sheet has them for light, dark and paper. */
export const PALETTE = {
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  grid: 'var(--line)',
  average: 'var(--chart-average)',
  maximum: 'var(--chart-maximum)',
  size: 'var(--chart-size)',
  recommended: 'var(--chart-recommended)',
  mark: 'var(--chart-mark)',
  leftOut: 'var(--chart-left-out)',
  censored: 'var(--chart-censored)',
  bar: 'var(--chart-bar)',
} as const;

/** Nothing in a still picture answers the pointer. */
export const QUIET = { silent: true, emphasis: { disabled: true } } as const;

export const GRID = { left: 60, right: 24, top: 56, bottom: 32 } as const;
export const LEGEND = {
  borderColor: PALETTE.grid,
  top: 0,
  left: 0,
  itemWidth: 22,
  itemGap: 20,
  textStyle: { color: PALETTE.ink, fontSize: 13 },
} as const;

/** Colors of an axis. */
export const AXIS = {
  nameTextStyle: { color: PALETTE.soft },
  axisLabel: { color: PALETTE.soft },
  axisLine: { lineStyle: { color: PALETTE.soft } },
  axisTick: { lineStyle: { color: PALETTE.soft } },
  splitLine: { lineStyle: { color: PALETTE.grid } },
} as const;

/** A value axis with its unit on top. */
export function amountAxis(name: string) {
  return { ...AXIS, type: 'value', name, nameTextStyle: { color: PALETTE.soft, align: 'left' } } as const;
}
