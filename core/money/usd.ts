/**
 * The one rounding rule for money: an amount is rounded to the cent once, half away from zero, where it comes to be;
 * differences and sums are taken of what was rounded, so that what is printed adds up.
 *
 * @example cents(36.0401) // 36.04
 * @example cents(-0.005) // -0.01
 */
export function cents(usd: number): number {
  // A nanodollar is added because 1.005 is 1.00499… in binary; 0 is added because there is no -0.00 USD.
  return (Math.sign(usd) * Math.round((Math.abs(usd) + 1e-9) * 100)) / 100 + 0;
}

/** An amount of USD as it is printed everywhere: two places, no thousands separator. */
export function usdText(usd: number): string {
  return cents(usd).toFixed(2);
}

/** What is saved: positive saves, negative costs more. Both amounts are rounded first. */
export function savingsOf(before: number, after: number): number {
  return cents(cents(before) - cents(after));
}
