import type { Configuration, Target } from '../../core/configuration/configuration.ts';

/** The targets that a worker answers, by their ids, in the order of the configuration. */
export function targetsOfLane({ targets }: Configuration, ids: readonly string[]): readonly Target[] {
  const wanted = new Set(ids);
  return targets.filter(({ id }) => wanted.has(id));
}
