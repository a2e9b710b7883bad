import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { parseState } from '../../core/publication/state-document.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { configurationOf, type FakeAccount, type FakeWorld, fakeWorld, stageTarget } from './fake-ports.ts';
import { sleepyClock } from './fleet-run.ts';

const ROLES = ['', 'arn:aws:iam::111111111111:role/sizes', 'arn:aws:iam::222222222222:role/sizes'];

/** Three accounts with a service each, in two stages, of which production bounds master. */
export const TARGETS: readonly Target[] = ROLES.flatMap((roleArn, index) =>
  ['production', 'master'].map((stage) => {
    const service = `service-${index}`;
    const { policy } = stageTarget(stage);
    const bound = stage === 'master' ? { neverAbovePolicy: 'production' } : {};
    return stageTarget(stage, {
      service,
      id: `${service}/${stage}`,
      cluster: `${service}-${stage}`,
      policy: { ...policy, ...bound, name: stage },
      ...(roleArn !== '' && { roleArn }),
    });
  }),
);

/** Their configuration: only so many of the six may shrink in a run. */
export function fleetConfiguration(maximumShrinksPerRun: number): Configuration {
  return { ...configurationOf(...TARGETS), maximumShrinksPerRun };
}

/** Six in the morning of a day in November. */
export function morning(date: number): number {
  return Date.UTC(2026, 10, date, 6);
}

/** The run of one Lambda. */
export function singleRun(world: FakeWorld, configuration: Configuration, time: number) {
  const signal = new AbortController().signal;
  const request = { time, dryRun: false };
  return runRightsizer({ configuration, request, ports: world, signal, clock: sleepyClock(time) });
}

const recordings = new Map<string, Promise<FakeWorld>>();

async function record(configuration: Configuration, date: number): Promise<FakeWorld> {
  const world = fakeWorld();
  await singleRun(world, configuration, morning(date));
  return world;
}

/** A world whose running sizes are recorded and announced, by the run of a morning; that is played once for all. */
export async function recordedWorld(configuration: Configuration, date: number): Promise<FakeWorld> {
  const key = JSON.stringify([configuration, date]);
  const recording = recordings.get(key) ?? record(configuration, date);
  recordings.set(key, recording);
  const [recorded, world] = [await recording, fakeWorld()];
  for (const role of ROLES) world.accountOfRole(role).documents.takeOver(recorded.accountOfRole(role).documents);
  return world;
}

function accountOf(world: FakeWorld, { roleArn = '' }: Target): FakeAccount {
  return world.accountOfRole(roleArn);
}

/** What is stored of each target: live with its version, the proposal, and the state. */
export function remainsOf(world: FakeWorld) {
  return TARGETS.map((target) => {
    const { documents } = accountOf(world, target);
    const live = `/rightsizer/${target.service}/${target.stage}`;
    return {
      live: documents.newest(live),
      proposed: documents.newest(`${live}/proposed`),
      state: parseState(documents.text(`${live}/state`)),
    };
  });
}

/** The ids that each message announced, in the order in which the messages went out. */
export function announcedBy(world: FakeWorld): readonly (readonly string[])[] {
  return world.notifier.sent.map(({ bodies }) => JSON.parse(bodies.sqs ?? '{}').messageIds as readonly string[]);
}

/** How many messages told nothing that was not told before. */
export function repeatedMessages(world: FakeWorld): number {
  const told = new Set<string>();
  return announcedBy(world).filter((ids) => {
    const isRepeated = ids.every((id) => told.has(id));
    for (const id of ids) told.add(id);
    return isRepeated;
  }).length;
}
