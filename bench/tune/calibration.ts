import { createHash } from 'node:crypto';
import type { Judgement, SaidAndSeen } from './bill.ts';

/** What was seen is within this factor of what was said. */
const BAR = 1.5;
/** So often the services are drawn anew. */
const DRAWS = 400;

interface View {
  readonly title: string;
  readonly of: (judgement: Judgement) => readonly SaidAndSeen[];
  /** What is said of less than this share of time, or of less kills a month, is not judged. */
  readonly least: number;
}

const VIEWS: readonly View[] = [
  { title: 'CPU share above all sizes', of: ({ cpu }) => cpu, least: 0.0005 },
  { title: 'CPU share above the chosen sizes', of: ({ chosenCpu }) => chosenCpu, least: 0.0005 },
  { title: 'kills a month at all sizes', of: ({ memory }) => memory, least: 0.1 },
  { title: 'kills a month at the chosen sizes', of: ({ chosenMemory }) => chosenMemory, least: 0.1 },
];

/** The judgements of a service at its nominal sizes. */
export interface Served {
  readonly name: string;
  readonly each: readonly Judgement[];
}

/** What was said and seen in all, weighed by time. */
interface Total {
  readonly said: number;
  readonly seen: number;
}

type OfService = SaidAndSeen & { readonly service: string };

function totalOf(pairs: readonly SaidAndSeen[]): Total {
  return {
    said: pairs.reduce((total, { said, months }) => total + said * months, 0),
    seen: pairs.reduce((total, { seen, months }) => total + seen * months, 0),
  };
}

function ratio(services: readonly Total[]): number {
  const add = (what: keyof Total) => services.reduce((total, each) => total + each[what], 0);
  return add('seen') / add('said');
}

/** A number by chance, the same in each run. */
function byChance(draw: number, index: number): number {
  return createHash('sha256').update(`${draw}:${index}`).digest().readUInt32BE();
}

/** Nine of ten ratios lie between these two when the services are drawn anew. */
function interval(services: readonly Total[]): readonly [number, number] {
  const drawn = Array.from({ length: DRAWS }, (_, draw) =>
    ratio(services.map((__, index) => services[byChance(draw, index) % services.length] as Total)),
  ).sort((a, b) => a - b);
  return [drawn[0.05 * DRAWS] as number, drawn[0.95 * DRAWS - 1] as number];
}

function verdict(found: number, [low, high]: readonly [number, number]): string {
  if (found <= BAR && found >= 1 / BAR) return '';
  return low > BAR || high < 1 / BAR ? ' missed' : ' missed, by chance perhaps';
}

/** Of some pairs: how much was said, how much of it was seen, between what by chance, and in which services. */
function heldIn(part: readonly OfService[]): string {
  const services = [...Map.groupBy(part, ({ service }) => service).values()].map(totalOf);
  const said = totalOf(part).said / part.reduce((total, { months }) => total + months, 0);
  const [found, between] = [ratio(services), interval(services)];
  const [low, high] = between.map((value) => value.toFixed(2));
  const seen = services.map((each) => each.seen).filter((each) => each > 0);
  const most = Math.round((100 * Math.max(...seen)) / totalOf(part).seen);
  const where = `${seen.length}, ${most} % in one`;
  return `${said.toPrecision(2)}: ${found.toFixed(2)} [${low} to ${high}] (${where})${verdict(found, between)}`;
}

/** How well what was said holds: of all, and by tenth of what was said. */
export function printCalibration(all: readonly Served[]): void {
  console.log(
    `Said: seen / said [90 % of draws] (services with any seen, and the most of one); the bar is a factor of ${BAR}`,
  );
  for (const { title, of, least } of VIEWS) {
    const pairs = all.flatMap(({ name, each }) => each.flatMap(of).map((pair) => ({ ...pair, service: name })));
    const said = pairs.filter((pair) => pair.said >= least).sort((a, b) => a.said - b.said);
    const upTo = (tenth: number) => Math.floor((tenth * said.length) / 10);
    const tenths = Array.from({ length: 10 }, (_, tenth) => said.slice(upTo(tenth), upTo(tenth + 1)));
    console.log(`${title}\n  ${[said, ...tenths].map(heldIn).join('\n  ')}`);
  }
}
