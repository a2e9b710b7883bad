import { describeScalingPolicies } from './auto-scaling/describe-scaling-policies.ts';
import { getMetricData } from './cloudwatch/get-metric-data.ts';
import type { IngestedMetrics } from './cloudwatch/ingested-metrics.ts';
import { mergedSeries } from './cloudwatch/metric-series.ts';
import { serviceMetrics } from './cloudwatch/service-metrics.ts';
import { describeServiceDeployments } from './ecs/describe-service-deployments.ts';
import { describeServiceRevisions } from './ecs/describe-service-revisions.ts';
import { describeServices } from './ecs/describe-services.ts';
import { describeTaskDefinition } from './ecs/describe-task-definition.ts';
import { listServiceDeployments } from './ecs/list-service-deployments.ts';
import type { Scenario } from './scenario.ts';
import type { Outbox } from './sns/outbox.ts';
import { publish } from './sns/publish.ts';
import type { ParameterStore } from './ssm/parameter-store.ts';
import { putParameter } from './ssm/put-parameter.ts';
import { deleteParameter, getParameter, getParameterHistory, getParameters } from './ssm/read-parameters.ts';
import { assumeRole, getCallerIdentity } from './sts/assume-role.ts';
import type { Operations } from './wire/operation.ts';

export interface AwsState {
  readonly parameters: ParameterStore;
  readonly outbox: Outbox;
  readonly ingested: IngestedMetrics;
}

/** Every operation that the embedded AWS knows; all others are refused as unknown. */
export function operationsOf(scenario: Scenario, state: AwsState): Operations {
  const computed = serviceMetrics(scenario);
  const { parameters, outbox, ingested } = state;
  const { services, topics, refusedRoles = [] } = scenario;
  return {
    'application-autoscaling.DescribeScalingPolicies': (input, context) =>
      describeScalingPolicies(services, input, context),
    'cloudwatch.GetMetricData': (input, context) =>
      getMetricData((key) => mergedSeries(computed.get(key), ingested.find(key)), input, context),
    'ecs.DescribeServices': (input, context) => describeServices(services, input, context),
    'ecs.DescribeServiceDeployments': (input, context) => describeServiceDeployments(services, input, context),
    'ecs.DescribeServiceRevisions': (input, context) => describeServiceRevisions(services, input, context),
    'ecs.ListServiceDeployments': (input, context) => listServiceDeployments(services, input, context),
    'ecs.DescribeTaskDefinition': (input, context) => describeTaskDefinition(services, input, context),
    'ssm.GetParameter': (input, context) => getParameter(parameters, input, context),
    'ssm.GetParameters': (input, context) => getParameters(parameters, input, context),
    'ssm.GetParameterHistory': (input, context) => getParameterHistory(parameters, input, context),
    'ssm.PutParameter': (input, context) => putParameter(parameters, input, context),
    'ssm.DeleteParameter': (input, context) => deleteParameter(parameters, input, context),
    'sns.Publish': (input, context) => publish(topics, outbox, input, context),
    'sts.AssumeRole': (input, context) => assumeRole(refusedRoles, input, context),
    'sts.GetCallerIdentity': getCallerIdentity,
  };
}
