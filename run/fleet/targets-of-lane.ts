import type { Configuration, Target } from '../../core/configuration/configuration.ts';

/** The targets that a worker answers, by their ids and in their order. */
export function targetsOfLane({ targets }: Configuration, ids: readonly string[]): readonly Target[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
