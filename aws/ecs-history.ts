import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ListServiceDeploymentsCommand, type ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import type { DeploymentHistory } from '../core/model/deployment.ts';
import type { ScalingAnswer } from '../core/model/service.ts';
import { type HistoryQuestion, type HistoryReader, PortError, type ServiceQuestion } from '../core/ports.ts';
import { sideBySide } from '../core/side-by-side.ts';
import { type BegunDeployment, beganTasks, newestFirst, since, spread, toHistory } from './deployment-history.ts';
import type { EcsReads } from './ecs-reads.ts';
import { EcsRevisions, type ReadDeployment } from './ecs-revisions.ts';
import { itemsOfPages } from './pages.ts';
import { errorName } from './port-call.ts';
import { readScalingPolicies } from './scaling-policies.ts';
import { type DeclaredTask, TaskDefinitions } from './task-definitions.ts';

/** Client-ecs `ListServiceDeploymentsRequest.maxResults`, 2026-11-22. What it lists ends 90 days back by itself. */
const DEPLOYMENTS_PER_PAGE = 100;
/** Seven a day for four weeks; of a service with more, so many are read, spread evenly. */
const DEPLOYMENTS_READ = 200;
const CALLS_SIDE_BY_SIDE = 4;

export interface EcsHistoryOptions {
  /** Shared with whoever reads from ECS in the same account and region, as are the task definitions. */
  readonly reads: EcsReads;
  readonly scalingClient: ApplicationAutoScalingClient;
  readonly definitions?: TaskDefinitions;
}

/**
 * Reads what ECS remembers of a service's deployments, and who scales it. A run can do without either: whatever goes
 * wrong here is `unavailable`, and says why.
 */
export class EcsHistory implements HistoryReader {
  readonly #reads: EcsReads;
  readonly #scalingClient: ApplicationAutoScalingClient;
  readonly #definitions: TaskDefinitions;
  readonly #revisions: EcsRevisions;

  constructor({ reads, scalingClient, definitions = new TaskDefinitions({ reads }) }: EcsHistoryOptions) {
    this.#reads = reads;
    this.#scalingClient = scalingClient;
    this.#definitions = definitions;
    this.#revisions = new EcsRevisions(reads);
  }

  async deployments(question: HistoryQuestion, signal: AbortSignal): Promise<DeploymentHistory> {
    signal.throwIfAborted();
    try {
      const listed = await this.#list(question, signal);
      if (listed.length === 0) return withoutDeployments(question);
      return await this.#readHistory(listed.filter(beganTasks), question, signal);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      if (errorName(error) !== 'UnsupportedFeatureException') return unavailable(error.message);
      return unavailable(`ECS keeps no deployments of ${named(question)}.`);
    }
  }

  scalingPolicies(question: ServiceQuestion, signal: AbortSignal): Promise<ScalingAnswer> {
    return readScalingPolicies(this.#scalingClient, question, { signal });
  }

  async #list(question: ServiceQuestion, signal: AbortSignal): Promise<readonly ServiceDeploymentBrief[]> {
    const { cluster, service } = question;
    const call = { operation: 'ECS ListServiceDeployments', subject: named(question), signal };
    const read = (nextToken: string | undefined) => {
      const input = { cluster, service, maxResults: DEPLOYMENTS_PER_PAGE, nextToken };
      const command = new ListServiceDeploymentsCommand(input);
      return this.#reads.read(call, (client) => client.send(command, { abortSignal: signal }));
    };
    return itemsOfPages({ call, read, tokenOf: ({ nextToken }) => nextToken }, (page) => page.serviceDeployments);
  }

  async #readHistory(
    begun: readonly BegunDeployment[],
    question: HistoryQuestion,
    signal: AbortSignal,
  ): Promise<DeploymentHistory> {
    const start = question.since ?? Number.NEGATIVE_INFINITY;
    const all = newestFirst(since(begun, Math.min(start, question.earlier ?? start)));
    const briefs = [...spread(newestFirst(since(begun, start)), DEPLOYMENTS_READ)];
    const oldest = all.at(-1);
    if (oldest !== undefined && !briefs.includes(oldest)) briefs.push(oldest);
    const isRead = new Set(briefs);
    // What ran before a deployment that is only asked what it left behind lies before the time that is asked about.
    const asked = briefs.filter(
      ({ startedAt, finishedAt }) => startedAt.getTime() >= start || finishedAt === undefined,
    );
    const details = await this.#revisions.details(
      asked.flatMap(({ serviceDeploymentArn: arn }) => arn ?? []),
      signal,
    );
    const revisions = await this.#revisions.read(revisionArns(briefs, details), signal);
    const definitions = [...revisions.values()].flatMap(({ taskDefinition }) => taskDefinition ?? []);
    const declared = await this.#readDefinitions(definitions, signal);
    return toHistory({
      briefs,
      isWhole: all.length === begun.length,
      unread: all.filter((each) => !isRead.has(each)),
      details,
      revisions,
      declared,
    });
  }

  /** A task definition that was deleted has no entry. */
  async #readDefinitions(arns: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, DeclaredTask>> {
    const read = await sideBySide([...new Set(arns)], CALLS_SIDE_BY_SIDE, async (arn) => {
      const declared = await this.#readDefinition(arn, signal);
      return declared === undefined ? [] : [[arn, declared] as const];
    });
    return new Map(read.flat());
  }

  async #readDefinition(arn: string, signal: AbortSignal): Promise<DeclaredTask | undefined> {
    try {
      return await this.#definitions.read(arn, signal);
    } catch (error) {
      if (errorName(error) === 'ClientException') return undefined;
      throw error;
    }
  }
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
