import type { Deployment, ServiceDescription } from '../../core/model/service.ts';
import { MINUTES_PER_DAY, timeOf } from './calendar.ts';
import { isChange } from './live-changes.ts';
import type { Plant } from './plant.ts';
import { APP, SIDECAR } from './recording.ts';
import { resize, type Service } from './service.ts';
import type { Sizes } from './sizes-document.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A revision as the task definition says it: sizes and the tag of the image. */
interface Declared {
  readonly sizes: Sizes;
  readonly commit: number;
  readonly revision: number;
}

/** The service as ECS has it, and what was deployed so far. */
export interface Deployer {
  readonly plant: Plant;
  readonly service: Service;
  declared: Declared;
  /** Counts every revision. */
  revisions: number;
  readonly deployments: Mutable<Deployment>[];
  /** The minute in which the size that runs came into force; undefined while it is the first. */
  resizedAt: number | undefined;
  /** When a deployment that fails is given up, and what comes back then. */
  givingUp: { readonly at: number; readonly back: Declared } | undefined;
}

/** ECS's circuit breaker takes that long for a service of one task. */
const BREAKER_MINUTES = 30;
const DEPLOYMENT_MINUTES = 5;
/** ECS keeps deployments for 90 days. */
const KEPT_DAYS = 90;

const HOURS: Readonly<Record<Plant['deploys'], readonly number[]>> = {
  daily: [10],
  weekly: [10],
  tenADay: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  change: [],
};
const TUESDAY = 2;

export function newDeployer(plant: Plant, service: Service): Deployer {
  const sizes: Sizes = {
    task: plant.start,
    app: { cpuUnits: plant.start.cpuUnits, memoryMiB: service.limitMiB },
    ...(plant.sidecar && { sidecarMiB: plant.sidecar.limitMiB }),
  };
  return {
    plant,
    service,
    declared: { sizes, commit: 0, revision: 0 },
    revisions: 0,
    deployments: [],
    resizedAt: undefined,
    givingUp: undefined,
  };
}

/** Whether the pipeline runs in this minute by itself. */
export function isScheduled({ deploys }: Plant, minute: number, weekday: number): boolean {
  if (deploys === 'weekly' && weekday !== TUESDAY) return false;
  return HOURS[deploys].some((hour) => minute % MINUTES_PER_DAY === hour * 60);
}

function revisionOf({ sizes, commit, revision }: Declared): Deployment['revision'] {
  const image = `app:${commit}`;
  return {
    taskDefinitionArn: `arn:aws:ecs:us-east-1:111122223333:task-definition/year:${revision}`,
    taskSize: sizes.task,
    images: { [APP]: image, ...(sizes.sidecarMiB !== undefined && { [SIDECAR]: 'sidecar:1' }) },
  };
}

/** Puts what is declared in force, and says whether its tasks come up. */
function enforce(deployer: Deployer, declared: Declared, minute: number): boolean {
  if (isChange(deployer.declared.sizes.task, declared.sizes.task)) deployer.resizedAt = minute;
  deployer.declared = declared;
  return resize(deployer.service, { size: declared.sizes.task, limitMiB: declared.sizes.app.memoryMiB }, minute);
}

/** Deploys these sizes, with a new image where somebody committed. */
export function deploy(
  deployer: Deployer,
  sizes: Sizes,
  { minute, hasCommit }: { readonly minute: number; readonly hasCommit: boolean },
): void {
  const { deployments, plant, declared: before } = deployer;
  const last = deployments.at(-1);
  // A deployment that overtakes one that never ended stops it.
  if (last?.outcome === 'inProgress') Object.assign(last, { outcome: 'rolledBack', finishedAt: timeOf(minute) });
  deployer.revisions += 1;
  const declared = { sizes, commit: before.commit + (hasCommit ? 1 : 0), revision: deployer.revisions };
  const begun = { startedAt: timeOf(minute), revision: revisionOf(declared), before: revisionOf(before) };
  deployer.givingUp = undefined;
  const isUp = enforce(deployer, declared, minute) || plant.failedStart === 'completed';
  const finishedAt = timeOf(minute + DEPLOYMENT_MINUTES);
  deployments.push(isUp ? { ...begun, outcome: 'successful', finishedAt } : { ...begun, outcome: 'inProgress' });
  if (!isUp && plant.failedStart === 'rolledBack') {
    deployer.givingUp = { at: minute + BREAKER_MINUTES, back: before };
  }
}

/** Lets the circuit breaker put back what ran before, when its time has come. */
export function giveUp(deployer: Deployer, minute: number): void {
  const { givingUp, deployments } = deployer;
  if (givingUp === undefined || minute < givingUp.at) return;
  const last = deployments.at(-1);
  if (last !== undefined) Object.assign(last, { outcome: 'rolledBack', finishedAt: timeOf(minute) });
  enforce(deployer, givingUp.back, minute);
  deployer.givingUp = undefined;
}

/** The deployments that ECS still remembers, newest first. */
export function rememberedDeployments({ deployments }: Deployer, minute: number): readonly Deployment[] {
  const since = timeOf(minute - KEPT_DAYS * MINUTES_PER_DAY);
  const kept = deployments.filter(({ startedAt }) => startedAt >= since);
  const [oldest, ...others] = kept.map((each) => ({ ...each }));
  if (oldest === undefined) return [];
  // What ran before the oldest of all ran since ever; before the oldest of some it did not.
  if (kept.length < deployments.length) delete oldest.before;
  return [oldest, ...others].toReversed();
}

/** The service as ECS describes it. */
export function describe({ plant, service, declared }: Deployer): ServiceDescription {
  const { sizes } = declared;
  const { taskDefinitionArn, images } = revisionOf(declared);
  return {
    kind: 'running',
    region: 'us-east-1',
    taskDefinitionArn,
    taskSize: sizes.task,
    platform: { operatingSystem: 'LINUX', architecture: 'X86_64' },
    desiredCount: service.desired,
    runningCount: service.running,
    containers: [
      {
        name: APP,
        essential: true,
        cpuUnits: sizes.app.cpuUnits,
        memoryMiB: sizes.app.memoryMiB,
        image: images[APP] ?? '',
        ...(plant.memoryPercentOfMiB !== undefined && { memoryReservationMiB: plant.memoryPercentOfMiB }),
        ...(plant.heap && { heap: plant.heap }),
      },
      ...(sizes.sidecarMiB === undefined
        ? []
        : [{ name: SIDECAR, essential: false, memoryMiB: sizes.sidecarMiB, image: 'sidecar:1' }]),
    ],
  };
}
