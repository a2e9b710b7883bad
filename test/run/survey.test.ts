import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import { failureText } from '../../run/failure-text.ts';
import { neverAboveOf, survey } from '../../run/survey.ts';
import { service, size } from '../support/builders.ts';
import { configurationOf, fakeWorld, refused, refusing, stageTarget } from '../support/fake-ports.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-11-22T06:00:00Z');
const ROLE = 'arn:aws:iam::210987654321:role/rightsizer';
const master = stageTarget('master', { policy: builtInPolicies.development, alsoPublishTo: ['default'] });
const production = stageTarget('production', { policy: builtInPolicies.production });
const configuration = configurationOf(master, production);
const LIVE = '/rightsizer/connector/production';

describe('a survey', () => {
  it('asks each account once for services and once for documents, with those that bound a target', async () => {
    const world = fakeWorld();
    const found = await survey(configuration, [master], { ports: world, signal, time: NOW });
    expect([...found.keys()]).toEqual(['connector/master', 'connector/production']);
    expect(world.calls).toEqual([
      'describe connector/master connector/production',
      'read /rightsizer/connector/master /rightsizer/connector/master/state /rightsizer/connector/master/proposed /rightsizer/connector/master/pin /rightsizer/connector/default /rightsizer/connector/production /rightsizer/connector/production/state /rightsizer/connector/production/proposed /rightsizer/connector/production/pin',
    ]);
  });

  it('finds the names of a target that says by what, and says of one that nobody is that it is not deployed', async () => {
    const world = fakeWorld();
    world.home.lister.services = [{ cluster: 'c', service: 'web-x1', tags: { app: 'orders' }, isFargate: true }];
    const found = stageTarget('production', { cluster: '', ecsService: '', find: { tags: { app: 'orders' } } });
    const lost = stageTarget('val', { cluster: '', ecsService: '', find: { tags: { app: 'mail' } } });
    const surveyed = await survey(configurationOf(found, lost), [found, lost], { ports: world, signal, time: NOW });
    expect(surveyed.get(found.id)).toMatchObject({
      target: { cluster: 'c', ecsService: 'web-x1' },
      service: { kind: 'running' },
    });
    expect(surveyed.get(lost.id)?.service).toMatchObject({ kind: 'skipped', skipReason: 'NotDeployed' });
    expect(world.calls.filter((call) => !call.startsWith('read'))).toEqual(['list all', `describe ${found.id}`]);
  });

  it('tells which documents there are', async () => {
    const world = fakeWorld();
    const { documents } = world.home;
    documents.put('/rightsizer/connector/master', 'live');
    documents.put('/rightsizer/connector/master/proposed', 'proposed');
    documents.put('/rightsizer/connector/master/state', '{"history":[],"runId":"r"}', 'String');
    documents.put('/rightsizer/connector/master/state', '{"history":[],"runId":"s"}', 'String');
    documents.put('/rightsizer/connector/default', 'copy');
    const found = await survey(configuration, [master], { ports: world, signal, time: NOW });
    expect(found.get('connector/master')?.documents).toMatchObject({
      live: { kind: 'invalid', text: 'live', version: 1, problem: 'it is not a JSON object' },
      proposed: { kind: 'invalid', text: 'proposed', version: 1 },
      pin: { kind: 'absent' },
      state: { history: [], runId: 's' },
      storedState: { text: '{"history":[],"runId":"s"}', version: 2 },
      copies: [{ name: '/rightsizer/connector/default', stored: { text: 'copy', version: 1 } }],
    });
    expect(found.get('connector/production')?.documents).toEqual({
      names: expect.objectContaining({ live: LIVE }),
      live: { kind: 'absent' },
      proposed: { kind: 'absent' },
      pin: { kind: 'absent' },
      state: { history: [], runId: '' },
      storedState: undefined,
      copies: [],
    });
  });

  it.each(['services', 'documents'] as const)(
    'fails the targets of an account whose %s cannot be read, and no others',
    async (part) => {
      const world = fakeWorld();
      const away = stageTarget('production', { id: 'shop/production', service: 'shop', roleArn: ROLE });
      const { services, documents } = world.accountOfRole(ROLE);
      const fail = refusing('away');
      if (part === 'services') services.beforeDescribe = fail;
      else documents.beforeRead = fail;
      const found = await survey(configurationOf(master, away), [master, away], { ports: world, signal, time: NOW });
      expect(found.get('shop/production')).toMatchObject({
        service: { kind: 'failed', message: 'PortError: away: AccessDeniedException' },
      });
      expect(found.get('shop/production')).not.toHaveProperty('documents');
      expect(found.get('connector/master')?.service.kind).toBe('running');
    },
  );

  it('fails the targets that share a document that cannot be read, and no others', async () => {
    const world = fakeWorld();
    world.home.documents.unreadable.set('/rightsizer/connector/production/state', 'the key is disabled');
    const found = await survey(configuration, [master, production], { ports: world, signal, time: NOW });
    expect(found.get('connector/production')?.service).toEqual({
      kind: 'failed',
      message: 'PortError: the key is disabled',
    });
    expect(found.get('connector/production')).not.toHaveProperty('documents');
    expect(found.get('connector/master')?.documents).toBeDefined();
    expect(found.get('connector/master')?.service.kind).toBe('running');
  });

  it('fails a target that ECS does not mention', async () => {
    const world = fakeWorld();
    world.home.services.answers.set('connector/master', undefined);
    const found = await survey(configuration, [master], { ports: world, signal, time: NOW });
    expect(found.get('connector/master')?.service).toEqual({ kind: 'failed', message: 'ECS said nothing about it' });
  });

  it('ends with the run when the run is out of time', async () => {
    const world = fakeWorld();
    const controller = new AbortController();
    world.home.services.beforeDescribe = () => controller.abort(new Error('out of time'));
    const outcome = survey(configuration, [master], { ports: world, signal: controller.signal, time: NOW });
    await expect(outcome).rejects.toThrow('out of time');
  });

  it('says of a failure what it is called', () => {
    expect(failureText(refused('it'))).toBe('PortError: it: AccessDeniedException');
    expect(failureText('text')).toBe('text');
  });
});

