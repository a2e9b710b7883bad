import { builtInPolicies } from '../../core/configuration/policies.ts';
import type { Load, ScalingSettings } from '../../core/scaling/load.ts';
import { play, type Stretch } from './plant.ts';
import type { ScaledService } from './services.ts';
import { advised, clairvoyant, learned, WAYS } from './ways.ts';

const USD_PER_HOUR = builtInPolicies.production.shortage.cpuUsdPerHour;

/** A month of one service under the settings of one way, on the half that nobody learned from. */
export interface Judged {
  readonly priceUsd: number;
  readonly hoursShort: number;
  readonly billUsd: number;
}

export type ByWay = Readonly<Record<string, Judged>>;

function halves({ demand }: ScaledService): readonly [Stretch, Stretch] {
  const half = Math.floor(demand.length / 2);
  return [
    [0, half],
    [half, demand.length],
  ];
}

function judged(service: ScaledService, settings: ScalingSettings, stretch: Stretch): Judged {
  const { priceUsd, hoursShort } = play(service, settings, stretch);
  return { priceUsd, hoursShort, billUsd: priceUsd + USD_PER_HOUR * hoursShort };
}

/** What each way would set by the first half, and what comes of it in the second. */
export function judgeService(service: ScaledService): ByWay {
  const [first, second] = halves(service);
  const learning = { today: service.configured, usdPerHour: USD_PER_HOUR };
  const { input } = learned(service, { ...learning, stretch: first });
  const settings: Readonly<Record<string, ScalingSettings>> = {
    ...Object.fromEntries(Object.entries(WAYS).map(([way, set]) => [way, set(input)])),
    clairvoyant: clairvoyant(service, { ...learning, stretch: second }),
  };
  return Object.fromEntries(Object.entries(settings).map(([way, set]) => [way, judged(service, set, second)]));
}

const MOST_ROUNDS = 20;
/** A month is four weeks: a round of a week sees those of before too. */
const WINDOWS = 4;

/** Several windows as one; the hottest task is the hottest of any of them. */
function together(windows: readonly Load[]): Load {
  const [first] = windows as readonly [Load, ...Load[]];
  return {
    ...first,
    demand: Float64Array.from(windows.flatMap(({ demand }) => [...demand])),
    unevenness: Math.max(...windows.map(({ unevenness }) => unevenness)),
  };
}

/** What becomes of a service that takes every advice: hours short in each round, until nothing changes. */
export function roundsOf(service: ScaledService): readonly number[] {
  const [stretch] = halves(service);
  const hours: number[] = [];
  let windows: readonly Load[] = [];
  let today = service.configured;
  while (hours.length < MOST_ROUNDS) {
    const { input, played } = learned(service, { today, stretch, usdPerHour: USD_PER_HOUR });
    hours.push(played.hoursShort);
    windows = [...windows, input.load].slice(-WINDOWS);
    const next = advised({ ...input, load: together(windows) });
    if (JSON.stringify(next) === JSON.stringify(today)) break;
    today = next;
  }
  return hours;
}
