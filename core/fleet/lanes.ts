import type { Target } from '../configuration/configuration.ts';
import { accountIn } from '../configuration/organization.ts';
import { batchesOf } from '../model/side-by-side.ts';
import { longestFirst } from './fleet-memory.ts';

/** Targets of an account and region. One worker at a time serves a lane, so it keeps the pace of a single run. */
export interface Lane {
  /** Account and region. */
  readonly name: string;
  /** Ids of targets, in the order in which workers answer them. */
  readonly batches: readonly (readonly string[])[];
}

/** The recommender's own account and region: those of targets that name none. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

export interface Cut {
  readonly home: Home;
  /** Ids of the targets that runs before left out, the longest first. */
  readonly leftOut: readonly string[];
  /** Targets of a batch, as long as there are not too many batches; default 50. */
  readonly batchTargets?: number;
}

/** There are more accounts and regions than one execution can hold. */
export class FleetTooWideError extends Error {
  override readonly name = 'FleetTooWideError';
}

/** A worker answers as many within a minute or two. */
const BATCH_TARGETS = 50;
/** Stages of a service that one worker answers within its five minutes also on the day on which each is written. */
const MOST_STAGES = 150;
/**
 * An execution ends at 3,000 operations (Lambda developer guide, durable functions, limits, 2026-11). A batch is
 * decided, published and marked: three; and one that fails three times takes five.
 */
export const MOST_BATCHES = 500;

/** The account and region of a target, by a role or without: the quotas are the same. */
function laneOf({ roleArn, region }: Target, home: Home): string {
  return `${accountIn(roleArn) ?? home.accountId} ${region ?? home.region}`;
}

/**
 * Cuts targets into lanes and batches. All stages of a service in a lane are in one batch, up to 150. What was left out
 * longest comes first: its stage, its service and its lane. With too many batches they get larger.
 *
 * @throws {FleetTooWideError} When there are more lanes than batches may be.
 */
export function lanesOf(
  targets: readonly Target[],
  { home, leftOut, batchTargets = BATCH_TARGETS }: Cut,
): readonly Lane[] {
  const lanes = [...Map.groupBy(longestFirst(targets, leftOut), (target) => laneOf(target, home))];
  if (lanes.length > MOST_BATCHES) {
    throw new FleetTooWideError(
      `Targets are in ${lanes.length} accounts and regions; one execution takes ${MOST_BATCHES}. Deploy the recommender more than once.`,
    );
  }
  const byLane = lanes.map(([name, own]) => [name, idsByService(own)] as const);
  for (let size = batchTargets; ; size *= 2) {
    const found = byLane.map(([name, services]) => ({ name, batches: filled(services, size) }));
    if (found.reduce((count, { batches }) => count + batches.length, 0) <= MOST_BATCHES) return found;
  }
}

function idsByService(targets: readonly Target[]): readonly (readonly string[])[] {
  return [...Map.groupBy(targets, ({ service }) => service).values()].map((own) => own.map(({ id }) => id));
}

function filled(services: readonly (readonly string[])[], size: number): readonly (readonly string[])[] {
  const batches: string[][] = [];
  for (const ids of services.flatMap((service) => batchesOf(service, Math.max(size, MOST_STAGES)))) {
    const last = batches.at(-1);
    if (last !== undefined && last.length + ids.length <= size) last.push(...ids);
    else batches.push([...ids]);
  }
  return batches;
}
