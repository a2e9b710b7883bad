import type { Configuration, Target } from '../../../core/configuration/configuration.ts';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { BUILT_IN_POLICIES } from '../../../core/configuration/setting.ts';
import type { ListedService } from '../../../core/ports.ts';
import { completed } from '../../../run/discovery/discover-in.ts';
import { type FakeWorld, fakeWorld } from '../../support/fake-ports.ts';

type Tags = Readonly<Record<string, string>>;

export const PAYMENTS = 'arn:aws:iam::222222222222:role/rightsizer';
export const SEARCH = 'arn:aws:iam::333333333333:role/rightsizer';
export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:payments';

/** A service that asks to be sized. */
export function tagged(cluster: string, service: string, tags: Tags = {}): ListedService {
  return { cluster, service, tags: { rightsizer: 'on', ...tags }, isFargate: true };
}

/** A configuration with two accounts beside the own one, and what else is given. */
export function fleet(fields: object = {}): Configuration {
  return parseConfiguration({
    lookbackDays: 1,
    policies: Object.fromEntries(BUILT_IN_POLICIES.map((name) => [name, { minimumDataHours: 12 }])),
    sources: { priceList: false, computeOptimizer: false },
    accounts: [PAYMENTS, SEARCH].map((roleArn) => ({ roleArn, regions: ['us-east-1'] })),
    owners: { payments: { topicArn: TOPIC } },
    ...fields,
  });
}

/** Two accounts with these services. */
export function worldOf(payments: readonly ListedService[], search: readonly ListedService[] = []): FakeWorld {
  const world = fakeWorld();
  world.accountOfRole(PAYMENTS).lister.services = payments;
  world.accountOfRole(SEARCH).lister.services = search;
  return world;
}

/** The targets that are there once tags are read. */
export async function found(world: FakeWorld, configuration = fleet()): Promise<readonly Target[]> {
  const { signal } = new AbortController();
  return (await completed({ configuration, ports: world, signal })).targets;
}

/** Why targets are lost, by id. */
export async function lost(world: FakeWorld, configuration = fleet()): Promise<Readonly<Record<string, string>>> {
  const targets = await found(world, configuration);
  return Object.fromEntries(targets.flatMap((each) => (each.lost === undefined ? [] : [[each.id, each.lost.message]])));
}
