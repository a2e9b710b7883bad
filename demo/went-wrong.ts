import type { DemoWorld } from './demo-world.ts';
import { invokeBundle } from './invoke-bundle.ts';
import { dateAfter, playDay, type SimulatedDay, undeployedAfter } from './simulated-days.ts';

/** Which task is killed, and when. */
export interface MemoryKillPlayed {
  readonly stage: string;
  /** ISO date of the run after it. */
  readonly date: string;
}

/** Hours before the run. */
const KILLED_AT = '03:12:00Z';

/** The event that ECS sends when the kernel kills the container `connect` at the memory limit it runs with. */
function killEvent({ stage, date }: MemoryKillPlayed, limitMiB: number): unknown {
  return {
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    time: `${date}T${KILLED_AT}`,
    detail: {
      clusterArn: `arn:aws:ecs:us-east-1:123456789012:cluster/connector-${stage}-connect`,
      group: 'service:kafka-connect',
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      containers: [
        {
          name: 'connect',
          memory: String(limitMiB),
          reason: 'OutOfMemoryError: Container killed due to memory usage',
        },
      ],
    },
  };
}

/** Gives the event to the Lambda that records memory kills, and what it prints to CloudWatch. */
async function recordKill({ aws, bundles, settings }: DemoWorld, event: unknown): Promise<void> {
  const { outcome, output } = await invokeBundle({
    bundle: bundles.recordMemoryKill,
    event,
    timeoutSeconds: settings.timeoutSeconds,
    environment: { ...settings.environment, ...aws.environment },
  });
  if (outcome.kind === 'threw') throw new Error(`The recorder failed: ${outcome.message}\n${output}`);
  aws.ingestEmbeddedMetrics(output);
}

/** A kill after a deployed change: the run that sees it restores; what it wrote is deployed on the day after; a day of quiet. */
export async function playWentWrong(
  world: DemoWorld,
  killed: MemoryKillPlayed & { readonly limitMiB: number },
): Promise<readonly SimulatedDay[]> {
  await recordKill(world, killEvent(killed, killed.limitMiB));
  const restored = await playDay(world, killed.date, []);
  const deployed = await playDay(world, dateAfter(killed.date, 1), undeployedAfter(restored));
  const after = await playDay(world, dateAfter(killed.date, 2), []);
  return [restored, deployed, after];
}
