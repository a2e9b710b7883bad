import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { withFound } from '../discovery/discover-in.ts';
import { lostPlace, type SearchPlace, searchPlaces } from '../discovery/search-place.ts';
import { boundingTargets } from '../run-request.ts';
import { packed, unpacked } from './packed-targets.ts';
import { type Caller, type Durable, parseAnswer } from './worker-call.ts';

export interface FleetTargets {
  readonly configuration: Configuration;
  /** What a worker does not know of these targets and of what bounds their sizes: those that were found, packed. */
  sentFor(ids: readonly string[]): string;
  readonly apiCalls: number;
}

/** Has a worker look for tagged services in each account and region. One that fails costs the targets of its place. */
export async function findTargets(durable: Durable, caller: Caller, named: Configuration): Promise<FleetTargets> {
  const places = searchPlaces(named);
  if (places.length === 0) return { configuration: named, sentFor: () => packed([]), apiCalls: 0 };
  const all = await durable.each('discover', places, (place, own) => targetsOf(own, place, caller, named));
  const configuration = withFound(
    named,
    all.flatMap(({ targets }) => targets),
  );
  const found = configuration.targets.slice(named.targets.length);
  return {
    configuration,
    sentFor: senderOf(configuration.targets, found),
    apiCalls: all.reduce((sum, { apiCalls }) => sum + apiCalls, 0),
  };
}

async function targetsOf(durable: Durable, place: SearchPlace, caller: Caller, configuration: Configuration) {
  const call = { ...caller, kind: 'discover', place: { ...place } } as const;
  const { answer, failure } = await durable.call(call, (said) => {
    const { found, apiCalls } = parseAnswer('discover', said);
    return { targets: unpacked(found, configuration), apiCalls };
  });
  if (answer !== undefined) return answer;
  const message = `Its tagged services are not known and were left alone; the worker that looked for them failed: ${failure}`;
  return { targets: [lostPlace(place, configuration, message)], apiCalls: 0 };
}

/** The targets of a batch and what bounds their sizes, wherever it is; of the places that could not be listed one stands for all. */
function senderOf(all: readonly Target[], found: readonly Target[]): FleetTargets['sentFor'] {
  const byId = new Map(all.map((target) => [target.id, target]));
  const byService = Map.groupBy(all, ({ service }) => service);
  const lostPlace = found.filter(({ lost }) => lost?.kind === 'place').slice(0, 1);
  return (ids) => {
    const needed = new Set(
      ids.flatMap((id) => {
        const target = byId.get(id);
        if (target === undefined) return [];
        const targets = [...(byService.get(target.service) ?? []), ...lostPlace];
        return [target, ...boundingTargets({ targets }, target)];
      }),
    );
    return packed(found.filter((target) => needed.has(target)));
  };
}

/** The targets that a worker answers, by their ids and in their order. */
export function targetsOfLane({ targets }: Configuration, ids: readonly string[]): readonly Target[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
