import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { bundle, configuration, configured, FIRST, roomy, runBundle, startAws } from '../end-to-end/world.ts';
import { startLambdaService } from '../support/lambda-service.ts';

const FUNCTION = 'rightsizer-production-recommend';
/** The environment of a Lambda that knows its name. */
const asLambda = ({ environment }: LocalAws) => ({
  environment: { ...environment, AWS_LAMBDA_FUNCTION_NAME: FUNCTION },
});

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
    const path = await bundle(configuration({ blue: configured('blue'), gone: configured('gone') }));
    const { lines, output } = await runBundle(aws, path, asLambda(aws));
    const printed = lines.filter((line) => '_aws' in line);
    expect(printed).toMatchObject([{ FunctionName: FUNCTION, RunsCompleted: 1, TargetsFailed: 0, TargetsNotDone: 0 }]);
    aws.ingestEmbeddedMetrics(output);
    expect(await sumOf(aws, 'RunsCompleted')).toBe(1);
    expect(await sumOf(aws, 'TargetsNotDone')).toBe(0);
  });

  it('prints the metrics of each target that was answered where the stack asks for them', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const path = await bundle(configuration({ blue: configured('blue'), gone: configured('gone') }));
    const { environment } = asLambda(aws);
    const { lines } = await runBundle(aws, path, { environment: { ...environment, TARGET_METRICS: 'true' } });
    const [ofRun, ...ofTargets] = lines.filter((line) => '_aws' in line);
    expect(ofRun).toMatchObject({ RunsCompleted: 1, Targets: 2, RunDurationSeconds: expect.any(Number) });
    const blue = ofTargets.find(({ Service }) => Service === 'blue');
    expect(blue).toMatchObject({ FunctionName: FUNCTION, Stage: 'production' });
    expect(Number(blue?.SavingsUsdPerMonth)).toBeGreaterThan(0);
    expect(Number(blue?.CurrentVcpu)).toBeGreaterThan(Number(blue?.RecommendedVcpu));
  });

  it('does not take a narrowed run for a complete one, and is silent about a dry one', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const path = await bundle(configuration({ blue: configured('blue') }));
    const narrowed = await runBundle(aws, path, {
      ...asLambda(aws),
      event: { services: ['blue'], scheduledTime: FIRST },
    });
    expect(narrowed.lines.filter((line) => '_aws' in line)).toMatchObject([{ RunsCompleted: 0 }]);
    const dry = await runBundle(aws, path, { ...asLambda(aws), event: { dryRun: true, scheduledTime: FIRST } });
    expect(dry.lines.filter((line) => '_aws' in line)).toEqual([]);
  });

  it('prints none outside of Lambda, nor for a run that failed', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const path = await bundle(configuration({ blue: configured('blue') }));
    const outside = await runBundle(aws, path);
    expect(outside.lines.filter((line) => '_aws' in line)).toEqual([]);
    aws.addFaults([{ operation: 'ecs.DescribeServices', fault: 'accessDenied', count: 9 }]);
    const failed = await runBundle(aws, path, asLambda(aws));
    expect(failed.outcome.kind).toBe('threw');
    expect(failed.lines.filter((line) => '_aws' in line)).toEqual([]);
  });

  it('starts the run of a fleet where there is one, and does a narrowed run itself', async () => {
    const aws = await startAws({ services: [roomy('blue')] });
    const path = await bundle(configuration({ blue: configured('blue') }));
    const { url, asked } = await startLambdaService(202);
    const FLEET_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-production-recommend-fleet:durable';
    const environment = { ...aws.environment, FLEET_ARN, AWS_ENDPOINT_URL_LAMBDA: url };
    const started = await runBundle(aws, path, { environment });
    expect(started.outcome).toMatchObject({
      kind: 'returned',
      value: { started: asked[0]?.headers['x-amz-durable-execution-name'] },
    });
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([{ scheduledTime: new Date(FIRST).toISOString() }]);
    expect(started.calls).toEqual([]);
    await runBundle(aws, path, { environment, event: { services: ['blue'], scheduledTime: FIRST } });
    expect(asked).toHaveLength(1);
    expect(aws.parameters().map(({ name }) => name)).toContain('/rightsizer/blue/production');
  });
});
