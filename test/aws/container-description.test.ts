import { describe, expect, it } from 'vitest';
import { createAwsPorts } from '../../aws/ports.ts';
import { describeContainers } from '../../aws/task-definitions.ts';
import { NEVER, recordingLog, service, startWorld, target } from './world.ts';

const CONNECT = 'confluentinc/cp-kafka-connect:7.7.1';

describe('containers', () => {
  it('reach the description with image, heap and start, and without anything of environment and commands', async () => {
    const containers = [
      {
        name: 'connect',
        image: CONNECT,
        environment: { KAFKA_HEAP_OPTS: '-Xms64M -Xmx1536M -Dtoken=hush-environment', PASSWORD: 'hush-password' },
        healthCheck: { command: ['CMD', 'hush-check'], interval: 10, retries: 5, startPeriod: 120 },
      },
      { name: 'java', image: 'own:1', command: ['java', '-Xmx512m', '-Dkey=hush-command'] },
      { name: 'node', image: 'own:2', entryPoint: ['node', '--max-old-space-size=300', 'hush-entry'] },
    ];
    await startWorld({ services: [service({ containers, healthCheckGracePeriodSeconds: 90 })] });
    const log = recordingLog();
    const account = createAwsPorts({ region: 'us-east-1', log }).accountOf(target());
    const found = (await account.services.describe([target()], NEVER)).get('blue/api');
    expect(found).toMatchObject({
      healthCheckGracePeriodSeconds: 90,
      containers: [
        {
          name: 'connect',
          image: CONNECT,
          heap: { maximumMiB: 1536, source: 'environment KAFKA_HEAP_OPTS' },
          startSeconds: 170,
        },
        { name: 'java', heap: { maximumMiB: 512, source: 'command' } },
        { name: 'node', heap: { maximumMiB: 300, source: 'entry point' } },
      ],
    });
    expect(JSON.stringify([found, log.lines, account])).not.toContain('hush');
  });

  it('start as long as ECS waits by default where the health check does not say', () => {
    const healthCheck = { command: ['CMD', 'true'] };
    const [container] = describeContainers([{ name: 'app', healthCheck }]);
    // No start period, 30 s three times.
    expect(container?.startSeconds).toBe(90);
    expect(describeContainers([{ name: 'app' }])[0]).not.toHaveProperty('startSeconds');
  });

  it('have the heap of their image, unless the variable that says another is a secret', () => {
    const heapOf = (container: object) => describeContainers([{ name: 'app', image: CONNECT, ...container }])[0]?.heap;
    expect(heapOf({})).toEqual({ maximumMiB: 2048, source: 'default of the image', isGuess: true });
    expect(heapOf({ secrets: [{ name: 'KAFKA_HEAP_OPTS', valueFrom: 'arn' }] })).toBeUndefined();
  });

  it('may lack everything, even a name', () => {
    expect(describeContainers(undefined)).toEqual([]);
    expect(
      describeContainers([{}, { name: 'app', environment: [{}], secrets: [{ name: undefined, valueFrom: '' }] }]),
    ).toEqual([{ name: 'app', essential: true }]);
  });
});
