import { describe, expect, it, vi } from 'vitest';
import {
  EnvironmentError,
  readEnvironment,
  readFleetEnvironment,
  readSlackEnvironment,
} from '../../handlers/environment.ts';

// The module reads its own environment when it is loaded.
vi.hoisted(() => vi.stubEnv('AWS_REGION', 'us-east-1'));

describe('the environment', () => {
  it('holds the region, and the topic and the function where they are set', () => {
    expect(readEnvironment({ AWS_REGION: 'eu-west-1' })).toEqual({ region: 'eu-west-1', targetMetrics: false });
    expect(readEnvironment({ AWS_REGION: 'eu-west-1', TOPIC_ARN: '', AWS_LAMBDA_FUNCTION_NAME: '' })).toEqual({
      region: 'eu-west-1',
      targetMetrics: false,
    });
    expect(readEnvironment({ AWS_REGION: 'eu-west-1', TOPIC_ARN: 'arn', AWS_LAMBDA_FUNCTION_NAME: 'f' })).toEqual({
      region: 'eu-west-1',
      topicArn: 'arn',
      functionName: 'f',
      targetMetrics: false,
    });
  });

  it.each([
    ['true', true],
    ['false', false],
    ['', false],
  ])('asks for the metrics of each target where TARGET_METRICS is "true", here "%s"', (TARGET_METRICS, expected) => {
    expect(readEnvironment({ AWS_REGION: 'eu-west-1', TARGET_METRICS }).targetMetrics).toBe(expected);
  });

  it('holds the name of the parameter for Slack', () => {
    expect(readSlackEnvironment({ AWS_REGION: 'eu-west-1', SLACK_WEBHOOK_PARAMETER: '/a' })).toEqual({
      region: 'eu-west-1',
      webhookParameter: '/a',
    });
  });

  it('holds the function that runs a fleet, where there is one', () => {
    expect(readEnvironment({ AWS_REGION: 'eu-west-1', FLEET_ARN: 'arn' }).fleetArn).toBe('arn');
    expect(readEnvironment({ AWS_REGION: 'eu-west-1', FLEET_ARN: '' })).not.toHaveProperty('fleetArn');
  });

  it('holds the worker of a fleet and the function that its metrics are of', () => {
    const worker = 'arn:aws:lambda:eu-west-1:123456789012:function:work';
    const variables = { AWS_REGION: 'eu-west-1', WORKER_ARN: worker, RECOMMENDER: 'recommend' };
    const read = { worker, accountId: '123456789012', recommender: 'recommend' };
    expect(readFleetEnvironment(variables)).toMatchObject(read);
    expect(() => readFleetEnvironment({ ...variables, WORKER_ARN: '' })).toThrow('WORKER_ARN is ""');
    expect(() => readFleetEnvironment({ ...variables, WORKER_ARN: 'work' })).toThrow('WORKER_ARN is "work"');
    expect(() => readFleetEnvironment({ ...variables, RECOMMENDER: '' })).toThrow('RECOMMENDER is not set');
  });

  it('names what is missing', () => {
    expect(() => readEnvironment({})).toThrow(EnvironmentError);
    expect(() => readEnvironment({ AWS_REGION: '' })).toThrow('AWS_REGION is not set');
    expect(() => readSlackEnvironment({ SLACK_WEBHOOK_PARAMETER: '/a' })).toThrow('AWS_REGION is not set');
    expect(() => readSlackEnvironment({ AWS_REGION: 'eu-west-1' })).toThrow('SLACK_WEBHOOK_PARAMETER is not set');
  });
});
