import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ListServiceDeploymentsCommand, type ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import type { DeploymentHistory } from '../core/model/service.ts';
import { sideBySide } from '../core/model/side-by-side.ts';
import type { HistoryQuestion, HistoryReader, ServiceQuestion } from '../core/ports.ts';
import { type BegunDeployment, beganTasks, newestFirst, since, spread, toHistory } from './deployment-history.ts';
import type { EcsReads } from './ecs-reads.ts';
import { ecsRevisions, type ReadDeployment, type ReadRevision } from './ecs-revisions.ts';
import { allPages } from './pages.ts';
import { errorName, unlessError, whyUnavailable } from './port-call.ts';
import { readScalingPolicies } from './scaling-policies.ts';
import { type DeclaredTask, TaskDefinitions } from './task-definitions.ts';

/** Client-ecs `ListServiceDeploymentsRequest.maxResults`, 2026-11-22. What it lists ends 90 days back by itself. */
const DEPLOYMENTS_PER_PAGE = 100;
/** Seven a day for four weeks; of a service with more, so many are read, spread evenly. */
const DEPLOYMENTS_READ = 200;
const CALLS_SIDE_BY_SIDE = 4;

/**
 * Reads what ECS remembers of a service's deployments, and who scales it. A run can do without either: whatever goes
 * wrong here is `unavailable`, and says why.
 *
 * @param reads - Shared with whoever reads from ECS in the same account and region, as are the definitions.
 */
export function ecsHistory(
  reads: EcsReads,
  scalingClient: ApplicationAutoScalingClient,
  definitions: TaskDefinitions = new TaskDefinitions(reads),
): HistoryReader {
  const reader: Reader = { reads, definitions, revisions: ecsRevisions(reads) };
  return {
    async deployments(question, signal) {
      signal.throwIfAborted();
      try {
        const listed = await listDeployments(reads, question, signal);
        if (listed.length === 0) return withoutDeployments(question);
        return await readHistory(reader, { begun: listed.filter(beganTasks), question, signal });
      } catch (error) {
        if (errorName(error) !== 'UnsupportedFeatureException') return unavailable(whyUnavailable(error, signal));
        return unavailable(`ECS keeps no deployments of ${named(question)}.`);
      }
    },
    scalingPolicies: (question, signal) => readScalingPolicies(scalingClient, question, { signal }),
  };
}

interface Reader {
  readonly reads: EcsReads;
  readonly definitions: TaskDefinitions;
  readonly revisions: ReturnType<typeof ecsRevisions>;
}

async function listDeployments(
  reads: EcsReads,
  { cluster, service }: ServiceQuestion,
  signal: AbortSignal,
): Promise<readonly ServiceDeploymentBrief[]> {
  const call = { operation: 'ECS ListServiceDeployments', subject: named({ cluster, service }), signal };
  const pages = await allPages(call, (nextToken) => {
    const input = { cluster, service, maxResults: DEPLOYMENTS_PER_PAGE, nextToken };
    return reads.send(call, new ListServiceDeploymentsCommand(input));
  });
  return pages.flatMap(({ serviceDeployments = [] }) => serviceDeployments);
}

interface Begun {
  readonly begun: readonly BegunDeployment[];
  readonly question: HistoryQuestion;
  readonly signal: AbortSignal;
}

async function readHistory(reader: Reader, { begun, question, signal }: Begun): Promise<DeploymentHistory> {
  const start = question.since ?? Number.NEGATIVE_INFINITY;
  const all = newestFirst(since(begun, Math.min(start, question.earlier ?? start)));
  const briefs = [...spread(newestFirst(since(begun, start)), DEPLOYMENTS_READ)];
  const oldest = all.at(-1);
  if (oldest !== undefined && !briefs.includes(oldest)) briefs.push(oldest);
  const isRead = new Set(briefs);
  // What ran before a deployment that is only asked what it left behind lies before the time that is asked about.
  const asked = briefs.filter(({ startedAt, finishedAt }) => startedAt.getTime() >= start || finishedAt === undefined);
  const arns = asked.flatMap(({ serviceDeploymentArn: arn }) => arn ?? []);
  const details = await reader.revisions.details(arns, signal);
  const revisions = await reader.revisions.read(revisionArns(briefs, details), signal);
  const declared = await readDefinitions(reader, revisions, signal);
  const unread = all.filter((each) => !isRead.has(each));
  return toHistory({ briefs, isWhole: all.length === begun.length, unread, details, revisions, declared });
}

/** A task definition that was deleted has no entry. */
async function readDefinitions(
  { definitions }: Reader,
  revisions: ReadonlyMap<string, ReadRevision>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, DeclaredTask>> {
  const arns = new Set([...revisions.values()].flatMap(({ taskDefinition }) => taskDefinition ?? []));
  const read = await sideBySide([...arns], CALLS_SIDE_BY_SIDE, async (arn) => {
    const declared = await unlessError('ClientException', () => definitions.read(arn, signal));
    return declared === undefined ? [] : [[arn, declared] as const];
  });
  return new Map(read.flat());
}

/** No deployment: the service runs what it ran 90 days ago, unless somebody else than ECS deploys it. */
function withoutDeployments({ deployedBy, ...service }: HistoryQuestion): DeploymentHistory {
  if (deployedBy === undefined) return { kind: 'known', deployments: [] };
  return unavailable(`ECS lists no deployments of ${named(service)}, which ${deployedBy} deploys.`);
}

function revisionArns(
  briefs: readonly BegunDeployment[],
  details: ReadonlyMap<string, ReadDeployment>,
): readonly string[] {
  const targets = briefs.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []);
  return [...targets, ...[...details.values()].flatMap(({ sources }) => sources)];
}

function named({ cluster, service }: ServiceQuestion): string {
  return `service ${service} in cluster ${cluster}`;
}

function unavailable(detail: string): DeploymentHistory {
  return { kind: 'unavailable', detail };
}
