import type { History } from '../../backtest/rules-of-thumb.ts';

/** Four weeks at five minutes, as in bench/baselines-from-referee.py: noise by an integer hash is the same in both. */
export const POINTS = 8064;
type At = (index: number) => number;

const noise: At = (index) => ((index * 2_654_435_761) % 2 ** 32) / 2 ** 32;
const day: At = (index) => index % 288;
export const points = (at: At) => Float64Array.from({ length: POINTS }, (_, index) => at(index));
const gaps = (at: At) => points((index) => (index % 5 === 0 ? Number.NaN : at(index)));
const lately = (count: number, at: At) => points((index) => (index >= POINTS - count ? at(index) : Number.NaN));
const isLate = (index: number) => index >= POINTS - 400;

const history = (cpu: Float64Array, memory: Float64Array) => ({ cpu, memory, periodSeconds: 300 });

export const MADE = {
  wave: history(
    points((index) => 300 + (200 * day(index)) / 288 + 50 * noise(index)),
    points((index) => 1500 + 100 * noise(index)),
  ),
  spiky: history(
    points((index) => (index % 700 === 0 ? 1900 : 80 + 20 * noise(index))),
    points((index) => 900 + 3 * day(index)),
  ),
  gappy: history(
    gaps((index) => 500 + Math.floor(index / 288) * 10),
    gaps((index) => 2000 + Math.floor(index / 2016) * 128),
  ),
  bursty: history(
    points((index) => 40 / Math.sqrt(1 - noise(index))),
    points((index) => 700 + 60 * Math.sqrt(noise(index)) + index / 64),
  ),
  shifted: history(
    points((index) => (isLate(index) ? 900 : 200) + 30 * noise(index)),
    points((index) => (isLate(index) ? 3000 : 1200) + 30 * noise(index)),
  ),
  young: history(
    lately(900, (index) => 100 + 300 * noise(index)),
    lately(900, (index) => 500 + 40 * noise(index)),
  ),
  /** Less than the hundred points that KRR wants. */
  new: history(
    lately(90, (index) => 100 + 300 * noise(index)),
    lately(90, (index) => 500 + 40 * noise(index)),
  ),
} as const satisfies Readonly<Record<string, Required<History>>>;