describe('the size that a stage may not pass', () => {
  const document = (cpu: number, memory: number) =>
    JSON.stringify({
      taskCpu: String(cpu),
      taskMemory: String(memory),
      connectContainerCpu: '256',
      connectContainerMemory: '512',
      instantclientContainerMemory: '128',
    });

  async function neverAbove(prepare: (world: ReturnType<typeof fakeWorld>) => void, targets = [master]) {
    const world = fakeWorld();
    prepare(world);
    const found = await survey(configuration, targets, { ports: world, signal, time: NOW });
    return neverAboveOf(configuration, master, found);
  }

  it.each<[string, string | undefined, ReturnType<typeof size> | undefined]>([
    ['what runs, where nothing is live', undefined, size(2048, 6144)],
    ['what runs, where that is greater', document(1024, 4096), size(2048, 6144)],
    ['what is live, where that is greater', document(4096, 8192), size(4096, 8192)],
    ['the greater of each resource', document(1024, 8192), size(2048, 8192)],
    ['what runs, where the live document is broken', 'nonsense', size(2048, 6144)],
  ])('is %s', async (_, live, expected) => {
    const found = await neverAbove(({ home }) => {
      if (live !== undefined) home.documents.put(LIVE, live);
    });
    expect(found).toEqual(expected);
  });

  it('is the greatest of several stages', async () => {
    const second = stageTarget('eu', { policy: builtInPolicies.production });
    const both = configurationOf(master, production, second);
    const world = fakeWorld();
    world.home.services.answers.set('connector/eu', service({ taskSize: size(1024, 8192), containers: [] }));
    const found = await survey(both, [master], { ports: world, signal, time: NOW });
    expect(neverAboveOf(both, master, found)).toEqual(size(2048, 8192));
  });

  it('is its own running size where the stage cannot be read: of any size, so no reason to grow', async () => {
    expect(await neverAbove(({ home }) => home.services.answers.set('connector/production', undefined))).toEqual(
      size(2048, 6144),
    );
  });

  it('is none where the stage is not deployed, or is not surveyed', async () => {
    const skipped = { kind: 'skipped', skipReason: 'NotDeployed', detail: 'gone' } as const;
    expect(
      await neverAbove(({ home }) => {
        home.services.answers.set('connector/production', skipped);
        home.documents.put(LIVE, document(1024, 4096));
      }),
    ).toBeUndefined();
    expect(neverAboveOf(configuration, master, new Map())).toBeUndefined();
  });

  it('is none for a policy that has no such bound', async () => {
    const world = fakeWorld();
    const found = await survey(configuration, [production], { ports: world, signal, time: NOW });
    expect(neverAboveOf(configuration, production, found)).toBeUndefined();
    expect([...found.keys()]).toEqual(['connector/production']);
  });
});
