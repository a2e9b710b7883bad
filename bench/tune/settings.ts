import { SHORTAGE_MODEL, type ShortageModel } from '../../core/sizing/shortage-model.ts';

/** A model that is tried beside the others; the first is the one that the product has. */
export interface Setting {
  readonly name: string;
  readonly model: ShortageModel;
}

function chances(cpu: number, memory: number): Partial<ShortageModel> {
  return { riseChance: { cpu, memory } };
}

/** What differs from the product's model, by name. Who wants to try a value or a new term adds a line. */
const CHANGES: Readonly<Record<string, Partial<ShortageModel>>> = {
  'as it is': {},
  'rise chance 0.007, 0.003': chances(0.007, 0.003),
  'rise chance 0.007, 0.005': chances(0.007, 0.005),
  'rise chance 0.009, 0.0037': chances(0.009, 0.0037),
  'no rises': chances(0, 0),
  'rise exponent 0.5': { riseExponent: 0.5 },
  'rise exponent 1': { riseExponent: 1 },
  'largest rise 32': { largestRise: 32 },
  'level spread 0.03': { levelSpread: 0.03 },
  'level spread 0.08': { levelSpread: 0.08 },
  'flat as others': { flatSpread: 0.05, highDays: 99 },
  'flat spread as others': { flatSpread: 0.05 },
  'flat by 14 days': { highDays: 14 },
  'no spikes': { spikeShare: 0 },
  'spikes 0.006': { spikeShare: 0.006 },
  'last days 0': { lastDaysShare: 0 },
  'last days 0.5': { lastDaysShare: 0.5 },
  'week weight 0.5': { weekWeight: 0.5 },
  'week weight 1': { weekWeight: 1 },
  'episodes 0.6': { episodeExponent: 0.6 },
  'episodes 0.7': { episodeExponent: 0.7 },
  'at most 12 episodes a day': { mostEpisodesADay: 12 },
  'at most 20 episodes a day': { mostEpisodesADay: 20 },
  'a kill counts once': { killCare: 1, ...chances(0.007, 0.005) },
  'a kill counts twice': { killCare: 2 },
  'a kill counts 2.5 times': { killCare: 2.5 },
};

export const SETTINGS: readonly Setting[] = Object.entries(CHANGES).map(([name, change]) => ({
  name,
  model: { ...SHORTAGE_MODEL, ...change },
}));
