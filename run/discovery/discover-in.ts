import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { declaredBy, starterKeys } from '../../core/configuration/key-conventions.ts';
import { keyFor, policyFor, stageOf } from '../../core/configuration/name-conventions.ts';
import { accountIn } from '../../core/configuration/organization.ts';
import { parseServices } from '../../core/configuration/parse-configuration.ts';
import { ConfigurationError, type ConfigurationProblem, problemText } from '../../core/configuration/problem.ts';
import { namingTags, readServiceTags, type TagSettings } from '../../core/configuration/service-tags.ts';
import type { ContainerDefinition, ServiceDescription } from '../../core/model/service.ts';
import { sideBySide } from '../../core/model/side-by-side.ts';
import { ownEntry } from '../../core/model/sizes.ts';
import type { Account, ListedService } from '../../core/ports.ts';
import { failureText } from '../failure-text.ts';
import type { Asking } from '../side-answers.ts';
import { isAbout } from '../survey.ts';
import { lostPlace, lostService, placeTarget, placeText, type SearchPlace, searchPlaces } from './search-place.ts';

type DiscoveryWorld = Pick<Asking, 'configuration' | 'ports' | 'signal'>;

interface PlaceWorld extends DiscoveryWorld {
  readonly place: SearchPlace;
  readonly account: Account;
}

/** A service whose tags ask for its sizing. */
interface TaggedService {
  readonly listed: ListedService;
  readonly settings: TagSettings;
}

/**
 * The targets that tags ask for in one account and region. What cannot be listed, or says what cannot be, is a `lost`
 * target, and nothing rejects.
 */
export async function discoverIn(place: SearchPlace, world: DiscoveryWorld): Promise<readonly Target[]> {
  try {
    const account = world.ports.accountOf(placeTarget(place, world.configuration));
    const listed = await account.lister.list(world.signal);
    return await targetsOf({ ...world, place, account }, listed);
  } catch (error) {
    const by = place.roleArn === undefined ? '' : ` as ${place.roleArn}`;
    const message = `Its tagged services are not known and were left alone; listing them${by} failed: ${failureText(error)}`;
    return [lostPlace(place, world.configuration, message)];
  }
}

async function targetsOf(world: PlaceWorld, all: readonly ListedService[]): Promise<readonly Target[]> {
  const own = await ownNumber(world, all);
  const twin = twinOf(world, own);
  if (twin !== undefined) return [lostPlace(world.place, world.configuration, twin)];
  const named = namedIn(world, own);
  const read = all.map((listed) => ({
    listed,
    tags: readServiceTags(listed.tags),
    by: named.find((each) => isAbout(each, listed)),
  }));
  const asked = read.filter(({ tags }) => tags.kind !== 'off');
  for (const { listed, by } of asked) {
    if (by === undefined) continue;
    const message = 'a tagged service stands in rightsizer.yml too, which counts; its tags say nothing';
    world.ports.log.warn(message, { service: nameOf(listed), place: placeText(world.place), target: by.id });
  }
  const unnamed = asked.filter(({ by }) => by === undefined);
  const tagged = unnamed.flatMap(({ listed, tags }) =>
    tags.kind === 'on' ? [{ listed, settings: tags.settings }] : [],
  );
  const refused = unnamed.flatMap(({ listed, tags }) =>
    tags.kind === 'refused' ? [lostListed(world, listed, wrongTags(tags.problems))] : [],
  );
  return [...(await describedTargets(world, tagged)), ...refused];
}

/** The number of the own account, as far as it matters here and ECS tells it. */
async function ownNumber(world: PlaceWorld, all: readonly ListedService[]): Promise<string | undefined> {
  const { place, ports, signal } = world;
  if (place.roleArn === undefined) return all[0]?.accountId;
  for (const target of namedInRegion(world)) {
    const alike = target.roleArn === undefined ? all.find((listed) => isAbout(target, listed)) : undefined;
    if (alike === undefined) continue;
    // The account may be the own one, by a role.
    const [here] = await ports.accountOf(target).lister.list(signal, alike.cluster);
    return here?.accountId;
  }
  return undefined;
}

/** Why the own account is not searched where a role leads to it too: all would be sized twice. */
function twinOf({ place, configuration: { accounts } }: PlaceWorld, own: string | undefined): string | undefined {
  if (place.roleArn !== undefined || own === undefined) return undefined;
  const twin = accounts.find((each) => accountIn(each.roleArn) === own && each.regions.includes(place.region));
  if (twin === undefined) return undefined;
  return `It is account ${own}, which "accounts" has by the role ${twin.roleArn} too: list it once. Without a role its services were left alone.`;
}

