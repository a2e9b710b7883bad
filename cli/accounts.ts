import type { Configuration } from '../core/configuration/configuration.ts';
import { NO_DEADLINE } from '../run/deadline.ts';
import { completed } from '../run/discovery/discover-in.ts';
import { searchPlaces } from '../run/discovery/search-place.ts';
import { type PlaceOptions, worldOf } from './place.ts';
import { whileWaiting } from './terminal.ts';

/** The configuration with the services that are tagged in its accounts; what cannot be listed is among its targets. */
export async function withAccounts(configuration: Configuration, options: PlaceOptions): Promise<Configuration> {
  const ports = await worldOf(options, searchPlaces(configuration));
  return whileWaiting('listing accounts', () => completed({ configuration, ports, signal: NO_DEADLINE }));
}

/** The configuration in which a stage stands; accounts are searched only for one that the file does not name. */
export async function configurationWith(
  configuration: Configuration,
  [service, stage]: readonly [service: string, stage: string],
  options: PlaceOptions,
): Promise<Configuration> {
  const isNamed = configuration.targets.some(
    (target) => target.service === service && [target.stage, ...target.alsoPublishTo].includes(stage),
  );
  return isNamed || configuration.accounts.length === 0 ? configuration : withAccounts(configuration, options);
}
