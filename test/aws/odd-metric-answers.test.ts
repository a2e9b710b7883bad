import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CloudWatchMetrics } from '../../aws/cloudwatch-metrics.ts';
import { PortError } from '../../core/ports.ts';
import { clientSet, days, fakeClock, NEVER, recordingLog, rejection } from './world.ts';

const QUESTION = { cluster: 'blue', service: 'api', containers: [], window: days(1) };
const START = QUESTION.window.startTime / 1000;
const ASKED = 'CloudWatch GetMetricData of service api in cluster blue';
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

  it.each([
    ['a result is null', { MetricDataResults: [null] }, NOTHING],
    ['results are no list', { MetricDataResults: { m0: NOTHING } }, NOTHING],
    ['a message is null', { Messages: [null] }, NOTHING],
    ['a time is null', {}, { Timestamps: [null], Values: [1] }],
    ['a time is a word', {}, { Timestamps: ['noon'], Values: [1] }],
    ['times are no list', {}, { Timestamps: START, Values: [1] }],
    ['there are fewer times than values', {}, { Timestamps: [START], Values: [1, 2] }],
    ['there are more times than values', {}, { Timestamps: [START, START + 300], Values: [1] }],
    ['there are no values', {}, { Timestamps: [START], Values: null }],
    ['a value is a text', {}, { Timestamps: [START], Values: ['40'] }],
  ])('fail in plain words where %s', async (_, page, cpu) => {
    const metrics = await answering(page, cpu);
    const error = await rejection(metrics.read(QUESTION, NEVER));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toBe(`${ASKED}: the answer is not as documented`);
  });

  it.each([
    ['there are no results', { MetricDataResults: null }],
    ['a result has no id', { MetricDataResults: [NOTHING] }],
  ])('are incomplete where %s', async (_, page) => {
    const error = await rejection((await answering(page)).read(QUESTION, NEVER));
    expect(error.message).toMatch(/^CloudWatch GetMetricData of .*: \d+ series stayed incomplete \(/);
  });

  it('are refused when their pages never end', async () => {
    const metrics = await answering({ NextToken: 'again' });
    expect((await rejection(metrics.read(QUESTION, NEVER))).message).toBe(
      `${ASKED}: page 2 names a next page that was read before; the answer would never end`,
    );
  });
});
