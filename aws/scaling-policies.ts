import {
  type ApplicationAutoScalingClient,
  type ScalingPolicy as AwsScalingPolicy,
  type CustomizedMetricSpecification,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { defined } from '../core/model/defined.ts';
import type { ScalingAnswer, ScalingLimits, ScalingPolicy } from '../core/model/service.ts';
import type { Resource } from '../core/model/task-size.ts';
import type { ServiceQuestion } from '../core/ports.ts';
import { type PauseOptions, retryThrottled, systemClock } from './pace.ts';
import { allPages } from './pages.ts';
import { orUnavailable, portCall } from './port-call.ts';

/** Client-application-auto-scaling `MetricType`, 2026-11-22; high resolution is the same metric every 20 seconds. */
const PREDEFINED_RESOURCES: Readonly<Record<string, Resource>> = {
  ECSServiceAverageCPUUtilization: 'cpu',
  ECSServiceAverageCPUUtilizationHighResolution: 'cpu',
  ECSServiceAverageMemoryUtilization: 'memory',
  ECSServiceAverageMemoryUtilizationHighResolution: 'memory',
};

const METRIC_RESOURCES: Readonly<Record<string, Resource>> = { CPUUtilization: 'cpu', MemoryUtilization: 'memory' };

export interface ScalingOptions extends Partial<PauseOptions> {
  readonly signal: AbortSignal;
}

/**
 * The scaling policies of an ECS service; none for a service that nobody scales, `unavailable` when it cannot be asked.
 *
 * @throws When `signal` aborts.
 */
export async function readScalingPolicies(
  client: ApplicationAutoScalingClient,
  question: ServiceQuestion,
  { signal, clock = systemClock, random = Math.random }: ScalingOptions,
): Promise<ScalingAnswer> {
  signal.throwIfAborted();
  const ResourceId = `service/${question.cluster}/${question.service}`;
  const call = { operation: 'ApplicationAutoScaling DescribeScalingPolicies', subject: ResourceId, signal };
  return orUnavailable(call, async () => {
    const pages = await allPages(call, (NextToken) => {
      const command = new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId, NextToken });
      const send = () => portCall(call, (options) => client.send(command, options));
      return retryThrottled(send, { clock, random, signal });
    });
    const policies = pages.flatMap(({ ScalingPolicies = [] }) =>
      ScalingPolicies.flatMap((each) => toPolicy(each, question)),
    );
    const isTracked = policies.some(({ kind, resource }) => kind === 'targetTracking' && resource === 'cpu');
    const limits = isTracked ? await readLimits(client, ResourceId, { signal, clock, random }) : undefined;
    return { kind: 'known', policies, ...defined({ limits }) };
  });
}

/** Undefined where they cannot be had: a run can do without the advice that needs them. */
async function readLimits(
  client: ApplicationAutoScalingClient,
  ResourceId: string,
  pauses: PauseOptions & { readonly signal: AbortSignal },
): Promise<ScalingLimits | undefined> {
  const { signal } = pauses;
  const call = { operation: 'ApplicationAutoScaling DescribeScalableTargets', subject: ResourceId, signal };
  const command = new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [ResourceId] });
  const send = () => portCall(call, (options) => client.send(command, options));
  const answer = await orUnavailable(call, async () => {
    const [{ MinCapacity: minimum, MaxCapacity: maximum } = {}] =
      (await retryThrottled(send, pauses)).ScalableTargets ?? [];
    return minimum === undefined || maximum === undefined ? undefined : { minimum, maximum };
  });
  return answer && 'kind' in answer ? undefined : answer;
}

/** One that only forecasts scales nothing; one that scales by its forecast follows something that is not said. */
function toPolicy(policy: AwsScalingPolicy, question: ServiceQuestion): readonly ScalingPolicy[] {
  const { PolicyName: name = '', PolicyType } = policy;
  if (PolicyType === 'TargetTrackingScaling') {
    return tracked(policy, question).map((held) => ({ name, kind: 'targetTracking', ...held }));
  }
  const forecasts = PolicyType === 'PredictiveScaling';
  const mode = policy.PredictiveScalingPolicyConfiguration?.Mode ?? 'ForecastOnly';
  return forecasts && mode === 'ForecastOnly' ? [] : [{ name, kind: 'step' }];
}

/** The one or two resources of the service that a policy holds at a target; empty when it follows something else. */
function tracked(
  { TargetTrackingScalingPolicyConfiguration: configuration }: AwsScalingPolicy,
  question: ServiceQuestion,
): readonly Pick<ScalingPolicy, 'resource' | 'targetPercent'>[] {
  const { PredefinedMetricSpecification, CustomizedMetricSpecification, TargetValue } = configuration ?? {};
  const resource =
    PREDEFINED_RESOURCES[PredefinedMetricSpecification?.PredefinedMetricType ?? ''] ??
    ownResource(CustomizedMetricSpecification, question);
  if (resource !== undefined) return [{ resource, ...(TargetValue !== undefined && { targetPercent: TargetValue }) }];
  const computed = computedFrom(CustomizedMetricSpecification, question);
  return computed.length === 0 ? [{}] : computed.map((each) => ({ resource: each }));
}

/** The resources whose utilization enters metric math. Its target may be of anything, so no percentage is named. */
function computedFrom(
  { Metrics = [] }: CustomizedMetricSpecification = {},
  question: ServiceQuestion,
): readonly Resource[] {
  return [...new Set(Metrics.flatMap(({ MetricStat }) => ownResource(MetricStat?.Metric, question) ?? []))];
}

/** The same metric of another service is something else. */
function ownResource(
  metric: Pick<CustomizedMetricSpecification, 'Namespace' | 'MetricName' | 'Dimensions'> | undefined,
  { cluster, service }: ServiceQuestion,
): Resource | undefined {
  const { Namespace, MetricName, Dimensions = [] } = metric ?? {};
  const says = (name: string, value: string) => Dimensions.some(({ Name, Value }) => Name === name && Value === value);
  const isOwn = Namespace === 'AWS/ECS' && says('ClusterName', cluster) && says('ServiceName', service);
  return isOwn ? METRIC_RESOURCES[MetricName ?? ''] : undefined;
}
