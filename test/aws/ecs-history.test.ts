import { describe, expect, it } from 'vitest';
import { type HistoryAnswers, toHistory } from '../../aws/deployment-history.ts';
import { ecsHistory } from '../../aws/ecs-history.ts';
import { createAwsPorts } from '../../aws/ports.ts';
import type { DeploymentHistory } from '../../core/model/service.ts';
import type { ScenarioDeployment, ScenarioService } from '../../local/scenario.ts';
import {
  alterOutput,
  callsOf,
  clientSet,
  ecsReads,
  NEVER,
  NOON,
  recordingLog,
  rejection,
  service,
  startWorld,
  target,
} from './world.ts';

const QUESTION = { cluster: 'blue', service: 'api' };
const DAY = 86_400_000;

function reader() {
  const { ecs, scaling } = clientSet();
  return ecsHistory(ecsReads(ecs), scaling);
}

async function deploymentsOf(odd: Partial<ScenarioService>): Promise<DeploymentHistory> {
  await startWorld({ services: [service(odd)] });
  return reader().deployments(QUESTION, NEVER);
}

/** The deployments, newest first. */
function known(history: DeploymentHistory) {
  if (history.kind !== 'known') throw new Error(history.detail);
  return history.deployments;
}

function deployment(startedAt: string, taskCpu: string, taskMemory: string): ScenarioDeployment {
  const finishedAt = new Date(Date.parse(startedAt) + 300_000).toISOString();
  return { startedAt, finishedAt, status: 'SUCCESSFUL', taskCpu, taskMemory };
}

function atNight(count: number): readonly ScenarioDeployment[] {
  return Array.from({ length: count }, (_, index) =>
    deployment(new Date(NOON.getTime() - ((count - index) * DAY) / 4).toISOString(), '1024', '2048'),
  );
}

