import { describe, expect, it } from 'vitest';
import type { FindRule, Target } from '../../core/configuration/configuration.ts';
import type { ListedService } from '../../core/ports.ts';
import { locate } from '../../run/survey.ts';
import { fakeWorld, refusing, stageTarget } from '../support/fake-ports.ts';

const signal = new AbortController().signal;

function listed(cluster: string, service: string, tags: Readonly<Record<string, string>> = {}): ListedService {
  return { cluster, service, tags, isFargate: true };
}

function ofStack(stack: string, logicalId: string): Readonly<Record<string, string>> {
  return { 'aws:cloudformation:stack-name': stack, 'aws:cloudformation:logical-id': logicalId };
}

function target(find: FindRule, cluster = ''): Target {
  return stageTarget('production', { cluster, ecsService: '', find });
}

/** Where one target is among some services: cluster and service, or why not. */
async function where(find: FindRule, services: readonly ListedService[], cluster = '') {
  const { home } = fakeWorld();
  home.lister.services = services;
  const { targets, lost } = await locate(home, [target(find, cluster)], signal);
  const [why] = lost.values();
  if (why?.kind === 'failed') return why.message;
  return why?.kind === 'skipped' ? why.detail : `${targets[0]?.cluster}/${targets[0]?.ecsService}`;
}

const SERVICES = [
  listed('a', 'orders-x1', { app: 'orders', stage: 'production', ...ofStack('orders-production', 'Web') }),
  listed('a', 'orders-x2', { app: 'orders', stage: 'val', ...ofStack('orders-val', 'Web') }),
  listed('b', 'mail-x3', { app: 'mail', stage: 'production' }),
  listed('c', 'shop-production-Worker-aB3dE5fG7h'),
];

describe('a service that is found', () => {
  it.each<[string, FindRule, string]>([
    ['one tag', { tags: { app: 'mail' } }, 'b/mail-x3'],
    ['several tags', { tags: { app: 'orders', stage: 'val' } }, 'a/orders-x2'],
    ['its stack', { stack: 'orders-production', logicalId: 'Web' }, 'a/orders-x1'],
    ['its stack and a tag', { stack: 'orders-val', logicalId: 'Web', tags: { app: 'orders' } }, 'a/orders-x2'],
    [
      'the name that its stack gave it',
      { stack: 'shop-production', logicalId: 'Worker' },
      'c/shop-production-Worker-aB3dE5fG7h',
    ],
  ])('by %s has its names in ECS', async (_, find, names) => {
    expect(await where(find, SERVICES)).toBe(names);
  });

  it.each<[string, FindRule, string]>([
    ['a tag of nobody', { tags: { app: 'shop' } }, 'has the tag app=shop.'],
    ['another stack', { stack: 'orders-qa', logicalId: 'Web' }, 'has logical id Web in stack orders-qa.'],
    ['another logical id', { stack: 'orders-val', logicalId: 'Api' }, 'has logical id Api in stack orders-val.'],
    [
      'the beginning of a stack',
      { stack: 'shop', logicalId: 'production' },
      'has logical id production in stack shop.',
    ],
  ])('by %s is not deployed', async (_, find, why) => {
    expect(await where(find, SERVICES)).toBe(`No service in this account and region ${why}`);
  });

  it('by what several have is a failure that names them', async () => {
    expect(await where({ tags: { app: 'orders' } }, SERVICES)).toBe(
      'Several services have the tag app=orders: a/orders-x1, a/orders-x2.',
    );
  });

  it('in a cluster is looked for there alone', async () => {
    const world = fakeWorld();
    world.home.lister.services = [...SERVICES, listed('d', 'mail', { app: 'mail' })];
    const { targets } = await locate(world.home, [target({ tags: { app: 'mail' } }, 'd')], signal);
    expect(targets[0]).toMatchObject({ cluster: 'd', ecsService: 'mail' });
    expect(world.calls).toEqual(['list d']);
  });

  it('beside others costs one list, and leaves those with names alone', async () => {
    const world = fakeWorld();
    world.home.lister.services = SERVICES;
    const named = stageTarget('val');
    const all = [named, target({ tags: { app: 'mail' } }), target({ tags: { app: 'orders', stage: 'val' } }, 'a')];
    const { targets, lost } = await locate(world.home, all, signal);
    expect(targets[0]).toBe(named);
    expect(targets.map(({ ecsService }) => ecsService)).toEqual([named.ecsService, 'mail-x3', 'orders-x2']);
    expect([lost.size, world.calls]).toEqual([0, ['list all']]);
  });

  it('fails where ECS does not tell', async () => {
    const { home } = fakeWorld();
    home.lister.beforeList = refusing('ECS ListClusters');
    const { lost } = await locate(home, [target({ tags: { app: 'mail' } })], signal);
    expect([...lost.values()]).toEqual([
      { kind: 'failed', message: 'PortError: ECS ListClusters: AccessDeniedException' },
    ]);
  });

  it('is not looked for any more when the time is up', async () => {
    const { home } = fakeWorld();
    const controller = new AbortController();
    home.lister.beforeList = () => {
      controller.abort();
      controller.signal.throwIfAborted();
    };
    await expect(locate(home, [target({ tags: { app: 'mail' } })], controller.signal)).rejects.toThrow('aborted');
  });
});
