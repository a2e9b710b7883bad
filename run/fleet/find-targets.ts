import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { ownEntry, sum } from '../../core/model/sizes.ts';
import { withFound } from '../discovery/discover-in.ts';
import { lostPlace, type SearchPlace, searchPlaces } from '../discovery/search-place.ts';
import { failureText } from '../failure-text.ts';
import { boundingTargets } from '../run-request.ts';
import { type Caller, type Durable, parseAnswer, WorkerCallError } from './worker-call.ts';

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
    apiCalls: sum(all.map(({ apiCalls }) => apiCalls)),
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

/** A batch's targets and what bounds their sizes, wherever it is; one place that could not be listed stands for all. */
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

/** An operation's 256 KB (Lambda developer guide, durable functions, limits, 2026-11), less what is around targets. */
const MOST_CHARACTERS = 240_000;

/** What both sides have from their configuration, and need not send. */
type Sent = Omit<Target, 'policy' | 'parameterPrefix' | 'images'> & { readonly policy: string };

const sentSchema = v.array(
  v.custom<Sent>((value) =>
    v.is(v.looseObject({ id: v.string(), service: v.string(), stage: v.string(), policy: v.string() }), value),
  ),
);

/** Targets that were found by their tags, as text. They are much alike, so that some 6,000 fit an operation. */
export function packed(targets: readonly Target[]): string {
  const sent = targets.map(({ policy, parameterPrefix: _, images: __, ...rest }): Sent => {
    return { ...rest, policy: policy.name };
  });
  return gzipSync(JSON.stringify(sent)).toString('base64');
}

/** The targets of a place; more than fit are as good as not known. */
export function packedPlace(place: SearchPlace, targets: readonly Target[], configuration: Configuration): string {
  const text = packed(targets);
  if (text.length <= MOST_CHARACTERS) return text;
  const most = Math.floor((targets.length * MOST_CHARACTERS) / text.length);
  const message = `It has ${targets.length} tagged services, which were left alone: a fleet takes some ${most} in one account and region. Tag the others for another deployment of the recommender.`;
  return packed([lostPlace(place, configuration, message)]);
}

/**
 * The targets that were sent, by whoever has the same configuration.
 *
 * @throws {WorkerCallError} When the text is none of `packed`.
 */
export function unpacked(text: string, { policies, parameterPrefix, images }: Configuration): readonly Target[] {
  return sentIn(text).map(({ policy: name, ...rest }) => {
    const policy = ownEntry(policies, name);
    if (policy === undefined) throw new WorkerCallError(`${rest.id} has the policy ${name}, which is not known.`);
    return { ...rest, policy, parameterPrefix, images };
  });
}

function sentIn(text: string): readonly Sent[] {
  try {
    return v.parse(sentSchema, JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()));
  } catch (cause) {
    throw new WorkerCallError(`The targets that were found cannot be read. ${failureText(cause)}`, { cause });
  }
}
