import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery, type ScanBy } from '@aws-sdk/client-cloudwatch';
import { ComputeOptimizerClient } from '@aws-sdk/client-compute-optimizer';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';
import type { Scenario, ScenarioService } from '../../local/scenario.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../local/server.ts';
import { oneTask } from '../support/fleet.ts';

export const noon = new Date('2026-11-22T12:00:00Z');

/** A server that ends with the test; its clock stands at noon unless told otherwise. */
export async function serve(options: Partial<LocalAwsOptions> = {}): Promise<LocalAws> {
  const server = await startLocalAws({ scenario: scenario(), now: () => noon, ...options });
  onTestFinished(() => server.close());
  return server;
}

export function scenario(overrides: Partial<Scenario> = {}): Scenario {
  return { name: 'test', seed: 1, services: [service()], topics: [], ...overrides };
}

/** One task of 1024 CPU units and 2048 MiB that uses a quarter of the CPU and half of the memory, without noise. */
export function service(overrides: Partial<ScenarioService> = {}): ScenarioService {
  const load = { cpuUnits: { base: 256, burstShare: 0 }, memoryMiB: { base: 1024, burstShare: 0 } };
  const app = { name: 'app', image: 'app:1', memory: 2048, environment: { MODE: 'test' }, load };
  return oneTask({ cluster: 'blue', service: 'api', containers: [app], ...overrides });
}

export interface ClientOptions {
  readonly region?: string;
  readonly maxAttempts?: number;
  readonly credentials?: SSMClient['config']['credentials'];
}

function settings(server: LocalAws, options: ClientOptions) {
  const credentials = { accessKeyId: server.environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'any' };
  return { endpoint: server.url, region: 'us-east-1', maxAttempts: 1, credentials, ...options };
}

export const cloudWatch = (server: LocalAws, options: ClientOptions = {}) =>
  new CloudWatchClient(settings(server, options));
export const ecs = (server: LocalAws, options: ClientOptions = {}) => new ECSClient(settings(server, options));
export const ssm = (server: LocalAws, options: ClientOptions = {}) => new SSMClient(settings(server, options));
export const sns = (server: LocalAws, options: ClientOptions = {}) => new SNSClient(settings(server, options));
export const scheduler = (server: LocalAws, options: ClientOptions = {}) =>
  new SchedulerClient(settings(server, options));

export const autoScaling = (server: LocalAws, options: ClientOptions = {}) =>
  new ApplicationAutoScalingClient(settings(server, options));

export const computeOptimizer = (server: LocalAws, options: ClientOptions = {}) =>
  new ComputeOptimizerClient(settings(server, options));

export interface QueryOptions {
  readonly id?: string;
  readonly namespace?: string;
  readonly metric?: string;
  readonly container?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly period?: number;
  readonly stat?: string;
}

/** A query for the service of `service()`. */
export function query(options: QueryOptions = {}): MetricDataQuery {
  const { id = 'cpu', namespace = 'AWS/ECS', metric = 'CPUUtilization', period = 300, stat = 'Average' } = options;
  const ofService = { ServiceName: 'api', ClusterName: 'blue' };
  const dimensions =
    options.dimensions ?? (options.container ? { ...ofService, ContainerName: options.container } : ofService);
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: id,
    MetricStat: { Metric: { Namespace: namespace, MetricName: metric, Dimensions }, Period: period, Stat: stat },
  };
}

/** The input of GetMetricData for the hours before noon, oldest point first. */
export function lastHours(hours: number, queries: readonly MetricDataQuery[] = [query()]) {
  return {
    MetricDataQueries: [...queries],
    StartTime: new Date(noon.getTime() - hours * 3_600_000),
    EndTime: noon,
    ScanBy: 'TimestampAscending' satisfies ScanBy as ScanBy,
  };
}

/** The name and message of the error that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string; status?: number }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    return { name: error.name, message: error.message, ...(status === undefined ? {} : { status }) };
  }
  throw new Error('The call was answered.');
}

export interface Span {
  readonly from: string;
  readonly until: string;
}

/** Points of queries by epoch milliseconds, in the order of the queries. */
export async function pointsOf(
  server: LocalAws,
  { from, until }: Span,
  queries: readonly QueryOptions[],
): Promise<readonly ReadonlyMap<number, number>[]> {
  const input = {
    MetricDataQueries: queries.map((each, index) => query({ ...each, id: `q${index}` })),
    StartTime: new Date(from),
    EndTime: new Date(until),
    ScanBy: 'TimestampAscending' satisfies ScanBy as ScanBy,
  };
  const { MetricDataResults = [] } = await cloudWatch(server).send(new GetMetricDataCommand(input));
  return MetricDataResults.map(
    ({ Timestamps = [], Values = [] }) =>
      new Map(Timestamps.map((time, index) => [time.getTime(), Values[index] ?? Number.NaN])),
  );
}

/** The values of one query, oldest first. */
export async function valuesOf(server: LocalAws, span: Span, options: QueryOptions = {}): Promise<readonly number[]> {
  const [points] = await pointsOf(server, span, [options]);
  return [...(points?.values() ?? [])];
}