describe('deployments', () => {
  it('tell how often the tasks of a revision tell their CPU, where that is not every minute', async () => {
    const deployments = [deployment('2026-11-02T08:00:00Z', '1024', '2048')];
    const [often] = known(await deploymentsOf({ deployments, sampleSeconds: 20 }));
    expect(often?.revision.sampleSeconds).toBe(20);
    const [usual] = known(await deploymentsOf({ deployments }));
    expect(usual?.revision).not.toHaveProperty('sampleSeconds');
  });

  it('are told with size, images, times and what ran before, for three resizes', async () => {
    const history = await deploymentsOf({
      sizeBefore: { taskCpu: '.25 vCPU', taskMemory: '1GB', containers: [{ name: 'app', image: 'app:0' }] },
      deployments: [
        deployment('2026-11-02T08:00:00Z', '512', '1024'),
        deployment('2026-11-09T08:00:00Z', '2048', '4096'),
        deployment('2026-11-16T08:00:00Z', '1024', '2048'),
      ],
    });
    const revision = (number: number, cpuUnits: number, memoryMiB: number, image = 'app:1') => ({
      taskDefinitionArn: `arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:${number}`,
      taskSize: { cpuUnits, memoryMiB },
      images: { app: image },
    });
    const [first, second, third, fourth] = [
      revision(1, 256, 1024, 'app:0'),
      revision(2, 512, 1024),
      revision(3, 2048, 4096),
      revision(4, 1024, 2048),
    ];
    const at = (day: string) => ({
      startedAt: Date.parse(`2026-11-${day}T08:00:00Z`),
      finishedAt: Date.parse(`2026-11-${day}T08:05:00Z`),
      outcome: 'successful',
    });
    expect(known(history)).toEqual([
      { ...at('16'), revision: fourth, before: third },
      { ...at('09'), revision: third, before: second },
      { ...at('02'), revision: second, before: first },
    ]);
  });

  it('that were rolled back ended where they began', async () => {
    const rolledBack = { ...deployment('2026-11-20T08:00:00Z', '256', '512'), status: 'ROLLBACK_SUCCESSFUL' } as const;
    const history = await deploymentsOf({
      deployments: [deployment('2026-11-02T08:00:00Z', '1024', '2048'), rolledBack],
    });
    expect(known(history)[0]).toMatchObject({
      outcome: 'rolledBack',
      finishedAt: Date.parse('2026-11-20T08:05:00Z'),
      revision: { taskSize: { cpuUnits: 256, memoryMiB: 512 } },
      before: { taskSize: { cpuUnits: 1024, memoryMiB: 2048 } },
    });
  });

  it('that are in progress have no end', async () => {
    const inProgress = { startedAt: '2026-11-22T11:58:00Z', status: 'IN_PROGRESS', taskCpu: '256', taskMemory: '512' };
    const sizeBefore = { taskCpu: '1024', taskMemory: '2048' };
    const history = await deploymentsOf({ sizeBefore, deployments: [inProgress as ScenarioDeployment] });
    expect(known(history)).toMatchObject([{ outcome: 'inProgress', startedAt: Date.parse(inProgress.startedAt) }]);
    expect(known(history)[0]).not.toHaveProperty('finishedAt');
  });

  it('that created the service have nothing before them', async () => {
    const deployments = [deployment('2026-11-02T08:00:00Z', '1024', '2048')];
    const history = await deploymentsOf({ deployments, metricsFrom: '2026-11-02T08:00:00Z' });
    expect(known(history)).toHaveLength(1);
    expect(known(history)[0]).not.toHaveProperty('before');
  });

  it('are none for a service that ECS deploys and nobody did', async () => {
    expect(await deploymentsOf({})).toEqual({ kind: 'known', deployments: [] });
  });

  it('are unavailable when ECS does not support them, or somebody else deploys', async () => {
    expect(await deploymentsOf({ serviceHistory: 'unavailable' })).toEqual({
      kind: 'unavailable',
      detail: 'ECS keeps no deployments of service api in cluster blue.',
    });
    await startWorld();
    expect(await reader().deployments({ ...QUESTION, deployedBy: 'CODE_DEPLOY' }, NEVER)).toEqual({
      kind: 'unavailable',
      detail: 'ECS lists no deployments of service api in cluster blue, which CODE_DEPLOY deploys.',
    });
  });

  it('leave out a size that was deployed and is none', async () => {
    const history = await deploymentsOf({
      deployments: [
        deployment('2026-11-02T08:00:00Z', '100', '100'),
        deployment('2026-11-03T08:00:00Z', '1024', '2048'),
      ],
    });
    expect(known(history)).toMatchObject([{ startedAt: Date.parse('2026-11-03T08:00:00Z') }]);
    expect(history).toMatchObject({
      unreadable: [
        {
          startedAt: Date.parse('2026-11-02T08:00:00Z'),
          finishedAt: Date.parse('2026-11-02T08:05:00Z'),
          outcome: 'successful',
          detail:
            'The size that was deployed at 2026-11-02T08:00:00.000Z cannot be read: ' +
            'task definition blue-api:2 has CPU 100 with memory 100, no Fargate task size.',
        },
      ],
    });
  });

  it('leave out what a task definition that is gone brought', async () => {
    await startWorld({ services: [service({ deployments: atNight(1) })] });
    const { ecs, scaling } = clientSet();
    alterOutput(ecs, (output) => {
      if (!('serviceRevisions' in output)) return;
      for (const each of output.serviceRevisions as { taskDefinition: string }[]) each.taskDefinition = 'gone:9';
    });
    const history = await ecsHistory(ecsReads(ecs), scaling).deployments(QUESTION, NEVER);
    expect(history).toMatchObject({
      deployments: [],
      unreadable: [{ detail: expect.stringMatching(/: task definition gone:9 is gone\.$/) }],
    });
  });

  it('are read in batches of twenty, with each task definition once', async () => {
    const aws = await startWorld({ services: [service({ deployments: atNight(45) })] });
    expect(known(await reader().deployments(QUESTION, NEVER))).toHaveLength(45);
    const sizes = (operation: string, field: string) =>
      callsOf(aws, operation)
        .map(({ input }) => (input[field] as string[]).length)
        .sort();
    expect(callsOf(aws, 'ecs.ListServiceDeployments').map(({ input }) => input.maxResults)).toEqual([100]);
    expect(sizes('ecs.DescribeServiceDeployments', 'serviceDeploymentArns')).toEqual([20, 20, 5]);
    // 45 that were deployed, and the one before the first.
    expect(sizes('ecs.DescribeServiceRevisions', 'serviceRevisionArns')).toEqual([20, 20, 6]);
    const asked = callsOf(aws, 'ecs.DescribeTaskDefinition').map(({ input }) => input.taskDefinition);
    expect(asked).toHaveLength(46);
    expect(new Set(asked).size).toBe(46);
  });

  it('share their task definitions with the description of the service', async () => {
    const aws = await startWorld({ services: [service({ deployments: atNight(3) })] });
    const account = createAwsPorts({ region: 'us-east-1', log: recordingLog() }).accountOf(target());
    await account.services.describe([target()], NEVER);
    await account.history?.deployments(QUESTION, NEVER);
    await account.history?.deployments(QUESTION, NEVER);
    const asked = callsOf(aws, 'ecs.DescribeTaskDefinition').map(({ input }) => String(input.taskDefinition));
    expect(asked.map((arn) => arn.split(':').at(-1)).sort()).toEqual(['1', '2', '3', '4']);
  });

  it('are all that there are, over all pages, of which two hundred are read, from the first to the last', async () => {
    const aws = await startWorld({ services: [service({ deployments: atNight(230) })] });
    const deployments = known(await reader().deployments(QUESTION, NEVER));
    expect(callsOf(aws, 'ecs.ListServiceDeployments')).toHaveLength(3);
    expect(deployments).toHaveLength(230);
    expect(new Set(deployments.map(({ revision }) => revision.taskSize.cpuUnits))).toEqual(new Set([1024]));
    // 200 that were deployed, and what ran before each of them; each is read once.
    expect(callsOf(aws, 'ecs.DescribeServiceDeployments')).toHaveLength(10);
    const times = deployments.map(({ startedAt }) => startedAt);
    expect([Math.min(...times), Math.max(...times)]).toEqual([
      NOON.getTime() - (230 * DAY) / 4,
      NOON.getTime() - DAY / 4,
    ]);
    expect(deployments.filter(({ before }) => before !== undefined)).toHaveLength(200);
  });

  it('from before are one more that is read, the one in force at an earlier time', async () => {
    // Four a day for fifteen days: 41 since the tenth day or in force then, and 16 before them since the fourteenth.
    const span = { since: NOON.getTime() - 10 * DAY, earlier: NOON.getTime() - 14 * DAY };
    const asked = async (more: object) => {
      const aws = await startWorld({ services: [service({ deployments: atNight(60) })] });
      const deployments = known(await reader().deployments({ ...QUESTION, since: span.since, ...more }, NEVER));
      return { deployments, calls: callsOf(aws, 'ecs.DescribeTaskDefinition').length };
    };
    const [without, all] = [await asked({}), await asked({ earlier: span.earlier })];
    expect([without.deployments.length, all.deployments.length]).toEqual([41, 57]);
    expect(new Set(all.deployments.map(({ revision }) => revision.taskSize.cpuUnits))).toEqual(new Set([1024]));
    expect(all.calls - without.calls).toBe(1);
  });

  it('that were not read are of an unknown size where it changed around them', async () => {
    const all = atNight(300).map((each, index) => (index < 151 ? { ...each, taskCpu: '512' } : each));
    await startWorld({ services: [service({ deployments: all })] });
    const history = await reader().deployments(QUESTION, NEVER);
    const at = (index: number) => NOON.getTime() - ((300 - index) * DAY) / 4;
    const sizes = new Map(known(history).map(({ startedAt, revision }) => [startedAt, revision.taskSize.cpuUnits]));
    const wrong = all.filter(({ taskCpu }, index) => (sizes.get(at(index)) ?? Number(taskCpu)) !== Number(taskCpu));
    expect(wrong).toEqual([]);
    expect(sizes.size).toBeGreaterThanOrEqual(299);
    expect(300 - sizes.size).toBe(history.kind === 'known' ? (history.unreadable ?? []).length : Number.NaN);
  });
});

