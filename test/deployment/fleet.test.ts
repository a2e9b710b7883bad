import { beforeAll, describe, expect, test } from 'vitest';
import { deployableCopy } from './deployable-copy.ts';
import { osls } from './osls.ts';
import { arn, PRODUCTION, properties, ref, stackOf, sub, type Template } from './packaged.ts';
import { mentionsIn, resourcesWhen } from './resolved.ts';

/** As it is unless a param says otherwise, and with a fleet. */
let off: Template;
let on: Template;

beforeAll(async () => {
  off = await stackOf(PRODUCTION);
  on = await stackOf([...PRODUCTION, '--param', 'fleet=on']);
});

/** The conditions of a stack of which only the fleet is asked here. */
const truths = (HasFleet: boolean) => ({ CreatesTopic: true, TopicIsHere: true, RunsBySchedule: true, HasFleet });

/** What a fleet brings, by the names of its parts. */
const PARTS = [
  'FleetFailedAlarm',
  'FleetWorkerLambdaFunction',
  'FleetWorkerLogGroup',
  'RecommendFleetDurableLambdaAlias',
  'RecommendFleetLambdaFunction',
  'RecommendFleetLogGroup',
  'RecommendFleetRole',
  'StartFleetPolicy',
];

describe('a stack without a fleet', () => {
  test('is what a param has to change', () => {
    expect(off.Conditions.HasFleet).toEqual({ 'Fn::Equals': ['off', 'on'] });
    expect(on.Conditions.HasFleet).toEqual({ 'Fn::Equals': ['on', 'on'] });
  });

  test('has nothing of it, and speaks of nothing of it', () => {
    const resources = resourcesWhen(off, truths(false));
    const parts = (names: readonly string[]) => names.filter((name) => /Fleet/.test(name));
    expect(parts(Object.keys(resources))).toEqual([]);
    expect(parts(mentionsIn(resources))).toEqual([]);
    const there = Object.keys(resourcesWhen(on, truths(true)));
    // The version has a hash in its name.
    const names = parts(there).map((name) => name.replace(/^(RecommendFleetLambdaVersion).+$/, '$1'));
    expect(names.toSorted()).toEqual([...PARTS, 'RecommendFleetLambdaVersion'].toSorted());
  });

  test('is not made by another word', async () => {
    await using copy = await deployableCopy();
    const { status, output } = await osls(['package', '--param', 'fleet=yes'], copy);
    expect([status, output]).toEqual([1, expect.stringContaining('Conditions.HasFleet')]);
  });
});

describe('a stack with a fleet', () => {
  test('starts the orchestrator by its alias, and the orchestrator calls the worker', () => {
    const { Environment } = properties(on, 'RecommendLambdaFunction') as {
      Environment: { Variables: Record<string, unknown> };
    };
    expect(Environment.Variables.FLEET_ARN).toEqual({
      'Fn::If': ['HasFleet', ref('RecommendFleetDurableLambdaAlias'), ''],
    });
    expect(properties(on, 'RecommendFleetLambdaFunction')).toMatchObject({
      DurableConfig: { ExecutionTimeout: 43_200, RetentionPeriodInDays: 14 },
      Environment: {
        Variables: {
          TOPIC_ARN: ref('Topic'),
          WORKER_ARN: arn('FleetWorkerLambdaFunction'),
          RECOMMENDER: 'rightsizer-production-recommend',
        },
      },
      DeadLetterConfig: { TargetArn: arn('DeadLetterQueue') },
      Role: arn('RecommendFleetRole'),
    });
  });

  test('gives the orchestrator its checkpoints and no target', () => {
    const { Policies } = properties(on, 'RecommendFleetRole') as { Policies: readonly unknown[] };
    const text = JSON.stringify(Policies);
    expect(text).toContain(
      JSON.stringify({
        Effect: 'Allow',
        Action: ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
        Resource: sub(
          'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:rightsizer-production-recommend-fleet:*/durable-execution/*/*',
        ),
      }),
    );
    expect(text).not.toMatch(/ssm:|ecs:|cloudwatch:|sts:/);
  });

  test('lets the worker do what the single Lambda does', () => {
    expect(properties(on, 'FleetWorkerLambdaFunction')).toMatchObject({
      Role: arn('IamRoleLambdaExecution'),
      Environment: { Variables: { RECOMMENDER: 'rightsizer-production-recommend', TARGET_METRICS: 'false' } },
      Timeout: properties(on, 'RecommendLambdaFunction').Timeout,
      MemorySize: properties(on, 'RecommendLambdaFunction').MemorySize,
    });
  });
});
