import { isChange, type TargetReport } from '../core/report/report.ts';
import { deploymentOf, type ResolvedSizes, resolveStages } from './consumer.ts';
import { type DemoRun, demoRun } from './demo-run.ts';
import type { DemoWorld } from './demo-world.ts';
import { invokeBundle } from './invoke-bundle.ts';

/** One day: the run in the morning, and what was deployed in the afternoon. */
export interface SimulatedDay {
  /** ISO date. */
  readonly date: string;
  readonly run: DemoRun;
  /** By stage, as osls resolved them. */
  readonly deployed: ReadonlyMap<string, ResolvedSizes>;
}

/** The schedule's hour, and that of deployments: a run sees those of the days before. */
export const RUN_AT = '06:00:00Z';
const DEPLOY_AT = '15:00:00Z';
const DAY_MILLISECONDS = 86_400_000;
const QUIET_DAYS = 2;

/** The date some days after another, ISO. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Whether a day passed without a live document written, a message, a deployment, or anything that waits. */
function isQuiet({ run, deployed }: SimulatedDay): boolean {
  const waits = run.report.targets.some(({ holds }) => holds.length > 0);
  return run.liveWrites === 0 && run.messages === 0 && deployed.size === 0 && !waits;
}

/** Whether a run gave a stage new sizes; the sizes that ran, which the first run stores, are deployed already. */
export function isChanged({ publication }: TargetReport): boolean {
  return isChange(publication) && publication.cause !== 'baseline';
}

/** Runs the Lambda in the morning of a day, and deploys stages in the afternoon with what osls reads for them. */
export async function playDay(
  { aws, bundles, settings, consumer }: DemoWorld,
  date: string,
  toDeploy: readonly string[],
): Promise<SimulatedDay> {
  const run = await demoRun({ aws, bundle: bundles.recommend, settings, scheduledTime: `${date}T${RUN_AT}` });
  const deployed = await resolveStages(consumer, toDeploy);
  aws.setNow(new Date(`${date}T${DEPLOY_AT}`));
  for (const [stage, sizes] of deployed) aws.deploy(deploymentOf(stage, sizes));
  return { date, run, deployed };
}

/** The stages that a day's run changed and nobody has deployed. */
function undeployedAfter({ run, deployed }: SimulatedDay): readonly string[] {
  return run.report.targets.filter((each) => isChanged(each) && !deployed.has(each.stage)).map(({ stage }) => stage);
}

interface DaysToPlay {
  readonly from: string;
  readonly maximumDays: number;
  readonly seen: (day: SimulatedDay) => void;
}

/** Plays days until nothing happens any more; each change is deployed on the day after it. */
export async function playDays(
  world: DemoWorld,
  { from, maximumDays, seen }: DaysToPlay,
): Promise<readonly SimulatedDay[]> {
  const days: SimulatedDay[] = [];
  let toDeploy: readonly string[] = [];
  while (days.length < maximumDays) {
    const day = await playDay(world, dateAfter(from, days.length), toDeploy);
    toDeploy = undeployedAfter(day);
    days.push(day);
    seen(day);
    const last = days.slice(-QUIET_DAYS);
    if (last.length === QUIET_DAYS && last.every(isQuiet)) break;
  }
  return days;
}

/** Which task is killed, and when. */
interface MemoryKillPlayed {
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

/** A kill after a deployed change: the run that sees it restores; its sizes are deployed a day later; a quiet day. */
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
