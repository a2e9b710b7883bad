import { describe, expect, it } from 'vitest';
import { TaskDefinitions } from '../../aws/task-definitions.ts';
import { callsOf, ecsReads, NEVER, rejection, service, startWorld } from './world.ts';

const arnOf = (name: string) => `arn:aws:ecs:us-east-1:123456789012:task-definition/blue-${name}:1`;

describe('task definitions', () => {
  it('are read once, also by those who ask while one is on its way', async () => {
    const aws = await startWorld();
    const definitions = new TaskDefinitions(ecsReads());
    const [first, second] = await Promise.all([
      definitions.read(arnOf('api'), NEVER),
      definitions.read(arnOf('api'), NEVER),
    ]);
    expect(second).toBe(first);
    expect(await definitions.read(arnOf('api'), NEVER)).toBe(first);
    expect(callsOf(aws, 'ecs.DescribeTaskDefinition')).toHaveLength(1);
  });

  it('make room for others when there are too many', async () => {
    const aws = await startWorld({ services: ['a', 'b', 'c'].map((name) => service({ service: name })) });
    const definitions = new TaskDefinitions(ecsReads(), 2);
    for (const name of ['a', 'b', 'c', 'b', 'c', 'a']) await definitions.read(arnOf(name), NEVER);
    const asked = callsOf(aws, 'ecs.DescribeTaskDefinition').map(({ input }) => input.taskDefinition);
    expect(asked).toEqual(['a', 'b', 'c', 'a'].map(arnOf));
  });

  it('are asked for again after a failure, which all who waited for it get', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: 'ecs.DescribeTaskDefinition', fault: 'accessDenied' }]);
    const definitions = new TaskDefinitions(ecsReads());
    const reading = [definitions.read(arnOf('api'), NEVER), definitions.read(arnOf('api'), NEVER)];
    const errors = await Promise.all(reading.map(rejection));
    expect(errors[1]).toBe(errors[0]);
    expect(await definitions.read(arnOf('api'), NEVER)).toMatchObject({ cpu: '1024' });
  });

  it('are asked for anew by those who waited for somebody who gave up', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: 'ecs.DescribeTaskDefinition', fault: 'delay', delayMilliseconds: 2000 }]);
    const definitions = new TaskDefinitions(ecsReads());
    const controller = new AbortController();
    const reason = new Error('out of time');
    const given = rejection(definitions.read(arnOf('api'), controller.signal));
    const waiting = definitions.read(arnOf('api'), NEVER);
    setTimeout(() => controller.abort(reason), 30);
    expect(await given).toBe(reason);
    expect(await waiting).toMatchObject({ cpu: '1024', memory: '2048' });
  });
});
