import { type AdviceInput, adviseScaling, cheapest, pricedToday } from '../../core/scaling/advice.ts';
import { sizesInQuestion } from '../../core/scaling/candidates.ts';
import { type ScalingSettings, unevennessOf } from '../../core/scaling/load.ts';
import { type Played, play, type Stretch } from './plant.ts';
import type { ScaledService } from './services.ts';

const PLATFORM = { operatingSystem: 'LINUX', architecture: 'X86_64' } as const;
const MEMORY_HEADROOM = 1.2;
const TOLERANCE = 1e-9;

export interface Learning {
  readonly today: ScalingSettings;
  readonly stretch: Stretch;
  readonly usdPerHour: number;
}

/** What the tool would know of a service that ran a stretch under settings, and what it saw. */
export function learned(service: ScaledService, { today, stretch, usdPerHour }: Learning) {
  const played: Played = play(service, today, stretch);
  const { averagePercent, maximumPercent, tasks } = played;
  const { cpuUnits } = today.size;
  const input: AdviceInput = {
    today,
    load: {
      demand: averagePercent.map((percent, index) => (percent / 100) * cpuUnits * (tasks[index] as number)),
      unevenness: unevennessOf(averagePercent, maximumPercent),
      bootMinutes: service.bootMinutes,
      periodSeconds: 300,
    },
    // More work in each task needs more memory; less needs no less.
    memoryMiB: MEMORY_HEADROOM * service.memoryMiB * Math.max(1, cpuUnits / service.configured.size.cpuUnits),
    platform: PLATFORM,
    usdPerHour,
  };
  return { input, played };
}

/** Today's settings with the memory that is needed. */
function sized(input: AdviceInput): ScalingSettings {
  const { today } = input;
  const own = sizesInQuestion(input).find(({ cpuUnits }) => cpuUnits === today.size.cpuUnits);
  return { ...today, size: own ?? today.size };
}

type Changes = (candidate: ScalingSettings, today: ScalingSettings) => boolean;

/** The cheapest of the settings that change nothing else than what is allowed, with the size that is configured. */
function oneKnob(input: AdviceInput, changes: Changes): ScalingSettings {
  const { today } = input;
  const { size, maximum } = today;
  const now = pricedToday(input);
  const own = { ...input, memoryMiB: size.memoryMiB, least: { ...size, memoryMiB: 0 }, most: size };
  const best = cheapest(
    own,
    ({ settings, hoursShort }) =>
      settings.maximum === maximum && changes(settings, today) && hoursShort <= now.hoursShort + TOLERANCE,
  );
  return best?.settings ?? today;
}

/** The memory as ever, and the scaling settings as they are advised. */
export function advised(input: AdviceInput): ScalingSettings {
  const today = sized(input);
  return adviseScaling({ ...input, today })?.better.settings ?? today;
}

/** Known afterwards: the best settings for a stretch of known demand, short for no longer than as configured. */
export function clairvoyant(service: ScaledService, learning: Learning): ScalingSettings {
  const { input } = learned(service, learning);
  const demand = service.demand.subarray(...learning.stretch);
  const known = { ...input, load: { ...input.load, demand } };
  const { hoursShort: most } = pricedToday(known);
  return cheapest(known, ({ hoursShort }) => hoursShort <= most + TOLERANCE)?.settings ?? input.today;
}

type Way = (input: AdviceInput) => ScalingSettings;

export const SINGLE_KNOBS: Readonly<Record<string, Way>> = {
  'memory only': sized,
  'target only': (input) => oneKnob(input, ({ minimum }, today) => minimum === today.minimum),
  'minimum only': (input) => oneKnob(input, ({ targetPercent }, today) => targetPercent === today.targetPercent),
};

/** Every way of setting a service by what was learned. */
export const WAYS: Readonly<Record<string, Way>> = {
  'as configured': ({ today }) => today,
  ...SINGLE_KNOBS,
  'the advice': advised,
  // Without a price of shortage the advice is the cheapest of all that are short for no longer than today.
  'at equal shortage': (input) => advised({ ...input, usdPerHour: 0 }),
};