describe('deployments that the embedded AWS does not know', () => {
  const startedAt = new Date('2026-11-02T08:00:00Z');
  const ended = new Date('2026-11-02T08:30:00Z');
  const task = (number: number, cpu: string, memory: string) =>
    [`family:${number}`, { taskDefinitionArn: `family:${number}`, cpu, memory, containers: [] }] as const;
  const answers = (overrides: Partial<HistoryAnswers> = {}): HistoryAnswers => ({
    briefs: [{ serviceDeploymentArn: 'd', targetServiceRevisionArn: 'r1', status: 'SUCCESSFUL', startedAt }],
    isWhole: true,
    details: new Map(),
    revisions: new Map(['r1', 'r2', 'r3'].map((arn, index) => [arn, { taskDefinition: `family:${index + 1}` }])),
    declared: new Map([task(1, '256', '512'), task(2, '512', '1024'), task(3, '512', '1024')]),
    ...overrides,
  });
  const first = (overrides: Partial<HistoryAnswers>) => known(toHistory(answers(overrides)))[0];
  const withStatus = (status: string, more: object = {}) =>
    first({ briefs: answers().briefs.map((brief) => ({ ...brief, status: status as 'STOPPED', ...more })) });

  it.each([
    ['SUCCESSFUL', 'successful'],
    ['ROLLBACK_SUCCESSFUL', 'rolledBack'],
    ['ROLLBACK_FAILED', 'rolledBack'],
    ['STOPPED', 'rolledBack'],
    ['IN_PROGRESS', 'inProgress'],
    ['STOP_REQUESTED', 'inProgress'],
    ['ROLLBACK_REQUESTED', 'inProgress'],
    ['ROLLBACK_IN_PROGRESS', 'inProgress'],
    ['SOMETHING_NEW', 'inProgress'],
  ])('%s is %s', (status, outcome) => {
    expect(withStatus(status)?.outcome).toBe(outcome);
    expect(withStatus(status, { finishedAt: ended })?.finishedAt).toBe(ended.getTime());
  });

  it('ended when their details say so, where no end is said', () => {
    expect(first({ details: new Map([['d', { endedAt: ended, sources: [] }]]) })?.finishedAt).toBe(ended.getTime());
    expect(first({})).not.toHaveProperty('finishedAt');
  });

  it('found two revisions at work: before is one of them only when both have one size', () => {
    const sources = (...arns: string[]) => first({ details: new Map([['d', { sources: arns }]]) });
    expect(sources('r2', 'r3')?.before).toMatchObject({ taskDefinitionArn: 'family:2' });
    expect(sources('r1', 'r2')).not.toHaveProperty('before');
    expect(sources('r2', 'unknown')).not.toHaveProperty('before');
  });

  it('are left out as long as nothing was started', async () => {
    await startWorld({ services: [service({ deployments: atNight(2) })] });
    const { ecs, scaling } = clientSet();
    alterOutput(ecs, (output) => {
      if (!Array.isArray(output.serviceDeployments) || 'failures' in output) return;
      Object.assign(output.serviceDeployments[0], { status: 'PENDING', startedAt: undefined, finishedAt: undefined });
    });
    const history = await ecsHistory(ecsReads(ecs), scaling).deployments(QUESTION, NEVER);
    expect(known(history)).toHaveLength(1);
  });

  it('may belong to a revision that ECS does not describe', () => {
    expect(toHistory(answers({ revisions: new Map() }))).toEqual({
      kind: 'known',
      deployments: [],
      unreadable: [
        {
          startedAt: startedAt.getTime(),
          outcome: 'successful',
          detail:
            'The size that was deployed at 2026-11-02T08:00:00.000Z cannot be read: ECS does not describe its service revision.',
        },
      ],
    });
  });
});

