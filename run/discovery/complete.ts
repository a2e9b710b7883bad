import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { sideBySide } from '../../core/model/side-by-side.ts';
import { type DiscoveryWorld, discoverIn } from './discover-in.ts';
import { lostService, searchPlaces } from './search-place.ts';

/** Every account and region has quotas of its own. */
const PLACES_SIDE_BY_SIDE = 8;

/** The configuration with the targets that tags ask for in its accounts; it is the same where it names none. */
export async function completed(world: DiscoveryWorld): Promise<Configuration> {
  const { configuration } = world;
  if (configuration.accounts.length === 0) return configuration;
  const found = await sideBySide(searchPlaces(configuration), PLACES_SIDE_BY_SIDE, (place) => discoverIn(place, world));
  return withFound(configuration, found.flat());
}

/**
 * A configuration with targets that were found, in the order of their ids. Those that claim the same service and stage, or
 * what the file names, are all lost: which of them is meant, only people know. Nothing is left to be found.
 */
export function withFound(configuration: Configuration, found: readonly Target[]): Configuration {
  const named = new Set(
    configuration.targets.flatMap(({ id, service, alsoPublishTo }) => [
      id,
      ...alsoPublishTo.map((name) => `${service}/${name}`),
    ]),
  );
  const claims = Map.groupBy(found, ({ id }) => id);
  const targets = found.map((target) => {
    const others = (claims.get(target.id) ?? []).filter((each) => each !== target).map(nameOf);
    const claimants = named.has(target.id) ? ['rightsizer.yml', ...others] : others;
    return claimants.length === 0 ? target : lostService(target, claimText(target, claimants));
  });
  const sorted = targets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { ...configuration, accounts: [], targets: [...configuration.targets, ...sorted] };
}

function claimText({ id }: Target, claimants: readonly string[]): string {
  return `It would be ${id}, as ${claimants.join(' and ')} says too. Give it another tag rightsizer:service or rightsizer:stage.`;
}

/** The service in ECS, and where it is. */
function nameOf(target: Target): string {
  return lostService(target, '').id;
}
