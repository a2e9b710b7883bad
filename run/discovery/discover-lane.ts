import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { placeOf } from '../../core/configuration/organization.ts';
import { ConfigurationError, type ConfigurationProblem, problemText } from '../../core/configuration/problem.ts';
import { readServiceTags } from '../../core/configuration/service-tags.ts';
import type { ServiceDescription } from '../../core/model/service.ts';
import type { Account, ListedService, Ports } from '../../core/ports.ts';
import { failureText } from '../failure-text.ts';
import { isAbout } from '../locate.ts';
import { foundTarget, type TaggedService } from './found-service.ts';
import { type Lane, laneTarget, laneText, lostLane, lostService } from './lane.ts';

/** Who is asked, and by which configuration. */
export interface DiscoveryWorld {
  readonly configuration: Configuration;
  readonly ports: Ports;
  readonly signal: AbortSignal;
}

/** One lane of a world. */
interface LaneWorld extends DiscoveryWorld {
  readonly lane: Lane;
  readonly account: Account;
}

/**
 * The targets that tags ask for in one account and region. What cannot be listed, or says what cannot be, is a `lost` target,
 * and nothing rejects.
 */
export async function discoverLane(lane: Lane, world: DiscoveryWorld): Promise<readonly Target[]> {
  try {
    const account = world.ports.accountOf(laneTarget(lane, world.configuration));
    const listed = await account.lister.list(world.signal);
    return await targetsOf({ ...world, lane, account }, listed);
  } catch (error) {
    const by = lane.roleArn === undefined ? '' : ` as ${lane.roleArn}`;
    const message = `Its tagged services are not known and were left alone; listing them${by} failed: ${failureText(error)}`;
    return [lostLane(lane, world.configuration, message)];
  }
}

async function targetsOf(world: LaneWorld, all: readonly ListedService[]): Promise<readonly Target[]> {
  const named = namedIn(world);
  const read = all.map((listed) => ({
    listed,
    tags: readServiceTags(listed.tags),
    by: named.find((each) => isAbout(each, listed)),
  }));
  const asked = read.filter(({ tags }) => tags.kind !== 'off');
  for (const { listed, by } of asked) {
    if (by !== undefined) tellNamed(world, listed, by);
  }
  const own = asked.filter(({ by }) => by === undefined);
  const tagged = own.flatMap(({ listed, tags }) =>
    tags.kind === 'on' ? [{ lane: world.lane, listed, settings: tags.settings }] : [],
  );
  const refused = own.flatMap(({ listed, tags }) =>
    tags.kind === 'refused' ? [lostListed(world, listed, wrongTags(tags.problems))] : [],
  );
  return [...(await describedTargets(world, tagged)), ...refused];
}

/** Targets of the file that live in a lane. */
function namedIn({ configuration, ports, lane }: LaneWorld): readonly Target[] {
  return configuration.targets.filter(({ lost, ...target }) => {
    if (lost !== undefined) return false;
    try {
      return placeOf({ ...target, region: ports.accountOf(target).region }) === placeOf(lane);
    } catch {
      return false;
    }
  });
}

function tellNamed({ ports, lane }: LaneWorld, { cluster, service }: ListedService, { id }: Target): void {
  const message = 'a tagged service stands in rightsizer.yml too, which counts; its tags say nothing';
  ports.log.warn(message, { service: `${cluster}/${service}`, place: laneText(lane), target: id });
}

/** A service whose tags cannot be followed, or of which more cannot be told; its owner is told where the tags name one. */
function lostListed(
  { lane, configuration }: LaneWorld,
  { cluster, service, tags }: ListedService,
  why: string,
): Target {
  const target = { ...laneTarget(lane, configuration), cluster, ecsService: service };
  const owner = tags['rightsizer:owner'];
  const isOwned = owner !== undefined && Object.hasOwn(configuration.owners, owner);
  return lostService(isOwned ? { ...target, owner } : target, why);
}

function wrongTags(problems: readonly ConfigurationProblem[]): string {
  return `Its tags cannot be followed: ${problems.map((problem) => problemText(problem)).join('; ')}`;
}

/** The tagged services with keys for what they declare; one that cannot be described now may have others then. */
async function describedTargets(world: LaneWorld, tagged: readonly TaggedService[]): Promise<readonly Target[]> {
  const bare = tagged.map((each) => ({ each, target: targetOf(world, each, undefined) }));
  const sound = bare.flatMap(({ each, target }) =>
    target.lost === undefined ? [{ ...target, id: nameOf(each) }] : [],
  );
  const descriptions = sound.length === 0 ? new Map() : await world.account.services.describe(sound, world.signal);
  return bare.map(({ each, target }) =>
    target.lost === undefined ? targetOf(world, each, descriptions.get(nameOf(each))) : target,
  );
}

function nameOf({ listed: { cluster, service } }: TaggedService): string {
  return `${cluster}/${service}`;
}

function targetOf(world: LaneWorld, tagged: TaggedService, description: ServiceDescription | undefined): Target {
  const { listed } = tagged;
  if (description?.kind === 'failed') return lostListed(world, listed, description.message);
  try {
    return foundTarget(tagged, description?.kind === 'running' ? description.containers : [], world.configuration);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return lostListed(world, listed, wrongTags(error.problems));
  }
}
