import { describe, expect, it } from 'vitest';
import { completed } from '../../../run/discovery/discover-in.ts';
import { searchPlaces } from '../../../run/discovery/search-place.ts';
import { serviceWith } from '../../core/configuration/file-builder.ts';
import { container, service } from '../../support/builders.ts';
import { refusing } from '../../support/fake-ports.ts';
import { fleet, found, lost, PAYMENTS, SEARCH, tagged, worldOf } from './world.ts';

const { signal } = new AbortController();

describe('the accounts and regions that are searched', () => {
  it('are each region of each account', () => {
    const accounts = [
      { regions: ['us-east-1', 'eu-west-1'] },
      { roleArn: SEARCH, externalId: 'fleet', regions: ['us-east-1'] },
    ];
    expect(searchPlaces({ accounts })).toEqual([
      { region: 'us-east-1' },
      { region: 'eu-west-1' },
      { roleArn: SEARCH, externalId: 'fleet', region: 'us-east-1' },
    ]);
  });

  it('are none where the file names no account: nothing is asked', async () => {
    const world = worldOf([tagged('shop-prod', 'api')]);
    const configuration = fleet({ accounts: [], services: { api: serviceWith() } });
    expect(await completed({ configuration, ports: world, signal })).toBe(configuration);
    expect(world.calls).toEqual([]);
  });
});

describe('a tagged service', () => {
  it('is a target with stage, key and policy by its names, keys by its containers, and waits for approval', async () => {
    const world = worldOf([tagged('shop-qa', 'api'), { ...tagged('shop-qa', 'web'), tags: {} }]);
    const declared = [
      container('http-proxy', { memoryMiB: 512 }),
      container('app', { cpuUnits: 256 }),
      container('bare'),
    ];
    world.accountOfRole(PAYMENTS).services.answers.set('shop-qa/api', { ...service(), containers: declared });
    expect(await found(world)).toEqual([
      expect.objectContaining({
        id: 'shop-api/qa',
        cluster: 'shop-qa',
        ecsService: 'api',
        policy: expect.objectContaining({ name: 'validation' }),
        mode: 'propose',
        region: 'us-east-1',
        roleArn: PAYMENTS,
        parameters: {
          task: { cpu: 'taskCpu', memory: 'taskMemory' },
          containers: { 'http-proxy': { memory: 'httpProxyContainerMemory' }, app: { cpu: 'appContainerCpu' } },
        },
      }),
    ]);
  });

  it('is what its tags say', async () => {
    const tags = {
      'rightsizer:stage': 'live',
      'rightsizer:service': 'checkout',
      'rightsizer:owner': 'payments',
      'rightsizer:policy': 'validation',
      'rightsizer:mode': 'apply',
      'rightsizer:task': 'cpu=cpu',
      'rightsizer:container:app': 'memory=appMemory',
    };
    const world = worldOf([tagged('shop-qa', 'api', tags)]);
    const declared = [container('app', { cpuUnits: 256, memoryMiB: 512 }), container('proxy', { memoryMiB: 256 })];
    world.accountOfRole(PAYMENTS).services.answers.set('shop-qa/api', { ...service(), containers: declared });
    expect(await found(world)).toEqual([
      expect.objectContaining({
        id: 'checkout/live',
        owner: 'payments',
        policy: expect.objectContaining({ name: 'validation' }),
        mode: 'apply',
        parameters: {
          task: { cpu: 'cpu', memory: 'taskMemory' },
          containers: { app: { memory: 'appMemory' }, proxy: { memory: 'proxyContainerMemory' } },
        },
      }),
    ]);
  });

  it('has what the file says of tagged services, the stage before the service', async () => {
    const settings = {
      'shop-api': {
        minimumTaskSize: { memoryMiB: 1024 },
        containers: { app: { heap: { maximumMiB: 512 } } },
        guards: { neverShrink: ['cpu'] },
        stages: { qa: { minimumTaskSize: { memoryMiB: 2048 } }, production: null },
      },
    };
    const world = worldOf([tagged('shop-qa', 'api'), tagged('shop-production', 'api'), tagged('shop-qa', 'job')]);
    const targets = await found(world, fleet({ taggedServices: settings }));
    const said = targets.map(({ id, minimumTaskSize, containers, guards }) => {
      return [id, minimumTaskSize?.memoryMiB, containers.app?.heap?.maximumMiB, guards?.neverShrink];
    });
    expect(said).toEqual([
      ['shop-api/production', 1024, 512, ['cpu']],
      ['shop-api/qa', 2048, 512, ['cpu']],
      ['shop-job/qa', undefined, undefined, []],
    ]);
  });

  it('has the policy with the name of its stage, where the file has one', async () => {
    const configuration = fleet({ policies: { qa: {} } });
    expect((await found(worldOf([tagged('shop-qa', 'api')]), configuration))[0]?.policy.name).toBe('qa');
  });

  it('stands behind those of the file, in the order of the ids, in whatever order ECS lists them', async () => {
    const services = [tagged('a-qa', 'x'), tagged('b-qa', 'x'), tagged('c-qa', 'x')];
    const configuration = fleet({ services: { zoo: serviceWith() } });
    const ids = async (...all: Parameters<typeof worldOf>) =>
      (await found(worldOf(...all), configuration)).map(({ id }) => id);
    expect(await ids(services)).toEqual(['zoo/production', 'a-x/qa', 'b-x/qa', 'c-x/qa']);
    expect(await ids([], services.toReversed())).toEqual(['zoo/production', 'a-x/qa', 'b-x/qa', 'c-x/qa']);
  });

  it('that is not there any more when it is described is a target, which is then skipped as not deployed', async () => {
    const world = worldOf([tagged('shop-qa', 'api')]);
    world
      .accountOfRole(PAYMENTS)
      .services.answers.set('shop-qa/api', { kind: 'skipped', skipReason: 'NotDeployed', detail: 'It is gone.' });
    expect((await found(world))[0]).not.toHaveProperty('lost');
  });
});