/** Targets of the file that live in a place, whatever role leads there. */
function namedIn(world: PlaceWorld, own: string | undefined): readonly Target[] {
  const account = accountIn(world.place.roleArn) ?? own;
  return namedInRegion(world).filter(({ roleArn }) => (accountIn(roleArn) ?? own) === account);
}

function namedInRegion({ configuration, ports, place }: PlaceWorld): readonly Target[] {
  return configuration.targets.filter((target) => {
    if (target.lost !== undefined) return false;
    try {
      return ports.accountOf(target).region === place.region;
    } catch {
      return false;
    }
  });
}

/** A service whose tags cannot be followed, or of which more is unknown; its owner is told where the tags name one. */
function lostListed(
  { place, configuration }: PlaceWorld,
  { cluster, service, tags }: ListedService,
  why: string,
): Target {
  const target = { ...placeTarget(place, configuration), cluster, ecsService: service };
  const owner = tags['rightsizer:owner'];
  const isOwned = owner !== undefined && Object.hasOwn(configuration.owners, owner);
  return lostService(isOwned ? { ...target, owner } : target, why);
}

function wrongTags(problems: readonly ConfigurationProblem[]): string {
  return `Its tags cannot be followed: ${problems.map((problem) => namingTags(problemText(problem))).join('; ')}`;
}

/** The tagged services with keys for what they declare; one that cannot be described now may have others then. */
async function describedTargets(world: PlaceWorld, tagged: readonly TaggedService[]): Promise<readonly Target[]> {
  const bare = tagged.map((each) => ({ each, target: targetOf(world, each, undefined) }));
  const sound = bare.flatMap(({ each, target }) =>
    target.lost === undefined ? [{ ...target, id: nameOf(each.listed) }] : [],
  );
  const descriptions = sound.length === 0 ? new Map() : await world.account.services.describe(sound, world.signal);
  return bare.map(({ each, target }) =>
    target.lost === undefined ? targetOf(world, each, descriptions.get(nameOf(each.listed))) : target,
  );
}

function nameOf({ cluster, service }: ListedService): string {
  return `${cluster}/${service}`;
}

function targetOf(world: PlaceWorld, tagged: TaggedService, description: ServiceDescription | undefined): Target {
  const { listed } = tagged;
  if (description?.kind === 'failed') return lostListed(world, listed, description.message);
  try {
    return foundTarget(world, tagged, description?.kind === 'running' ? description.containers : []);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return lostListed(world, listed, wrongTags(error.problems));
  }
}

/**
 * The target of a tagged service: what tags do not say is told by its names, and the keys by its containers.
 *
 * @throws {ConfigurationError} When the configuration has no such policy or owner, or the keys do not fit each other.
 */
function foundTarget(
  { place, configuration }: PlaceWorld,
  { listed, settings }: TaggedService,
  containers: readonly ContainerDefinition[],
): Target {
  const { cluster, service } = listed;
  const stage = settings.stage ?? stageOf(listed);
  const key = settings.service ?? keyFor(listed, stage);
  const byConvention = starterKeys(containers.map(declaredBy), () => undefined);
  const parameters = {
    task: { ...byConvention.task, ...settings.task },
    containers: { ...byConvention.containers, ...settings.container },
  };
  const policy = settings.policy ?? (Object.hasOwn(configuration.policies, stage) ? stage : policyFor(stage));
  const { mode = 'propose', owner } = settings;
  const said = { policy, mode, cluster, service, ...place, ...(owner !== undefined && { owner }) };
  const { stages = {}, ...limits } = ownEntry(configuration.taggedServices, key) ?? {};
  const services = { [key]: { ...limits, parameters, stages: { [stage]: { ...ownEntry(stages, stage), ...said } } } };
  const [target] = parseServices(services, configuration, `What the tags of ${nameOf(listed)} ask for`);
  if (target === undefined) throw new Error(`${nameOf(listed)} has no target.`);
  return target;
}

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
 * A configuration with targets that were found, in the order of their ids. Those that claim the same service and stage,
 * or what the file names, are all lost: which of them is meant, only people know. Nothing is left to be found.
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
    const twins = (claims.get(target.id) ?? []).filter((each) => each !== target);
    // The service in ECS, and where it is.
    const others = twins.map((each) => lostService(each, '').id);
    const claimants = named.has(target.id) ? ['rightsizer.yml', ...others] : others;
    return claimants.length === 0 ? target : lostService(target, claimText(target, claimants));
  });
  const sorted = targets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { ...configuration, accounts: [], targets: [...configuration.targets, ...sorted] };
}

function claimText({ id }: Target, claimants: readonly string[]): string {
  return `It would be ${id}, as ${claimants.join(' and ')} says too. Give it another tag rightsizer:service or rightsizer:stage.`;
}
