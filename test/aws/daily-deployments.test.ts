import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ecsHistory } from '../../aws/ecs-history.ts';
import { ECS_READS, EcsReads } from '../../aws/ecs-reads.ts';
import type { ScenarioDeployment } from '../../local/scenario.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { clientSet, fakeClock, NEVER, NOON, service } from './world.ts';

const SERVICES = 20;
const DAY = 86_400_000;

/** Every day at midnight, as far back as ECS remembers. */
const DAILY: readonly ScenarioDeployment[] = Array.from({ length: 89 }, (_, index) => {
  const startedAt = new Date(Date.parse('2026-11-22T00:00:00Z') - (88 - index) * DAY).toISOString();
  const finishedAt = new Date(Date.parse(startedAt) + 300_000).toISOString();
  return { startedAt, finishedAt, status: 'SUCCESSFUL', taskCpu: '1024', taskMemory: '2048' };
});

const NAMES = Array.from({ length: SERVICES }, (_, index) => `api-${index}`);

/** An AWS that throttles as ECS says it does; its quotas fill with the time that the adapters wait. */
async function startBusyWorld() {
  const clock = fakeClock();
  const services = NAMES.map((name) => service({ service: name, deployments: DAILY }));
  const scenario = { name: 'daily', seed: 7, topics: [], services, quotas: 'documented' } as const;
  const aws = await startLocalAws({ scenario, now: () => NOON, elapsed: () => clock.now() });
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await aws.close();
  });
  const { ecs, scaling } = clientSet();
  const reads = new EcsReads({ client: ecs, clock, random: () => 0.5 });
  const history = ecsHistory(reads, scaling);
  const since = NOON.getTime() - 28 * DAY;
  const readAll = async () => {
    for (const name of NAMES) {
      const found = await history.deployments({ cluster: 'blue', service: name, since }, NEVER);
      // 28 midnights in 28 days, and the deployment that was in force when they began.
      expect(found.kind === 'known' && found.deployments.length).toBe(29);
    }
  };
  return { aws, clock, readAll };
}

/** How often each operation was called since so many calls. */
function countsSince(aws: LocalAws, begun: number): Readonly<Record<string, number>> {
  const calls = aws.calls().slice(begun);
  const names = [...new Set(calls.map(({ operation }) => operation))].sort();
  return Object.fromEntries(names.map((name) => [name, calls.filter((each) => each.operation === name).length]));
}

describe('twenty services that are deployed daily', () => {
  it('cost each deployment and revision once, as slowly as a third of the quota permits, and the next run only the lists', async () => {
    const { aws, clock, readAll } = await startBusyWorld();
    const began = clock.now();
    await readAll();
    const took = clock.now() - began;
    // For each: one list; 28 deployments and 29 revisions, twenty a call; 29 task definitions.
    expect(countsSince(aws, 0)).toEqual({
      'ecs.DescribeServiceDeployments': SERVICES * 2,
      'ecs.DescribeServiceRevisions': SERVICES * 2,
      'ecs.DescribeTaskDefinition': SERVICES * 29,
      'ecs.ListServiceDeployments': SERVICES,
    });
    expect(aws.calls().filter(({ error }) => error !== undefined)).toEqual([]);
    const begun = aws.calls().length;
    await readAll();
    expect(countsSince(aws, begun)).toEqual({ 'ecs.ListServiceDeployments': SERVICES });
    // 580 reads, 16 in any 2.4 s: the last one waits for 36 spans before it.
    const spans = Math.ceil((SERVICES * 29) / ECS_READS.amount) - 1;
    expect(took).toBeGreaterThanOrEqual(spans * ECS_READS.milliseconds);
    // Calls of the other quota, and sleeps that round up, add little.
    expect(took).toBeLessThan(spans * ECS_READS.milliseconds * 1.1);
  });
});