describe('a tagged service that stands in the file too', () => {
  const named = { cluster: 'shop-{stage}', service: 'api', roleArn: PAYMENTS, region: 'us-east-1' };

  it.each<[string, object]>([
    ['by its names', named],
    [
      'by another role of the account, in the region of the recommender',
      { ...named, roleArn: PAYMENTS.replace('rightsizer', 'other'), region: undefined },
    ],
    [
      'by what it is found by',
      { ...named, cluster: undefined, service: undefined, find: { tags: { rightsizer: 'on' } } },
    ],
  ])('%s is that of the file, and is told in the log', async (_, fields) => {
    const world = worldOf([tagged('shop-qa', 'api', { 'rightsizer:mode': 'nonsense' })]);
    const configuration = fleet({
      services: { api: serviceWith({ ...fields, stages: { qa: { policy: 'validation' } } }) },
    });
    expect((await found(world, configuration)).map(({ id }) => id)).toEqual(['api/qa']);
    expect(world.log.lines).toEqual([
      {
        level: 'warn',
        message: 'a tagged service stands in rightsizer.yml too, which counts; its tags say nothing',
        data: { service: 'shop-qa/api', place: 'account 222222222222/us-east-1', target: 'api/qa' },
      },
    ]);
  });

  it('in another account is another service', async () => {
    const world = worldOf([tagged('shop-qa', 'api')]);
    const configuration = fleet({
      services: { api: serviceWith({ ...named, roleArn: SEARCH, stages: { qa: { policy: 'validation' } } }) },
    });
    expect((await found(world, configuration)).map(({ id }) => id)).toEqual(['api/qa', 'shop-api/qa']);
    expect(world.log.lines).toEqual([]);
  });
});

