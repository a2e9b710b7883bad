import { describeScalingPolicies } from './auto-scaling/describe-scaling-policies.ts';
import { CurrentMetrics } from './cloudwatch/current-metrics.ts';
import { getMetricData } from './cloudwatch/get-metric-data.ts';
import type { IngestedMetrics } from './cloudwatch/ingested-metrics.ts';
import { mergedSeries } from './cloudwatch/metric-series.ts';
import { getEnrollmentStatus } from './compute-optimizer/enrollment.ts';
import { getEcsServiceRecommendations } from './compute-optimizer/get-ecs-service-recommendations.ts';
import { getCostAndUsage } from './cost-explorer/get-cost-and-usage.ts';
import { describeServiceDeployments } from './ecs/describe-service-deployments.ts';
import { describeServiceRevisions } from './ecs/describe-service-revisions.ts';
import { describeServices } from './ecs/describe-services.ts';
import { describeTaskDefinition } from './ecs/describe-task-definition.ts';
import { listServiceDeployments } from './ecs/list-service-deployments.ts';
import type { RunningServices } from './ecs/running-services.ts';
import { getProducts } from './pricing/get-products.ts';
import type { Scenario } from './scenario.ts';
import { getSchedule } from './scheduler/get-schedule.ts';
import { listSchedules } from './scheduler/list-schedules.ts';
import type { Outbox } from './sns/outbox.ts';
import { publish } from './sns/publish.ts';
import { getTopicAttributes, listSubscriptionsByTopic } from './sns/read-topic.ts';
import type { ParameterStore } from './ssm/parameter-store.ts';
import { getParametersByPath } from './ssm/parameters-by-path.ts';
import { putParameter } from './ssm/put-parameter.ts';
import {
  deleteParameter,
  deleteParameters,
  getParameter,
  getParameterHistory,
  getParameters,
} from './ssm/read-parameters.ts';
import { assumeRole, getCallerIdentity } from './sts/assume-role.ts';
import type { Operations } from './wire/operation.ts';

export interface AwsState {
  readonly parameters: ParameterStore;
  readonly outbox: Outbox;
  readonly ingested: IngestedMetrics;
  readonly services: RunningServices;
}

/** Every operation that the embedded AWS knows; all others are refused as unknown. */
export function operationsOf(scenario: Scenario, state: AwsState): Operations {
  const { parameters, outbox, ingested, services } = state;
  const computed = new CurrentMetrics(scenario, services);
  const { topics, schedules = [], computeOptimizer: enrollment = 'notEnrolled' } = scenario;
  return {
    'application-autoscaling.DescribeScalingPolicies': (input, context) =>
      describeScalingPolicies(services.all(), input, context),
    'cloudwatch.GetMetricData': (input, context) =>
      getMetricData((key) => mergedSeries(computed.find(key), ingested.find(key)), input, context),
    'compute-optimizer.GetECSServiceRecommendations': (input, context) =>
      getEcsServiceRecommendations(
        { enrollment, services: services.all(), find: (key) => computed.find(key) },
        input,
        context,
      ),
    'compute-optimizer.GetEnrollmentStatus': () => getEnrollmentStatus(enrollment),
    'ce.GetCostAndUsage': (input, context) =>
      getCostAndUsage({ services: services.all(), taggedFrom: scenario.costAllocationTagsFrom }, input, context),
    'ecs.DescribeServices': (input, context) => describeServices(services.all(), input, context),
    'ecs.DescribeServiceDeployments': (input, context) => describeServiceDeployments(services.all(), input, context),
    'ecs.DescribeServiceRevisions': (input, context) => describeServiceRevisions(services.all(), input, context),
    'ecs.ListServiceDeployments': (input, context) => listServiceDeployments(services.all(), input, context),
    'ecs.DescribeTaskDefinition': (input, context) => describeTaskDefinition(services.all(), input, context),
    'pricing.GetProducts': getProducts,
    'ssm.GetParameter': (input, context) => getParameter(parameters, input, context),
    'ssm.GetParameters': (input, context) => getParameters(parameters, input, context),
    'ssm.GetParameterHistory': (input, context) => getParameterHistory(parameters, input, context),
    'ssm.GetParametersByPath': (input, context) => getParametersByPath(parameters, input, context),
    'ssm.PutParameter': (input, context) => putParameter(parameters, input, context),
    'ssm.DeleteParameter': (input, context) => deleteParameter(parameters, input, context),
    'ssm.DeleteParameters': (input, context) => deleteParameters(parameters, input, context),
    'scheduler.GetSchedule': (input, context) => getSchedule(schedules, input, context),
    'scheduler.ListSchedules': (input, context) => listSchedules(schedules, input, context),
    'sns.GetTopicAttributes': (input, context) => getTopicAttributes(topics, input, context),
    'sns.ListSubscriptionsByTopic': (input, context) => listSubscriptionsByTopic(topics, input, context),
    'sns.Publish': (input, context) => publish(topics, outbox, input, context),
    'sts.AssumeRole': (input, context) => assumeRole(scenario, input, context),
    'sts.GetCallerIdentity': getCallerIdentity,
  };
}
