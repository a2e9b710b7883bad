import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CloudWatchMetrics } from '../../aws/cloudwatch-metrics.ts';
import { clientSet, days, fakeClock, NEVER, recordingLog, rejection } from './world.ts';

const QUESTION = { cluster: 'blue', service: 'api', containers: [], window: days(1) };
const START = QUESTION.window.startTime / 1000;
const NOTHING = { Timestamps: [], Values: [], StatusCode: 'Complete' };

/** Answers as no CloudWatch does: the same page for every question, with this for the maximum of the CPU. */
async function answering(page: object, cpu: object = NOTHING): Promise<CloudWatchMetrics> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked: readonly { Id: string; MetricStat: { Stat: string; Metric: { MetricName: string } } }[] =
      JSON.parse(body).MetricDataQueries;
    const results = asked.map(({ Id, MetricStat: { Stat, Metric } }) => {
      const isCpu = Metric.MetricName === 'CPUUtilization' && Stat === 'Maximum';
      return { ...NOTHING, ...(isCpu && cpu), Id };
    });
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ MetricDataResults: results, ...page }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'any');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return new CloudWatchMetrics({ client: clientSet().cloudWatch, log: recordingLog(), clock: fakeClock() });
}

/** The first four points of the CPU's maximum; -1 where there is none. */
async function firstPoints(Timestamps: readonly number[], Values: readonly unknown[]): Promise<readonly number[]> {
  const metrics = await answering({}, { Timestamps: Timestamps.map((index) => START + index * 300), Values });
  const { cpu } = await metrics.read(QUESTION, NEVER);
  return Array.from(cpu.maximum ?? [])
    .slice(0, 4)
    .map((value) => (value === null || Number.isNaN(value) ? -1 : value));
}

describe('answers of CloudWatch that are not as documented', () => {
  it.each([
    ['null is no point', [0, 1, 2], [40, null, 50], [40, -1, 50, -1]],
    ['NaN is no point', [0, 1, 2], [40, 'NaN', 50], [40, -1, 50, -1]],
    ['the largest of one time counts', [0, 1, 1, 1, 0], [40, 1, 3, 2, 50], [50, 3, -1, -1]],
  ])('%s', async (_, times, values, points) => {
    expect(await firstPoints(times, values)).toEqual(points);
  });

  it('are refused when their pages never end', async () => {
    const metrics = await answering({ NextToken: 'again' });
    expect((await rejection(metrics.read(QUESTION, NEVER))).message).toBe(
      'CloudWatch GetMetricData of service api in cluster blue: page 2 names a next page that was read before; the answer would never end',
    );
  });
});
