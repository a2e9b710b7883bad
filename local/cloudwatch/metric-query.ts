import { validationException } from '../wire/aws-error.ts';
import {
  objects,
  optionalNumber,
  optionalObject,
  optionalText,
  requiredNumber,
  requiredText,
} from '../wire/input-fields.ts';
import type { JsonObject } from '../wire/operation.ts';
import { metricKey } from './metric-series.ts';

export const statistics = ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'] as const;
export type Statistic = (typeof statistics)[number];

/** One checked query for one metric. */
export interface MetricQuery {
  readonly id: string;
  readonly label: string;
  readonly metric: string;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
}

export interface MetricDataRequest {
  readonly queries: readonly MetricQuery[];
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly ascending: boolean;
  readonly maximumPoints: number;
}

// client-cloudwatch GetMetricDataInput: 500 queries a call, 100,800 data points a page.
const maximumQueries = 500;
const maximumPoints = 100_800;

/** Reads and checks the input of GetMetricData. @throws AwsError ValidationError */
export function readRequest(input: JsonObject): MetricDataRequest {
  const queries = objects(input, 'MetricDataQueries');
  if (queries.length === 0) throw validationException('The parameter MetricDataQueries is required.');
  if (queries.length > maximumQueries)
    throw validationException('The collection MetricDataQueries must not have a size greater than 500.');
  const startSeconds = requiredNumber(input, 'StartTime');
  const endSeconds = requiredNumber(input, 'EndTime');
  if (!(startSeconds < endSeconds))
    throw validationException('The parameter StartTime must be less than the parameter EndTime.');
  const points = optionalNumber(input, 'MaxDatapoints') ?? maximumPoints;
  if (!(points >= 1 && points <= maximumPoints))
    throw validationException(`The parameter MaxDatapoints must be between 1 and ${maximumPoints}.`);
  const checked = queries.map(readQuery);
  if (new Set(checked.map(({ id }) => id)).size < checked.length)
    throw validationException('The values for parameter id in MetricDataQueries are not unique.');
  const returned = checked.filter((_query, index) => queries[index]?.ReturnData !== false);
  return { queries: returned, startSeconds, endSeconds, ascending: readOrder(input), maximumPoints: points };
}

function readOrder(input: JsonObject): boolean {
  const order = optionalText(input, 'ScanBy') ?? 'TimestampDescending';
  if (!['TimestampDescending', 'TimestampAscending'].includes(order))
    throw validationException(`The value ${order} for parameter ScanBy is not valid.`);
  return order === 'TimestampAscending';
}

function readQuery(query: JsonObject, index: number): MetricQuery {
  const at = `MetricDataQueries.member.${index + 1}`;
  const id = requiredText(query, 'Id');
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(id))
    throw validationException(
      `The value ${id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  const stat = optionalObject(query, 'MetricStat');
  // AWS knows expressions and Metrics Insights queries too; nobody here sends any.
  if (stat === undefined || optionalText(query, 'Expression') !== undefined)
    throw validationException(`${at}: the embedded AWS answers MetricStat only, no Expression.`);
  const metric = optionalObject(stat, 'Metric') ?? {};
  const name = requiredText(metric, 'MetricName');
  return {
    id,
    label: optionalText(query, 'Label') ?? name,
    metric: metricKey(requiredText(metric, 'Namespace'), name, readDimensions(metric)),
    statistic: readStatistic(requiredText(stat, 'Stat'), at),
    periodSeconds: readPeriod(requiredNumber(stat, 'Period'), at),
    unit: optionalText(stat, 'Unit'),
  };
}

function readDimensions(metric: JsonObject): Readonly<Record<string, string>> {
  const dimensions = objects(metric, 'Dimensions').map((each) => [
    requiredText(each, 'Name'),
    requiredText(each, 'Value'),
  ]);
  return Object.fromEntries(dimensions);
}

function readStatistic(text: string, at: string): Statistic {
  const statistic = statistics.find((each) => each === text);
  if (statistic === undefined)
    throw validationException(
      `The value ${text} for parameter ${at}.MetricStat.Stat is not supported here; use ${statistics.join(', ')}.`,
    );
  return statistic;
}

function readPeriod(seconds: number, at: string): number {
  if (!(Number.isInteger(seconds) && seconds >= 60 && seconds % 60 === 0))
    throw validationException(
      `The value ${seconds} for parameter ${at}.MetricStat.Period must be a multiple of 60 seconds.`,
    );
  return seconds;
}
