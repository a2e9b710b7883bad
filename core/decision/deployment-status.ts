import type { Deployment } from '../model/deployment.ts';
import { isSameSize } from '../model/fargate-grid.ts';
import type { RunningService } from '../model/service.ts';
import type { ParameterKeys } from '../model/sizes.ts';
import { numberOf, publishedNumbers, type Sizes } from '../model/sizes.ts';
import { HOUR_MILLISECONDS } from '../model/time.ts';
import { runningSizes } from '../sizing/running-sizes.ts';

/** What is live against what runs; `since` is an ISO time, of the live version or of the deployment that tells. */
export interface DeploymentStatus {
  readonly kind: 'deployed' | 'inProgress' | 'notDeployed' | 'drifted' | 'rolledBack';
  readonly since: string;
}

export interface StatusInput {
  readonly live: Sizes;
  /** ISO time since which the live sizes are what they are. */
  readonly liveSince: string;
  readonly service: RunningService;
  readonly keys: ParameterKeys;
  readonly deployments: readonly Deployment[];
}

/** A deployment that began so soon after the sizes were written may have read the ones before. */
const READ_BEFORE_MILLISECONDS = HOUR_MILLISECONDS;

/** Whether ECS runs exactly the numbers that are published. */
function runs({ live, service, keys }: StatusInput): boolean {
  const running = runningSizes(service, keys);
  return publishedNumbers(keys).every((published) => {
    const number = numberOf(live, published);
    return number === undefined || number === numberOf(running, published);
  });
}

function newest(deployments: readonly Deployment[]): Deployment | undefined {
  return deployments.reduce<Deployment | undefined>(
    (last, each) => (last === undefined || each.startedAt > last.startedAt ? each : last),
    undefined,
  );
}

function oldest(deployments: readonly Deployment[]): Deployment | undefined {
  return deployments.reduce<Deployment | undefined>(
    (first, each) => (first === undefined || each.startedAt < first.startedAt ? each : first),
    undefined,
  );
}

/** A deployment that brings these sizes and is not over: it did not come up yet, and may never do. */
function bringing({ live, deployments }: Pick<StatusInput, 'live' | 'deployments'>): Deployment | undefined {
  return oldest(
    deployments.filter(
      ({ outcome, revision, before }) =>
        outcome === 'inProgress' &&
        isSameSize(revision.taskSize, live.task) &&
        !(before !== undefined && isSameSize(before.taskSize, live.task)),
    ),
  );
}

/**
 * Compares the live sizes with what runs: `deployed`; `inProgress` where their deployment is not over; `notDeployed` where no deployment came since; `drifted` where one came with other
 * sizes; `rolledBack` where one came with these and ECS took it back.
 */
export function deploymentStatus(input: StatusInput): DeploymentStatus {
  const { live, liveSince, deployments } = input;
  const after = deployments.filter(({ startedAt }) => startedAt >= Date.parse(liveSince));
  const iso = (time: number | undefined) => (time === undefined ? liveSince : new Date(time).toISOString());
  if (runs(input)) {
    // Later deployments bring other things: the sizes run since the first.
    const brought = oldest(
      after.filter(({ outcome, revision }) => outcome === 'successful' && isSameSize(revision.taskSize, live.task)),
    );
    const open = brought === undefined ? bringing({ live, deployments: after }) : undefined;
    if (open !== undefined) return { kind: 'inProgress', since: iso(open.startedAt) };
    return { kind: 'deployed', since: iso(brought?.finishedAt ?? brought?.startedAt) };
  }
  const tried = newest(after.filter(({ outcome }) => outcome !== 'inProgress'));
  if (tried?.outcome === 'rolledBack' && isSameSize(tried.revision.taskSize, live.task)) {
    return { kind: 'rolledBack', since: iso(tried.startedAt) };
  }
  const other = newest(
    after.filter(
      ({ outcome, startedAt }) =>
        outcome === 'successful' && startedAt > Date.parse(liveSince) + READ_BEFORE_MILLISECONDS,
    ),
  );
  return other === undefined
    ? { kind: 'notDeployed', since: liveSince }
    : { kind: 'drifted', since: iso(other.startedAt) };
}
