import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { ownEntry } from '../../core/model/sizes.ts';
import { lostPlace, type SearchPlace } from '../discovery/search-place.ts';
import { failureText } from '../failure-text.ts';
import { WorkerCallError } from './worker-call.ts';

/** Of the 256 KB of an operation (Lambda developer guide, durable functions, limits, 2026-11) some are for what is around the targets. */
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
