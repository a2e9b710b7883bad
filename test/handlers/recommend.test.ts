import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { configuration, configured, FIRST, type Ran, roomy, startAws, warmLambda } from '../end-to-end/world.ts';
import { startLambdaService } from '../support/lambda-service.ts';

const FUNCTION = 'rightsizer-production-recommend';
/** What the environment of a Lambda says of its name. */
const named = { AWS_LAMBDA_FUNCTION_NAME: FUNCTION };
const blue = configuration({ blue: configured('blue') });
const blueAndGone = configuration({ blue: configured('blue'), gone: configured('gone') });
const metricsOf = ({ lines }: Ran) => lines.filter((line) => '_aws' in line);

/** The sum of a metric of the function over the ten minutes around the run, by GetMetricData. */
async function sumOf(aws: LocalAws, name: string): Promise<number | undefined> {
  const credentials = { accessKeyId: aws.environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' };
  const client = new CloudWatchClient({ endpoint: aws.url, region: 'us-east-1', credentials });
  const Metric = {
    Namespace: 'FargateRightsizer',
    MetricName: name,
    Dimensions: [{ Name: 'FunctionName', Value: FUNCTION }],
  };
  const now = Date.now();
  aws.setNow(new Date(now + 60_000));
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now + 60_000),
    }),
  );
  client.destroy();
  return MetricDataResults[0]?.Values?.[0];
}

describe('recommend', () => {
  it('prints, as the function that Lambda says it is, the metrics that its alarms watch', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const ran = await (await warmLambda(aws, blueAndGone, named))();
    expect(metricsOf(ran)).toMatchObject([
      { FunctionName: FUNCTION, RunsCompleted: 1, TargetsFailed: 0, TargetsNotDone: 0 },
    ]);
    aws.ingestEmbeddedMetrics(ran.output);
    expect(await sumOf(aws, 'RunsCompleted')).toBe(1);
    expect(await sumOf(aws, 'TargetsNotDone')).toBe(0);
  });

  it('prints the metrics of each target that was answered where the stack asks for them', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const run = await warmLambda(aws, blueAndGone, { ...named, TARGET_METRICS: 'true' });
    const [ofRun, ...ofTargets] = metricsOf(await run());
    expect(ofRun).toMatchObject({ RunsCompleted: 1, Targets: 2, RunDurationSeconds: expect.any(Number) });
    const target = ofTargets.find(({ Service }) => Service === 'blue');
    expect(target).toMatchObject({ FunctionName: FUNCTION, Stage: 'production' });
    expect(Number(target?.SavingsUsdPerMonth)).toBeGreaterThan(0);
    expect(Number(target?.CurrentVcpu)).toBeGreaterThan(Number(target?.RecommendedVcpu));
  });

  it('takes no narrowed run for a complete one, and is silent about a dry one, a failed one and outside of Lambda', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const run = await warmLambda(aws, blue, named);
    const narrowed = await run({ event: { services: ['blue'], scheduledTime: FIRST } });
    expect(metricsOf(narrowed)).toMatchObject([{ RunsCompleted: 0 }]);
    expect(metricsOf(await run({ event: { dryRun: true, scheduledTime: FIRST } }))).toEqual([]);
    expect(metricsOf(await (await warmLambda(aws, blue))())).toEqual([]);
    aws.addFaults([{ operation: 'ecs.DescribeServices', fault: 'accessDenied', count: 9 }]);
    const failed = await run();
    expect(failed.outcome.kind).toBe('threw');
    expect(metricsOf(failed)).toEqual([]);
  });

  it('starts the run of a fleet where there is one, and does a narrowed run itself', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const { url, asked } = await startLambdaService(202);
    const FLEET_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-production-recommend-fleet:durable';
    const run = await warmLambda(aws, blue, { FLEET_ARN, AWS_ENDPOINT_URL_LAMBDA: url });
    const started = await run();
    expect(started.outcome).toMatchObject({
      kind: 'returned',
      value: { started: asked[0]?.headers['x-amz-durable-execution-name'] },
    });
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([{ scheduledTime: new Date(FIRST).toISOString() }]);
    expect(started.calls).toEqual([]);
    await run({ event: { services: ['blue'], scheduledTime: FIRST } });
    expect(asked).toHaveLength(1);
    expect(aws.parameters().map(({ name }) => name)).toContain('/rightsizer/blue/production');
  });
});