describe('the own account, to which a role leads too', () => {
  const OWN = '111111111111';
  const role = `arn:aws:iam::${OWN}:role/rightsizer`;
  const api = { ...tagged('shop-qa', 'api'), accountId: OWN };
  const named = {
    cluster: 'shop-{stage}',
    service: 'api',
    region: 'us-east-1',
    stages: { qa: { policy: 'validation' } },
  };

  function ownWorld() {
    const world = worldOf([]);
    world.home.lister.services = [api];
    world.accountOfRole(role).lister.services = [api];
    return world;
  }

  it('is searched by the role alone, and named', async () => {
    const regions = ['us-east-1'];
    const targets = await found(ownWorld(), fleet({ accounts: [{ regions }, { roleArn: role, regions }] }));
    expect(targets.map(({ id, roleArn, lost: why }) => [id, roleArn, why?.message])).toEqual([
      ['shop-api/qa', role, undefined],
      [
        'this account/us-east-1',
        undefined,
        `It is account ${OWN}, which "accounts" has by the role ${role} too: list it once. Without a role its services were left alone.`,
      ],
    ]);
  });

  it('is searched without a role where the role is for other regions', async () => {
    const accounts = [{ regions: ['us-east-1'] }, { roleArn: role, regions: ['eu-west-1'] }];
    const world = ownWorld();
    world.accountOfRole(role).lister.services = [];
    expect((await found(world, fleet({ accounts }))).map(({ id }) => id)).toEqual(['shop-api/qa']);
  });

  it.each<[string, object, object]>([
    ['a role and found without', { roleArn: role }, {}],
    ['no role and found by one', {}, { roleArn: role }],
  ])('has a service that the file names by %s once', async (_, byFile, byAccounts) => {
    const accounts = [{ regions: ['us-east-1'], ...byAccounts }];
    const configuration = fleet({ accounts, services: { own: serviceWith({ ...named, ...byFile }) } });
    expect((await found(ownWorld(), configuration)).map(({ id }) => id)).toEqual(['own/qa']);
  });

  it('is no other account with a service of the same names', async () => {
    const world = ownWorld();
    world.accountOfRole(SEARCH).lister.services = [{ ...api, accountId: '333333333333' }];
    const accounts = [{ roleArn: SEARCH, regions: ['us-east-1'] }];
    const configuration = fleet({ accounts, services: { own: serviceWith(named) } });
    expect((await found(world, configuration)).map(({ id }) => id)).toEqual(['own/qa', 'shop-api/qa']);
  });
});

