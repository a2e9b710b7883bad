import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { DeploymentHistory } from '../core/model/deployment.ts';
import type { ScalingPolicy } from '../core/model/service.ts';
import type { HistoryReader, ServiceQuestion } from '../core/ports.ts';
import { batchesOf, sideBySide } from '../core/side-by-side.ts';
import { beganTasks, newest, toHistory } from './deployment-history.ts';
import { errorName, type PortCall, portCall } from './port-call.ts';
import { readScalingPolicies } from './scaling-policies.ts';
import { type DeclaredTask, TaskDefinitions } from './task-definitions.ts';

/** Client-ecs `ListServiceDeploymentsRequest.maxResults`, 2026-11-22. What it lists ends 90 days back by itself. */
const DEPLOYMENTS_PER_PAGE = 100;
/** DescribeServiceDeployments (CLI reference) and client-ecs `DescribeServiceRevisionsRequest`, 2026-11-22. */
const ARNS_PER_CALL = 20;
/** Two a day for 90 days; of a service with more only the newest matter, and each batch of twenty is two calls. */
const DEPLOYMENTS_KEPT = 200;
const CALLS_SIDE_BY_SIDE = 4;

export interface EcsHistoryOptions {
  readonly client: ECSClient;
  readonly scalingClient: ApplicationAutoScalingClient;
  /** Shared with whoever reads task definitions of the same account and region. */
  readonly definitions?: TaskDefinitions;
}

/** Reads what ECS remembers of a service's deployments, and who scales it. */
export class EcsHistory implements HistoryReader {
  readonly #client: ECSClient;
  readonly #scalingClient: ApplicationAutoScalingClient;
  readonly #definitions: TaskDefinitions;

  constructor({ client, scalingClient, definitions = new TaskDefinitions({ client }) }: EcsHistoryOptions) {
    this.#client = client;
    this.#scalingClient = scalingClient;
    this.#definitions = definitions;
  }

  async deployments(question: ServiceQuestion, signal: AbortSignal): Promise<DeploymentHistory> {
    signal.throwIfAborted();
    try {
      const listed = await this.#list(question, signal);
      if (listed.length === 0) return await this.#withoutDeployments(question, signal);
      const begun = listed.filter(beganTasks);
      const kept = newest(begun, DEPLOYMENTS_KEPT);
      const details = await this.#readDetails(kept, signal);
      const revisions = await this.#readRevisions(kept, details, signal);
      const declared = await this.#readDefinitions([...revisions.values()], signal);
      return toHistory({ briefs: kept, isWhole: kept.length === begun.length, details, revisions, declared });
    } catch (error) {
      if (errorName(error) !== 'UnsupportedFeatureException') throw error;
      return unavailable(`ECS keeps no deployments of ${named(question)}.`);
    }
  }

  scalingPolicies(question: ServiceQuestion, signal: AbortSignal): Promise<readonly ScalingPolicy[]> {
    return readScalingPolicies(this.#scalingClient, question, signal);
  }

  async #list(question: ServiceQuestion, signal: AbortSignal): Promise<readonly ServiceDeploymentBrief[]> {
    const { cluster, service } = question;
    const call = { operation: 'ECS ListServiceDeployments', subject: named(question), signal };
    const listed: ServiceDeploymentBrief[] = [];
    let nextToken: string | undefined;
    do {
      const input = { cluster, service, maxResults: DEPLOYMENTS_PER_PAGE, nextToken };
      const command = new ListServiceDeploymentsCommand(input);
      const page = await portCall(call, () => this.#client.send(command, { abortSignal: signal }));
      listed.push(...(page.serviceDeployments ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
    return listed;
  }

  /** No deployment: the service runs what it ran 90 days ago, unless somebody else than ECS deploys it. */
  async #withoutDeployments(question: ServiceQuestion, signal: AbortSignal): Promise<DeploymentHistory> {
    const { cluster, service } = question;
    const call = { operation: 'ECS DescribeServices', subject: named(question), signal };
    const command = new DescribeServicesCommand({ cluster, services: [service] });
    const { services } = await portCall(call, () => this.#client.send(command, { abortSignal: signal }));
    const controller = services?.[0]?.deploymentController?.type ?? 'ECS';
    if (controller === 'ECS') return { kind: 'known', deployments: [] };
    return unavailable(`ECS lists no deployments of ${named(question)}, which ${controller} deploys.`);
  }

  async #readDetails(briefs: readonly ServiceDeploymentBrief[], signal: AbortSignal) {
    const arns = briefs.flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? []);
    const read = await this.#inBatches(arns, async (serviceDeploymentArns) => {
      const call = callOf('ECS DescribeServiceDeployments', serviceDeploymentArns, signal);
      const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns });
      const { serviceDeployments } = await portCall(call, () => this.#client.send(command, { abortSignal: signal }));
      return serviceDeployments ?? [];
    });
    return byArn(read, ({ serviceDeploymentArn }) => serviceDeploymentArn);
  }

  async #readRevisions(
    briefs: readonly ServiceDeploymentBrief[],
    details: ReadonlyMap<string, ServiceDeployment>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ServiceRevision>> {
    const targets = briefs.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []);
    const sources = [...details.values()].flatMap(({ sourceServiceRevisions = [] }) => sourceServiceRevisions);
    const arns = new Set([...targets, ...sources.flatMap(({ arn }) => arn ?? [])]);
    const read = await this.#inBatches([...arns], async (serviceRevisionArns) => {
      const call = callOf('ECS DescribeServiceRevisions', serviceRevisionArns, signal);
      const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns });
      const { serviceRevisions } = await portCall(call, () => this.#client.send(command, { abortSignal: signal }));
      return serviceRevisions ?? [];
    });
    return byArn(read, ({ serviceRevisionArn }) => serviceRevisionArn);
  }

  /** A task definition that was deleted has no entry. */
  async #readDefinitions(revisions: readonly ServiceRevision[], signal: AbortSignal) {
    const arns = new Set(revisions.flatMap(({ taskDefinition }) => taskDefinition ?? []));
    const read = await sideBySide([...arns], CALLS_SIDE_BY_SIDE, async (arn) => {
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

  async #inBatches<Item>(arns: readonly string[], read: (batch: string[]) => Promise<readonly Item[]>) {
    const batches = batchesOf(arns, ARNS_PER_CALL);
    return (await sideBySide(batches, CALLS_SIDE_BY_SIDE, (batch) => read([...batch]))).flat();
  }
}

function callOf(operation: string, arns: readonly string[], signal: AbortSignal): PortCall {
  const [first] = arns;
  return { operation, subject: arns.length === 1 ? `${first}` : `${first} and ${arns.length - 1} more`, signal };
}

function byArn<Item>(items: readonly Item[], arnOf: (item: Item) => string | undefined): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [arnOf(item) ?? '', item]));
}

function named({ cluster, service }: ServiceQuestion): string {
  return `service ${service} in cluster ${cluster}`;
}

function unavailable(detail: string): DeploymentHistory {
  return { kind: 'unavailable', detail };
}
