import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  type ServiceDeployment,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import { defined } from '../core/model/defined.ts';
import { batchesOf, sideBySide } from '../core/model/side-by-side.ts';
import type { EcsCall, EcsReads } from './ecs-reads.ts';
import { BoundedMemory } from './kept-answers.ts';

/** DescribeServiceDeployments (CLI reference) and client-ecs `DescribeServiceRevisionsRequest`, 2026-11-22. */
const ARNS_PER_CALL = 20;
const CALLS_SIDE_BY_SIDE = 4;
/** A hundred bytes or two each: deployments of some hundred services in four weeks. */
const CAPACITY = 10_000;

export interface ReadDeployment {
  /** When it was over, as well as ECS says. */
  readonly endedAt?: Date;
  /** The revisions that it replaced. */
  readonly sources: readonly string[];
}

export interface ReadRevision extends Pick<ServiceRevision, 'taskDefinition' | 'platformFamily'> {
  /** How often its tasks tell their CPU; absent: every minute. */
  readonly sampleSeconds?: number;
}

/** Reads deployments and revisions, twenty at a time, and each that cannot change any more once. */
export function ecsRevisions(reads: EcsReads) {
  const deployments = new BoundedMemory<ReadDeployment>(CAPACITY);
  const revisions = new BoundedMemory<ReadRevision>(CAPACITY);
  return {
    /** By the deployment's ARN; one that ECS does not know is absent. @throws {PortError} When ECS cannot be asked. */
    details: (arns: readonly string[], signal: AbortSignal) =>
      remembered(arns, deployments, async (serviceDeploymentArns) => {
        const call = callOf('ECS DescribeServiceDeployments', serviceDeploymentArns, signal);
        const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns });
        const { serviceDeployments = [] } = await reads.send(call, command);
        return serviceDeployments.map((each) => {
          const isFinal = each.finishedAt !== undefined || each.stoppedAt !== undefined;
          return { arn: each.serviceDeploymentArn ?? '', value: toDeployment(each), isFinal };
        });
      }),
    /** By ARN of the revision, which never changes. @throws {PortError} When ECS cannot be asked. */
    read: (arns: readonly string[], signal: AbortSignal) =>
      remembered(arns, revisions, async (serviceRevisionArns) => {
        const call = callOf('ECS DescribeServiceRevisions', serviceRevisionArns, signal);
        const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns });
        const { serviceRevisions = [] } = await reads.send(call, command);
        return serviceRevisions.map((each) => {
          return { arn: each.serviceRevisionArn ?? '', value: toRevision(each), isFinal: true };
        });
      }),
  };
}

interface Answered<Value> {
  readonly arn: string;
  readonly value: Value;
  /** It will never be another: worth remembering. */
  readonly isFinal: boolean;
}

async function remembered<Value>(
  arns: readonly string[],
  memory: BoundedMemory<Value>,
  read: (batch: string[]) => Promise<readonly Answered<Value>[]>,
): Promise<ReadonlyMap<string, Value>> {
  const found = new Map<string, Value>();
  for (const arn of arns) {
    const known = memory.get(arn);
    if (known !== undefined) found.set(arn, known);
  }
  const missing = [...new Set(arns)].filter((arn) => !found.has(arn));
  const batches = batchesOf(missing, ARNS_PER_CALL);
  const answered = await sideBySide(batches, CALLS_SIDE_BY_SIDE, (batch) => read([...batch]));
  for (const { arn, value, isFinal } of answered.flat()) {
    found.set(arn, value);
    if (isFinal) memory.set(arn, value);
  }
  return found;
}

/** One that was stopped says when under another name; the last update is the latest that its end can have been. */
function toDeployment({ finishedAt, stoppedAt, updatedAt, sourceServiceRevisions }: ServiceDeployment): ReadDeployment {
  const endedAt = finishedAt ?? stoppedAt ?? updatedAt;
  const sources = (sourceServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []);
  return { ...(endedAt && { endedAt }), sources };
}

function toRevision({ taskDefinition, platformFamily, monitoring }: ServiceRevision): ReadRevision {
  const ofCpu = monitoring?.metricConfigurations?.find(({ metricNames }) => metricNames?.includes('CPUUtilization'));
  return defined({ taskDefinition, platformFamily, sampleSeconds: ofCpu?.resolutionSeconds });
}

function callOf(operation: string, arns: readonly string[], signal: AbortSignal): EcsCall {
  const [first] = arns;
  return { operation, subject: arns.length === 1 ? `${first}` : `${first} and ${arns.length - 1} more`, signal };
}
