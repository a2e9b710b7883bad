import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type Metric,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmAnswer, ServiceAlarm } from '../core/model/service.ts';
import type { Resource } from '../core/model/task-size.ts';
import type { AlarmReader, ServiceQuestion } from '../core/ports.ts';
import { LastAnswer } from './kept-answers.ts';
import { allPages } from './pages.ts';
import { orUnavailable, type PortCall, portCall } from './port-call.ts';

/** Client-cloudwatch `DescribeAlarmsInput.MaxRecords`, 2026-11-26. */
const ALARMS_PER_PAGE = 100;
/** Target tracking makes these, and deletes them with its policy. */
const OF_TARGET_TRACKING = 'TargetTracking-service/';
const RINGS_ABOVE: readonly string[] = ['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold'];
/** By namespace: metrics of how much a service uses, and of which resource. */
const METRICS: Readonly<Record<string, Readonly<Record<string, Resource>>>> = {
  'AWS/ECS': { CPUUtilization: 'cpu', MemoryUtilization: 'memory' },
  'ECS/ContainerInsights': {
    TaskCpuUtilization: 'cpu',
    TaskMemoryUtilization: 'memory',
    CpuUtilized: 'cpu',
    MemoryUtilized: 'memory',
  },
};
/** Amounts, which are percentages only in an expression. */
const AMOUNTS: readonly string[] = ['CpuUtilized', 'MemoryUtilized'];

type Listed =
  | { readonly kind: 'known'; readonly alarms: readonly MetricAlarm[] }
  | Extract<AlarmAnswer, { readonly kind: 'unavailable' }>;

/** Reads the alarms of an account and region once for all targets of a run. */
export function serviceAlarms(client: CloudWatchClient): AlarmReader {
  const lastListed = new LastAnswer<Listed>();
  const call = { operation: 'CloudWatch DescribeAlarms', subject: 'metric alarms' };
  return {
    async alarms({ at, ...service }, signal) {
      signal.throwIfAborted();
      const listed = await lastListed.of(String(at), () => listAlarms(client, { ...call, signal }));
      if (listed.kind === 'unavailable') return listed;
      return orUnavailable({ ...call, signal }, () => ({
        kind: 'known',
        alarms: listed.alarms.flatMap((alarm) => toServiceAlarms(alarm, service)),
      }));
    },
  };
}

function listAlarms(client: CloudWatchClient, call: PortCall & { readonly signal: AbortSignal }): Promise<Listed> {
  return orUnavailable(call, async () => {
    const pages = await allPages(call, (NextToken) => {
      const input = { AlarmTypes: ['MetricAlarm' as const], MaxRecords: ALARMS_PER_PAGE, NextToken };
      return portCall(call, (options) => client.send(new DescribeAlarmsCommand(input), options));
    });
    return { kind: 'known', alarms: pages.flatMap(({ MetricAlarms = [] }) => MetricAlarms) };
  });
}

/** What an alarm looks at: its own metric, or those of its expression. */
function lookedAt(alarm: MetricAlarm): readonly (MetricDataQuery['MetricStat'] & { readonly isComputed: boolean })[] {
  const { Namespace, MetricName, Dimensions, Statistic: Stat, Period, Metrics = [] } = alarm;
  if (MetricName !== undefined)
    return [{ Metric: { Namespace, MetricName, Dimensions }, Stat, Period, isComputed: false }];
  const isComputed = Metrics.some(({ Expression }) => Expression !== undefined);
  return Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [{ ...MetricStat, isComputed }]));
}

function toServiceAlarms(alarm: MetricAlarm, service: ServiceQuestion): readonly ServiceAlarm[] {
  const { AlarmName: name = '', Threshold, ComparisonOperator = '', EvaluationPeriods: periods = 1 } = alarm;
  if (name.startsWith(OF_TARGET_TRACKING) || !RINGS_ABOVE.includes(ComparisonOperator)) return [];
  // An expression may be of anything: what is no percentage is left alone.
  if (Threshold === undefined || !(Threshold > 0 && Threshold <= 100)) return [];
  return lookedAt(alarm).flatMap(({ Metric, Stat, Period = 60, isComputed }): readonly ServiceAlarm[] => {
    const resource = resourceOf(Metric, service, isComputed);
    const statistic = Stat === 'Maximum' ? 'maximum' : 'average';
    if (resource === undefined) return [];
    return [
      {
        name,
        resource,
        statistic,
        periodSeconds: Period,
        thresholdPercent: Threshold,
        datapoints: alarm.DatapointsToAlarm ?? periods,
        periods,
        isComputed,
      },
    ];
  });
}

function resourceOf(
  { Namespace = '', MetricName = '', Dimensions = [] }: Metric = {},
  { cluster, service }: ServiceQuestion,
  isComputed: boolean,
): Resource | undefined {
  const says = (name: string, value: string) => Dimensions.some(({ Name, Value }) => Name === name && Value === value);
  const isOwn = Dimensions.length === 2 && says('ClusterName', cluster) && says('ServiceName', service);
  return isOwn && (isComputed || !AMOUNTS.includes(MetricName)) ? METRICS[Namespace]?.[MetricName] : undefined;
}