describe('what cannot be sized', () => {
  it('is a service whose tags say what cannot be, and none beside it', async () => {
    const world = worldOf([
      tagged('shop-qa', 'api', { 'rightsizer:mode': 'aply', 'rightsizer:owner': 'payments' }),
      tagged('shop-qa', 'web'),
    ]);
    const targets = await found(world);
    expect(targets.map(({ id, owner, lost: why }) => ({ id, owner, why }))).toEqual([
      {
        id: 'shop-qa/api in account 222222222222/us-east-1',
        owner: 'payments',
        why: {
          kind: 'service',
          message:
            'Its tags cannot be followed: rightsizer:mode = "aply": must be one of "apply", "propose"; did you mean "apply"?',
        },
      },
      { id: 'shop-web/qa', owner: undefined, why: undefined },
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'an owner that the file does not have',
      { 'rightsizer:owner': 'payment' },
      'rightsizer:owner = "payment": is not an owner; there are: "payments"; did you mean "payments"?',
    ],
    [
      'a policy that the file does not have',
      { 'rightsizer:policy': 'fast' },
      'rightsizer:policy = "fast": is not a policy; there are: "production", "development", "validation"',
    ],
    [
      'a number that no document has',
      { 'rightsizer:task': 'cpus=taskCpu' },
      'rightsizer:task.cpus = "taskCpu": is not a key here; allowed: "cpu", "memory"; did you mean "cpu"?',
    ],
  ])('is a service with %s', async (_, tags, message) => {
    const all = await lost(worldOf([tagged('shop-qa', 'api', tags)]));
    expect(all['shop-qa/api in account 222222222222/us-east-1']).toContain(`Its tags cannot be followed: ${message}`);
  });

  it('is a service that ECS does not describe, since its keys are not known', async () => {
    const world = worldOf([tagged('shop-qa', 'api'), tagged('shop-qa', 'web')]);
    world
      .accountOfRole(PAYMENTS)
      .services.answers.set('shop-qa/api', { kind: 'failed', message: 'ECS is out of order.' });
    expect(await lost(world)).toEqual({ 'shop-qa/api in account 222222222222/us-east-1': 'ECS is out of order.' });
  });

  it('are two services that would be one service and stage, in one account or in two', async () => {
    const claim = { 'rightsizer:service': 'shop', 'rightsizer:stage': 'qa' };
    const both = await lost(worldOf([tagged('a', 'api', claim)], [tagged('b', 'api', claim), tagged('c', 'api')]));
    expect(both).toEqual({
      'a/api in account 222222222222/us-east-1':
        'It would be shop/qa, as b/api in account 333333333333/us-east-1 says too. Give it another tag rightsizer:service or rightsizer:stage.',
      'b/api in account 333333333333/us-east-1':
        'It would be shop/qa, as a/api in account 222222222222/us-east-1 says too. Give it another tag rightsizer:service or rightsizer:stage.',
    });
    expect(Object.keys(await lost(worldOf([tagged('a', 'api', claim), tagged('b', 'api', claim)])))).toHaveLength(2);
  });

  it('is a service that would be a target of the file, or the copy of one', async () => {
    const stages = { qa: { policy: 'validation', alsoPublishTo: ['branch'] } };
    const configuration = fleet({ services: { shop: serviceWith({ stages }) } });
    const claims = ['qa', 'branch', 'other'].map((stage) =>
      tagged(stage, 'x', { 'rightsizer:service': 'shop', 'rightsizer:stage': stage }),
    );
    const targets = await found(worldOf(claims), configuration);
    expect(targets.map(({ id, lost: why }) => [id, why?.message])).toEqual([
      ['shop/qa', undefined],
      [
        'branch/x in account 222222222222/us-east-1',
        'It would be shop/branch, as rightsizer.yml says too. Give it another tag rightsizer:service or rightsizer:stage.',
      ],
      [
        'qa/x in account 222222222222/us-east-1',
        'It would be shop/qa, as rightsizer.yml says too. Give it another tag rightsizer:service or rightsizer:stage.',
      ],
      ['shop/other', undefined],
    ]);
  });

  it('is everything of an account that cannot be listed, and nothing of another', async () => {
    const world = worldOf([tagged('shop-qa', 'api')], [tagged('find-qa', 'web')]);
    world.accountOfRole(PAYMENTS).lister.beforeList = refusing('STS AssumeRole');
    const targets = await found(world);
    expect(targets.map(({ id, lost: why }) => [id, why])).toEqual([
      [
        'account 222222222222/us-east-1',
        {
          kind: 'place',
          message: `Its tagged services are not known and were left alone; listing them as ${PAYMENTS} failed: PortError: STS AssumeRole: AccessDeniedException`,
        },
      ],
      ['find-web/qa', undefined],
    ]);
  });

  it('is everything of the own account where that cannot be listed', async () => {
    const world = worldOf([]);
    world.home.lister.beforeList = refusing('ECS ListClusters');
    expect(await lost(world, fleet({ accounts: [{ regions: ['us-east-1'] }] }))).toEqual({
      'this account/us-east-1':
        'Its tagged services are not known and were left alone; listing them failed: PortError: ECS ListClusters: AccessDeniedException',
    });
  });
});
