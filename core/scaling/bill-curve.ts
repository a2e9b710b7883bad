import type { TaskSize } from '../model/fargate-grid.ts';
import { type AdviceInput, type Priced, priced } from './advice.ts';
import { leastMinimum, maximaInQuestion, targetsInQuestion } from './candidates.ts';
import { type Seen, seenOf } from './load.ts';
import { outcomeOf, trackOf } from './replay.ts';

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

/** What a month costs, tasks and what they are short of, against the target: a line for each of up to four minima, all of one size. */
export function billLines(input: AdviceInput, { size, minimum }: Pick<Place, 'size' | 'minimum'>): readonly BillLine[] {
  const seen = seenOf(input.load);
  return minimaToShow(input, minimum).map((each) => ({
    minimum: each,
    points: targetsInQuestion(input.today).map((targetPercent) =>
      billAt(input, seen, { size, targetPercent, minimum: each }),
    ),
  }));
}
