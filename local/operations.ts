import { describeScalableTargets, describeScalingPolicies } from './auto-scaling.ts';
import { describeAlarms } from './cloudwatch/describe-alarms.ts';
import { getMetricData } from './cloudwatch/get-metric-data.ts';
import type { IngestedMetrics } from './cloudwatch/ingested-metrics.ts';
import { mergedSeries } from './cloudwatch/metric-series.ts';
import { CurrentMetrics } from './cloudwatch/service-metrics.ts';
import { getEcsServiceRecommendations, getEnrollmentStatus } from './compute-optimizer.ts';
import { getCostAndUsage } from './cost-explorer/get-cost-and-usage.ts';
import { describeServices } from './ecs/describe-services.ts';
import { listClusters, listServices } from './ecs/list-services.ts';
import { describeServiceRevisions, describeTaskDefinition } from './ecs/revisions.ts';
import type { RunningServices } from './ecs/running-services.ts';
import { describeServiceDeployments, listServiceDeployments } from './ecs/service-deployments.ts';
import { getProducts } from './pricing.ts';
import type { Scenario } from './scenario.ts';
import { getSchedule, listSchedules } from './scheduler.ts';
import type { Outbox } from './sns/publish.ts';
import { publish } from './sns/publish.ts';
import { getTopicAttributes, listSubscriptionsByTopic } from './sns/topics.ts';
import type { ParameterStore } from './ssm/parameter-store.ts';
import { putParameter } from './ssm/put-parameter.ts';
import {
  deleteParameters,
  getParameter,
  getParameterHistory,
  getParameters,
  getParametersByPath,
} from './ssm/read-parameters.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { usualPrices } from './usual-prices.ts';
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
  const { topics, schedules = [], prices = usualPrices } = scenario;
  const optimizer = () => ({ isEnrolled: scenario.computeOptimizer === 'enrolled', services: services.all() });
  const bill = () => ({ services: services.all(), taggedFrom: scenario.costAllocationTagsFrom, prices });
  return {
    'application-autoscaling.DescribeScalableTargets': (input, context) =>
      describeScalableTargets(services.all(), input, context),
    'application-autoscaling.DescribeScalingPolicies': (input, context) =>
      describeScalingPolicies(services.all(), input, context),
    'cloudwatch.DescribeAlarms': (input, context) => describeAlarms(services.all(), input, context),
    'cloudwatch.GetMetricData': (input, context) =>
      getMetricData((key) => mergedSeries(computed.find(key), ingested.find(key)), input, context),
    'compute-optimizer.GetECSServiceRecommendations': (input, context) =>
      getEcsServiceRecommendations(optimizer(), input, context),
    'compute-optimizer.GetEnrollmentStatus': () => getEnrollmentStatus(optimizer()),
    'ce.GetCostAndUsage': (input, context) => getCostAndUsage(bill(), input, context),
    'ecs.DescribeServices': (input, context) => describeServices(services.all(), input, context),
    'ecs.DescribeServiceDeployments': (input, context) => describeServiceDeployments(services.all(), input, context),
    'ecs.DescribeServiceRevisions': (input, context) => describeServiceRevisions(services.all(), input, context),
    'ecs.ListClusters': (input, context) => listClusters(services.all(), input, context),
    'ecs.ListServices': (input, context) => listServices(services.all(), input, context),
    'ecs.ListServiceDeployments': (input, context) => listServiceDeployments(services.all(), input, context),
    'ecs.DescribeTaskDefinition': (input, context) => describeTaskDefinition(services.all(), input, context),
    'pricing.GetProducts': (input, context) => getProducts(prices, input, context),
    'ssm.GetParameter': (input, context) => getParameter(parameters, input, context),
    'ssm.GetParameters': (input, context) => getParameters(parameters, input, context),
    'ssm.GetParameterHistory': (input, context) => getParameterHistory(parameters, input, context),
    'ssm.GetParametersByPath': (input, context) => getParametersByPath(parameters, input, context),
    'ssm.PutParameter': (input, context) => putParameter(parameters, input, context),
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
