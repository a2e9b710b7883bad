import { HOURS_PER_MONTH, hourlyUsd, referencePrice, type TaskSize } from '../model/task-size.ts';
import { leastMinimum, maximaInQuestion, type Question, sizesInQuestion, targetsInQuestion } from './candidates.ts';
import {
  type Load,
  type Outcome,
  outcomeOf,
  replay,
  type ScalingSettings,
  type Seen,
  seenOf,
  type Track,
  trackOf,
} from './load.ts';

/** Settings and what they come to in a month, at the reference price. */
export interface Priced extends Outcome {
  readonly settings: ScalingSettings;
  readonly priceUsd: number;
  /** Of the tasks and of what they are short of: what is compared. */
  readonly billUsd: number;
}

export interface AdviceInput extends Question {
  readonly load: Load;
  /** What an hour costs in which the service is short of CPU. */
  readonly usdPerHour: number;
}

export interface ScalingAdvice {
  readonly today: Priced;
  readonly better: Priced;
}

/** Less is within what one month differs from the next. */
const LEAST_FALL = 0.05;
/** What a replay of five-minute points may be off by: an advice is short for less than today by so much, or never. */
const LEAST_RELIEF = 0.05;
const TOLERANCE = 1e-9;

export function priced(settings: ScalingSettings, outcome: Outcome, { platform, usdPerHour }: AdviceInput): Priced {
  const priceUsd = outcome.tasks * hourlyUsd(settings.size, referencePrice(platform)) * HOURS_PER_MONTH;
  return { settings, ...outcome, priceUsd, billUsd: priceUsd + usdPerHour * outcome.hoursShort };
}

/** Settings without a minimum, and their track: every minimum is read from it. */
export interface Tracked {
  readonly settings: Omit<ScalingSettings, 'minimum'>;
  readonly track: Track;
}

/** All settings in question but the minimum. */
function* tracksInQuestion(input: AdviceInput): Generator<Tracked> {
  const { today, load } = input;
  const seen = seenOf(load);
  for (const size of sizesInQuestion(input))
    for (const targetPercent of targetsInQuestion(today))
      for (const maximum of maximaInQuestion(load.demand, { ...today, size, targetPercent })) {
        const settings = { size, targetPercent, maximum };
        yield { settings, track: trackOf(seen, settings, today.size.cpuUnits) };
      }
}

/** The cheapest of the settings in question that `allows` permits, the highest target and lowest minimum of equals. */
export function cheapest(input: AdviceInput, allows: (candidate: Priced) => boolean): Priced | undefined {
  let best: Priced | undefined;
  for (const { settings, track } of tracksInQuestion(input))
    for (let minimum = leastMinimum(input.today); minimum <= settings.maximum; minimum += 1) {
      const candidate = priced({ ...settings, minimum }, outcomeOf(track, minimum), input);
      if (best !== undefined && candidate.priceUsd >= best.billUsd) break;
      if ((best === undefined || candidate.billUsd < best.billUsd) && allows(candidate)) best = candidate;
    }
  return best;
}

/** What today's settings come to in a month like the one that was seen. */
export function pricedToday(input: AdviceInput): Priced {
  return priced(input.today, replay(input.load, input.today), input);
}

/** Whether a service would be short for less than with today's settings, beyond a replay's error, or never. */
export function isShortForLess(today: Outcome, { hoursShort }: Outcome): boolean {
  return hoursShort <= today.hoursShort * (1 - LEAST_RELIEF) + TOLERANCE;
}

/**
 * The settings whose bill is least, where that falls by 5 % or more and the service is short for less than today, or
 * never; undefined where today's are good.
 */
export function adviseScaling(input: AdviceInput): ScalingAdvice | undefined {
  const today = pricedToday(input);
  const better = cheapest(input, (candidate) => isShortForLess(today, candidate));
  if (better === undefined || better.billUsd > today.billUsd * (1 - LEAST_FALL)) return undefined;
  return { today, better };
}

/** Bills of one minimum, by target, the lowest first. */
export interface BillLine {
  readonly minimum: number;
  readonly points: readonly Priced[];
}

interface Place {
  readonly size: TaskSize;
  readonly targetPercent: number;
  readonly minimum: number;
}

/** The bill of a target and a minimum, at the better maximum of those in question. */
function billAt(input: AdviceInput, seen: Seen, { minimum, ...place }: Place): Priced {
  const { today, load } = input;
  const maxima = maximaInQuestion(load.demand, { ...today, ...place });
  const bills = maxima.map((most) => {
    const settings = { ...place, minimum, maximum: Math.max(most, minimum) };
    return priced(settings, outcomeOf(trackOf(seen, settings, today.size.cpuUnits), minimum), input);
  });
  return bills.reduce((best, each) => (each.billUsd < best.billUsd ? each : best));
}

/** Minima beside those that are asked for: the least that comes into question, and half as many again as the most. */
function minimaToShow({ today }: AdviceInput, better: number): readonly number[] {
  const most = Math.ceil(Math.max(today.minimum, better) * 1.5);
  return [...new Set([leastMinimum(today), today.minimum, better, most])].sort((a, b) => a - b);
}

/** A month's cost, tasks and shortage, against the target: a line for each of up to four minima, all of one size. */
export function billLines(input: AdviceInput, { size, minimum }: Pick<Place, 'size' | 'minimum'>): readonly BillLine[] {
  const seen = seenOf(input.load);
  return minimaToShow(input, minimum).map((each) => ({
    minimum: each,
    points: targetsInQuestion(input.today).map((targetPercent) =>
      billAt(input, seen, { size, targetPercent, minimum: each }),
    ),
  }));
}
