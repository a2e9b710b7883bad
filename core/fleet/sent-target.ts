import * as v from 'valibot';
import type { Configuration, Target } from '../configuration/configuration.ts';

const utf8 = new TextEncoder();

/** What both sides have from their configuration, and need not send. */
type OfConfiguration = 'policy' | 'parameterPrefix' | 'images';

/** A target that was found by its tags, as plain JSON. */
export interface SentTarget extends Omit<Target, OfConfiguration> {
  /** The name of its policy. */
  readonly policy: string;
}

/** A target of the same version of the code, so that only what is looked up here is checked. */
export const sentTarget = v.custom<SentTarget>(
  (value) => v.is(v.looseObject({ id: v.string(), service: v.string(), policy: v.string() }), value),
  'is no target',
);

/** What is sent of a target. */
export function sentOf(target: Target): SentTarget {
  const { policy, parameterPrefix: _, images: __, ...sent } = target;
  return { ...sent, policy: policy.name };
}

/**
 * The target that was sent.
 *
 * @throws {Error} When the configuration has no such policy.
 */
export function receivedTarget({ policy: name, ...sent }: SentTarget, configuration: Configuration): Target {
  const { policies, parameterPrefix, images } = configuration;
  const policy = Object.hasOwn(policies, name) ? policies[name] : undefined;
  if (policy === undefined) throw new Error(`${sent.id} has the policy ${name}, which is not known.`);
  return { ...sent, policy, parameterPrefix, images };
}

/** Of the 256 KB of a result (Lambda developer guide, durable functions, limits, 2026-11) some are for what is around the targets. */
const PAGE_BYTES = 190_000;

/** Targets by their ids, as many as fit an answer, from the first one after an id on; a place that is lost meanwhile has no place among them. */
export function pageAfter(all: readonly SentTarget[], after = '', mostBytes = PAGE_BYTES) {
  const rest = all
    .filter(({ id, lost }) => id > after || lost?.kind === 'place')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  let left = mostBytes;
  const targets = rest.filter((target, index) => {
    left -= utf8.encode(JSON.stringify(target)).length + 1;
    return left >= 0 || index === 0;
  });
  return { targets, isLast: targets.length === rest.length };
}
