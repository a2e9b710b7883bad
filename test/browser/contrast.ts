function channels(color: string): readonly number[] {
  const numbers = color.match(/[\d.]+/g)?.map(Number) ?? [];
  if (!/^rgba?\(/.test(color) || numbers.length < 3) throw new Error(`not a color of the form rgb(): ${color}`);
  return numbers.slice(0, 3);
}

/** Relative luminance (WCAG 2.2), 0 for black to 1 for white. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * Contrast of two opaque colors as WCAG 2.2 defines it, 1 to 21.
 *
 * @example contrast('rgb(0, 0, 0)', 'rgb(255, 255, 255)') // 21
 */
export function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
