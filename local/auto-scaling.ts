import { placeOf, servicesIn } from './ecs/service-arns.ts';
import { createdLongAgo } from './ecs/service-history.ts';
import type { ScenarioScalingPolicy, ScenarioService } from './scenario.ts';
import { validationException } from './wire/aws-error.ts';
import { optionalTexts, requiredText } from './wire/input-fields.ts';
import type { JsonObject, OperationOn } from './wire/operation.ts';
import { paged } from './wire/page.ts';

// client-application-auto-scaling DescribeScalingPoliciesRequest, read 2026-11.
const pageSize = 10;

/** Application Auto Scaling DescribeScalingPolicies: those of one ECS service. */
export const describeScalingPolicies: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const namespace = requiredText(input, 'ServiceNamespace');
  if (namespace !== 'ecs') throw validationException(`Unsupported service namespace: ${namespace}`);
  const resource = requiredText(input, 'ResourceId');
  if (!/^service\/[^/]+\/[^/]+$/.test(resource))
    throw validationException(`Unsupported resource for the service namespace ecs: ${resource}`);
  const asked = servicesIn(services, context).filter((each) => resourceOf(each) === resource);
  return paged(asked.flatMap(policiesOf), input, { items: 'ScalingPolicies', size: pageSize });
};

/** Application Auto Scaling DescribeScalableTargets: how few and how many tasks the asked services may have. */
export const describeScalableTargets: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const namespace = requiredText(input, 'ServiceNamespace');
  if (namespace !== 'ecs') throw validationException(`Unsupported service namespace: ${namespace}`);
  const asked = optionalTexts(input, 'ResourceIds') ?? [];
  const scaled = servicesIn(services, context).filter(({ scaling }) => (scaling?.policies ?? []).length > 0);
  return {
    ScalableTargets: scaled
      .filter((service) => asked.includes(resourceOf(service)))
      .map((service) => ({
        ServiceNamespace: 'ecs',
        ResourceId: resourceOf(service),
        ScalableDimension: 'ecs:service:DesiredCount',
        MinCapacity: service.scaling?.minimum ?? 1,
        MaxCapacity: service.scaling?.maximum ?? 10,
        RoleARN: `arn:aws:iam::${placeOf(service).account}:role/scaling`,
        CreationTime: createdLongAgo / 1000,
      })),
  };
};

function resourceOf({ cluster, service }: ScenarioService): string {
  return `service/${cluster}/${service}`;
}

function policiesOf(service: ScenarioService): readonly JsonObject[] {
  return (service.scaling?.policies ?? []).map((policy, index) => {
    const { account, region } = placeOf(service);
    const PolicyName = `${service.service}-${policy.kind === 'step' ? 'step' : policy.metric}-${index + 1}`;
    const ResourceId = resourceOf(service);
    return {
      PolicyARN: `arn:aws:autoscaling:${region}:${account}:scalingPolicy:local:resource/ecs/${ResourceId}:policyName/${PolicyName}`,
      PolicyName,
      ServiceNamespace: 'ecs',
      ResourceId,
      ScalableDimension: 'ecs:service:DesiredCount',
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
