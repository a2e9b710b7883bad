import type { Deployment, RunningService } from '../model/service.ts';
import { numberOf, type ParameterKeys, publishedNumbers, type Sizes } from '../model/sizes.ts';
import { isSameSize } from '../model/task-size.ts';
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

function runs({ live, service, keys }: StatusInput): boolean {
  const running = runningSizes(service, keys);
  return publishedNumbers(keys).every((published) => {
    const number = numberOf(live, published);
    return number === undefined || number === numberOf(running, published);
  });
}

/**
 * Compares live sizes with what runs: `deployed`; `inProgress`: their deployment is not over; `notDeployed`: no
 * deployment came since; `drifted`: one came with other sizes; `rolledBack`: one came with these and ECS took it back.
 */
export function deploymentStatus(input: StatusInput): DeploymentStatus {
  const { live, liveSince, deployments } = input;
  const since = Date.parse(liveSince);
  const oldestFirst = deployments.toSorted((a, b) => a.startedAt - b.startedAt);
  const after = oldestFirst.filter(({ startedAt }) => startedAt >= since);
  const brings = ({ revision }: Deployment) => isSameSize(revision.taskSize, live.task);
  const iso = (time: number | undefined) => (time === undefined ? liveSince : new Date(time).toISOString());
  if (runs(input)) {
    // Later deployments bring other things: the sizes run since the first.
    const brought = after.find((each) => each.outcome === 'successful' && brings(each));
    if (brought !== undefined) return { kind: 'deployed', since: iso(brought.finishedAt ?? brought.startedAt) };
    // A deployment that brings these sizes and is not over did not come up yet, and may never do.
    const isOpen = (each: Deployment) => each.outcome === 'inProgress' && brings(each);
    const open = after.find((each) => isOpen(each) && !(each.before && isSameSize(each.before.taskSize, live.task)));
    return { kind: open === undefined ? 'deployed' : 'inProgress', since: iso(open?.startedAt) };
  }
  const tried = after.findLast(({ outcome }) => outcome !== 'inProgress');
  if (tried?.outcome === 'rolledBack' && brings(tried)) return { kind: 'rolledBack', since: iso(tried.startedAt) };
  const other = after.findLast(
    ({ outcome, startedAt }) => outcome === 'successful' && startedAt > since + READ_BEFORE_MILLISECONDS,
  );
  return { kind: other === undefined ? 'notDeployed' : 'drifted', since: iso(other?.startedAt) };
}
