import { placeOf, servicesIn } from '../ecs/service-arns.ts';
import type { ScenarioService } from '../scenario.ts';
import { validationException } from '../wire/aws-error.ts';
import type { JsonObject, OperationOn } from '../wire/operation.ts';
import { paged } from '../wire/page.ts';

const pageSize = 100;

/** CloudWatch DescribeAlarms: the metric alarms of the services here. */
export const describeAlarms: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const size = input.MaxRecords === undefined ? 50 : Number(input.MaxRecords);
  if (!(size >= 1 && size <= pageSize)) throw validationException('MaxRecords must be between 1 and 100.');
  const alarms = servicesIn(services, context).flatMap(alarmsOf);
  return { ...paged(alarms, input, { items: 'MetricAlarms', size }), CompositeAlarms: [] };
};

function alarmsOf(service: ScenarioService): readonly JsonObject[] {
  const { account, region } = placeOf(service);
  const dimensions = { ClusterName: service.cluster, ServiceName: service.service };
  return (service.alarms ?? []).map(({ name, metric, threshold, periodSeconds = 60, periods = 1, datapoints }) => ({
    AlarmName: name,
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    Namespace: 'AWS/ECS',
    MetricName: metric,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: 'Average',
    Period: periodSeconds,
    EvaluationPeriods: periods,
    ...(datapoints !== undefined && { DatapointsToAlarm: datapoints }),
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    StateValue: 'OK',
  }));
}
