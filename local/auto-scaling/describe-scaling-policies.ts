import { placeOf, servicesIn } from '../ecs/service-arns.ts';
import { createdLongAgo } from '../ecs/service-history.ts';
import type { ScenarioScalingPolicy, ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalNumber, optionalText, optionalTexts, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';

// client-application-auto-scaling DescribeScalingPoliciesRequest and ServiceNamespace, read 2026-11.
const maximumResults = 10;
const namespaces =
  'ecs elasticmapreduce ec2 appstream dynamodb rds sagemaker custom-resource comprehend lambda cassandra kafka elasticache neptune workspaces';
const scalableDimension = 'ecs:service:DesiredCount';

/** Application Auto Scaling DescribeScalingPolicies: those of one ECS service, or of all in the account and region. */
export function describeScalingPolicies(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const limit = optionalNumber(input, 'MaxResults') ?? maximumResults;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= maximumResults))
    throw invalid(`1 validation error detected: Value '${limit}' at 'maxResults' must be from 1 to ${maximumResults}.`);
  const wanted = readFilter(input);
  const found = servicesIn(services, context).flatMap(policiesOf).filter(wanted);
  const from = readToken(input);
  const next = from + limit;
  return {
    ScalingPolicies: found.slice(from, next),
    ...(next < found.length ? { NextToken: Buffer.from(`policies:${next}`).toString('base64url') } : {}),
  };
}

interface ScalingPolicy extends JsonObject {
  readonly PolicyName: string;
  readonly ResourceId: string;
}

function readFilter(input: JsonObject): (policy: ScalingPolicy) => boolean {
  const namespace = requiredText(input, 'ServiceNamespace');
  if (!namespaces.split(' ').includes(namespace)) throw invalid(`Unsupported service namespace: ${namespace}`);
  const resource = optionalText(input, 'ResourceId');
  const dimension = optionalText(input, 'ScalableDimension');
  if (dimension !== undefined && resource === undefined)
    throw invalid('A resource ID is required when a scalable dimension is specified.');
  if (namespace === 'ecs' && resource !== undefined && !/^service\/[^/]+\/[^/]+$/.test(resource))
    throw invalid(`Unsupported resource for the service namespace ecs: ${resource}`);
  const names = optionalTexts(input, 'PolicyNames') ?? [];
  return ({ PolicyName, ResourceId }) =>
    namespace === 'ecs' &&
    (resource === undefined || resource === ResourceId) &&
    (dimension === undefined || dimension === scalableDimension) &&
    (names.length === 0 || names.includes(PolicyName));
}

function readToken(input: JsonObject): number {
  const text = optionalText(input, 'NextToken');
  if (text === undefined) return 0;
  const [, offset] = /^policies:(\d+)$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (offset === undefined) throw new AwsError('InvalidNextTokenException', 'The next token is invalid.');
  return Number(offset);
}

function policiesOf(service: ScenarioService): readonly ScalingPolicy[] {
  return (service.scaling?.policies ?? []).map((policy, index) => {
    const { account, region } = placeOf(service);
    const PolicyName = `${service.service}-${policy.kind === 'step' ? 'step' : policy.metric}-${index + 1}`;
    const ResourceId = `service/${service.cluster}/${service.service}`;
    return {
      PolicyARN: `arn:aws:autoscaling:${region}:${account}:scalingPolicy:local:resource/ecs/${ResourceId}:policyName/${PolicyName}`,
      PolicyName,
      ServiceNamespace: 'ecs',
      ResourceId,
      ScalableDimension: scalableDimension,
      ...configurationOf(policy),
      Alarms: alarmsOf(policy, ResourceId).map((AlarmName) => ({
        AlarmName,
        AlarmARN: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}`,
      })),
      CreationTime: createdLongAgo / 1000,
    };
  });
}

function configurationOf(policy: ScenarioScalingPolicy): JsonObject {
  if (policy.kind === 'step')
    return {
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
        Cooldown: 60,
        MetricAggregationType: 'Average',
      },
    };
  const label = { ResourceLabel: 'app/local/0000000000000001/targetgroup/local/0000000000000001' };
  return {
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: policy.targetValue,
      PredefinedMetricSpecification: {
        PredefinedMetricType: policy.metric,
        ...(policy.metric === 'ALBRequestCountPerTarget' ? label : {}),
      },
      DisableScaleIn: false,
    },
  };
}

/** Target tracking makes its own two alarms. */
function alarmsOf(policy: ScenarioScalingPolicy, resource: string): readonly string[] {
  if (policy.kind === 'step') return policy.alarms;
  return ['AlarmHigh', 'AlarmLow'].map((each) => `TargetTracking-${resource}-${each}-${policy.metric}`);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