describe('calls that fail', () => {
  it.each([
    ['ListServiceDeployments', 'service api in cluster blue'],
    ['DescribeServiceDeployments', 'arn:aws:ecs:us-east-1:123456789012:service-deployment/blue/api/.* and 1 more'],
    ['DescribeServiceRevisions', 'arn:aws:ecs:us-east-1:123456789012:service-revision/blue/api/.* and 2 more'],
    ['DescribeTaskDefinition', 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:.'],
  ])('cost the history alone when %s is denied, and are not sent again', async (operation, subject) => {
    const aws = await startWorld({ services: [service({ deployments: atNight(2) })] });
    aws.addFaults([{ operation: `ecs.${operation}`, fault: 'accessDenied' }]);
    expect(await reader().deployments(QUESTION, NEVER)).toEqual({
      kind: 'unavailable',
      detail: expect.stringMatching(new RegExp(`^ECS ${operation} of ${subject}: AccessDeniedException: `)),
    });
    const denied = aws.calls().filter(({ error }) => error === 'AccessDeniedException');
    expect(denied).toHaveLength(1);
  });

  it('are tried twice when ECS is out of order, and then cost the history', async () => {
    const aws = await startWorld({ services: [service({ deployments: atNight(2) })] });
    aws.addFaults([{ operation: 'ecs.ListServiceDeployments', fault: 'error500', count: 2 }]);
    const history = await reader().deployments(QUESTION, NEVER);
    expect(history).toMatchObject({ kind: 'unavailable', detail: expect.stringContaining('ServerException') });
    expect(callsOf(aws, 'ecs.ListServiceDeployments')).toHaveLength(2);
  });

  it('are tried again, with pauses, when ECS throttles', async () => {
    const aws = await startWorld({ services: [service({ deployments: atNight(2) })] });
    aws.addFaults([{ operation: 'ecs.ListServiceDeployments', fault: 'throttle', count: 3 }]);
    expect(known(await reader().deployments(QUESTION, NEVER))).toHaveLength(2);
  });

  it('cost the history when the service is unknown, and end with the reason of the signal', async () => {
    await startWorld();
    expect(await reader().deployments({ ...QUESTION, service: 'web' }, NEVER)).toEqual({
      kind: 'unavailable',
      detail: 'ECS ListServiceDeployments of service web in cluster blue: ServiceNotFoundException: Service not found.',
    });
    const reason = new Error('out of time');
    expect(await rejection(reader().deployments(QUESTION, AbortSignal.abort(reason)))).toBe(reason);
  });
});

describe('deployments since a time', () => {
  const daysAgo = (days: number) => NOON.getTime() - days * DAY;

  it('are those since then, with the one that was in force, and ECS is asked about no others', async () => {
    const aws = await startWorld({ services: [service({ deployments: atNight(45) })] });
    // One every six hours, the last of them six hours before noon: 8 in two days, with the one at its very beginning.
    const deployments = known(await reader().deployments({ ...QUESTION, since: daysAgo(2) }, NEVER));
    expect(deployments.map(({ startedAt }) => startedAt)).toEqual(
      [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25].map(daysAgo),
    );
    expect(deployments.slice(0, -1).every(({ before }) => before !== undefined)).toBe(true);
    expect(deployments.at(-1)).not.toHaveProperty('before');
    const asked = (operation: string, field: string) =>
      callsOf(aws, operation).flatMap(({ input }) => input[field] as string[]).length;
    expect(asked('ecs.DescribeServiceDeployments', 'serviceDeploymentArns')).toBe(8);
    expect(asked('ecs.DescribeServiceRevisions', 'serviceRevisionArns')).toBe(9);
    expect(callsOf(aws, 'ecs.DescribeTaskDefinition')).toHaveLength(9);
  });

  it('go back behind one that was rolled back, to the one that was in force', async () => {
    const failed = { ...deployment('2026-11-12T08:00:00Z', '256', '512'), status: 'ROLLBACK_SUCCESSFUL' } as const;
    const history = await (async () => {
      await startWorld({
        services: [
          service({
            deployments: [
              ...['2', '5', '9'].map((day) => deployment(`2026-11-0${day}T08:00:00Z`, '1024', '2048')),
              failed,
            ],
          }),
        ],
      });
      return reader().deployments({ ...QUESTION, since: daysAgo(7) }, NEVER);
    })();
    expect(known(history).map(({ startedAt, outcome }) => [new Date(startedAt).getUTCDate(), outcome])).toEqual([
      [12, 'rolledBack'],
      [9, 'successful'],
    ]);
  });

  it('of a quiet service cost a list and a revision, and the next run only the list', async () => {
    const aws = await startWorld({ services: [service({ deployments: atNight(1) })] });
    const { ecs, scaling } = clientSet();
    const history = ecsHistory(ecsReads(ecs), scaling);
    const count = () =>
      aws
        .calls()
        .map(({ operation }) => operation.replace('ecs.', ''))
        .sort();
    const question = { ...QUESTION, since: daysAgo(0.1) };
    const first = await history.deployments(question, NEVER);
    expect(count()).toEqual(['DescribeServiceRevisions', 'DescribeTaskDefinition', 'ListServiceDeployments']);
    expect(await history.deployments(question, NEVER)).toEqual(first);
    expect(count()).toHaveLength(4);
    expect(known(first)).toMatchObject([{ startedAt: daysAgo(0.25), revision: { taskSize: { cpuUnits: 1024 } } }]);
  });

  it('that are still in progress are asked about again by the next run', async () => {
    const inProgress = { startedAt: '2026-11-22T11:58:00Z', status: 'IN_PROGRESS', taskCpu: '256', taskMemory: '512' };
    const aws = await startWorld({ services: [service({ deployments: [inProgress as ScenarioDeployment] })] });
    const history = reader();
    await history.deployments(QUESTION, NEVER);
    await history.deployments(QUESTION, NEVER);
    expect(callsOf(aws, 'ecs.DescribeServiceDeployments')).toHaveLength(2);
    expect(callsOf(aws, 'ecs.DescribeServiceRevisions')).toHaveLength(1);
  });
});
