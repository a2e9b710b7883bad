import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { fileWith, serviceWith, stageWith } from './file-builder.ts';

const targetsOf = (raw: unknown) => parseConfiguration(raw).targets;

describe('what a file does not say', () => {
  it('gets the defaults', () => {
    const configuration = parseConfiguration(fileWith());
    expect(configuration).toMatchObject({
      parameterPrefix: '/rightsizer',
      lookbackDays: 28,
      notifications: {},
      maximumShrinksPerRun: 10,
      prices: { discountPercent: 0, regions: {} },
      sources: { priceList: true, computeOptimizer: true, costExplorer: false },
    });
    expect(configuration.targets).toEqual([
      {
        id: 'api/production',
        service: 'api',
        stage: 'production',
        cluster: 'api-production',
        ecsService: 'web',
        policy: configuration.policies.production,
        mode: 'propose',
        parameterPrefix: '/rightsizer',
        parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} },
        alsoPublishTo: [],
        minimumTaskSize: {},
        maximumTaskSize: {},
        containers: {},
        guards: { neverShrink: [] },
        freeze: [],
        images: [],
      },
    ]);
  });

  it('may be a section with nothing behind its colon', () => {
    const configuration = parseConfiguration({ ...fileWith(), policies: null, notifications: null });
    expect(Object.keys(configuration.policies)).toEqual(['production', 'development', 'validation']);
    expect(configuration.notifications).toEqual({});
  });

  it('is the policy with the name of the stage, also one of the file', () => {
    const file = { ...fileWith({ stages: { validation: {}, batch: null } }), policies: { batch: {} } };
    expect(targetsOf(file).map(({ policy }) => policy.name)).toEqual(['validation', 'batch']);
  });
});

it('takes what a file says', () => {
  const topicArn = 'arn:aws:sns:us-east-1:123456789012:sizes';
  const file = { ...fileWith(), parameterPrefix: '/team/sizes', lookbackDays: 62, notifications: { topicArn } };
  expect(parseConfiguration(file)).toMatchObject({
    parameterPrefix: '/team/sizes',
    lookbackDays: 62,
    notifications: { topicArn },
  });
  expect(targetsOf(file)[0]?.parameterPrefix).toBe('/team/sizes');
});

it('keeps the order of the file', () => {
  const stages = { validation: null, production: null };
  const file = { services: { zeta: serviceWith({ stages }), alpha: serviceWith({ cluster: 'other' }) } };
  expect(targetsOf(file).map(({ id }) => id)).toEqual(['zeta/validation', 'zeta/production', 'alpha/production']);
});

it.each([
  ['api-{stage}', 'api-val'],
  ['{stage}-{stage}', 'val-val'],
  ['fixed', 'fixed'],
])('puts the stage into the names: %s is %s', (template, name) => {
  const [target] = targetsOf(
    fileWith({ cluster: template, service: template, stages: { val: { policy: 'validation' } } }),
  );
  expect(target).toMatchObject({ cluster: name, ecsService: name });
});

it.each(['us-east-1', 'us-gov-west-1', 'ap-southeast-5', 'eusc-de-east-1'])('knows the region %s', (region) => {
  expect(targetsOf(stageWith({ region }))[0]?.region).toBe(region);
});

describe('keys and external ids', () => {
  const key = (id: string) => `arn:aws:kms:us-east-1:123456789012:key/${id}`;
  const task = { cpu: 'taskCpu', memory: 'taskMemory' };

  it('come from the service, and from the stage where it says another', () => {
    const stages = {
      production: { parameters: { kmsKeyArn: key('b') }, externalId: 'team-2' },
      val: { policy: 'validation' },
    };
    const service = { parameters: { task, kmsKeyArn: key('a') }, externalId: 'team-1', stages };
    const found = targetsOf(fileWith(service)).map(({ stage, kmsKeyArn, externalId }) => [
      stage,
      kmsKeyArn,
      externalId,
    ]);
    expect(found).toEqual([
      ['production', key('b'), 'team-2'],
      ['val', key('a'), 'team-1'],
    ]);
  });

  it('are no keys of the document', () => {
    const [target] = targetsOf(fileWith({ parameters: { task, kmsKeyArn: key('a') } }));
    expect(target?.parameters).toEqual({ task, containers: {} });
  });

  it('are absent where nobody says them', () => {
    const [target] = targetsOf(fileWith());
    expect(target).not.toHaveProperty('kmsKeyArn');
    expect(target).not.toHaveProperty('externalId');
  });
});

describe('a stage wins over its service', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/rightsizer';
  const service = {
    region: 'eu-central-1',
    roleArn,
    minimumTaskSize: { cpuUnits: 512, memoryMiB: 1024 },
    maximumTaskSize: { cpuUnits: 4096 },
    containers: { connect: { minimumMemoryMiB: 512, heap: { maximumMiB: 1024 } }, sidecar: { minimumMemoryMiB: 64 } },
    guards: { neverShrink: ['memory'] },
  };

  it('inherits what it does not say', () => {
    expect(targetsOf(fileWith(service))[0]).toMatchObject(service);
  });

  it('field by field, also inside sizes and containers', () => {
    const stage = {
      region: 'us-east-1',
      roleArn: 'arn:aws-us-gov:iam::210987654321:role/team/other',
      minimumTaskSize: { cpuUnits: 1024 },
      maximumTaskSize: { memoryMiB: 8192 },
      containers: { connect: { heap: { maximumMiB: 2048 } }, extra: { minimumMemoryMiB: 6 } },
      guards: { neverShrink: [] },
    };
    expect(targetsOf(fileWith({ ...service, stages: { production: stage } }))[0]).toMatchObject({
      ...stage,
      minimumTaskSize: { cpuUnits: 1024, memoryMiB: 1024 },
      maximumTaskSize: { cpuUnits: 4096, memoryMiB: 8192 },
      containers: {
        connect: { minimumMemoryMiB: 512, heap: { maximumMiB: 2048 } },
        sidecar: { minimumMemoryMiB: 64 },
        extra: { minimumMemoryMiB: 6 },
      },
      guards: { neverShrink: [] },
    });
  });
});

it('takes how long a start may take from the stage, else from the service', () => {
  const stages = { production: { maximumStartMinutes: 5 }, validation: null };
  const minutes = (fields: object) =>
    targetsOf(fileWith({ stages, ...fields })).map((each) => each.maximumStartMinutes);
  expect([minutes({ maximumStartMinutes: 9 }), minutes({})]).toEqual([
    [5, 9],
    [5, undefined],
  ]);
  expect(targetsOf(fileWith())[0]).not.toHaveProperty('maximumStartMinutes');
});

it('gives every target the images with a heap of their own, in the order of the file', () => {
  const images = { 'example/app': { maximumHeapMiB: 300 }, 'registry.example:5000/b': { maximumHeapMiB: 1 } };
  const expected = [
    { repository: 'example/app', maximumHeapMiB: 300 },
    { repository: 'registry.example:5000/b', maximumHeapMiB: 1 },
  ];
  const file = { ...fileWith({ stages: { production: null, validation: null } }), images };
  expect(targetsOf(file).map((each) => each.images)).toEqual([expected, expected]);
  expect(targetsOf({ ...fileWith(), images: null })[0]?.images).toEqual([]);
});

it('lets stages and containers bear names that every object has', () => {
  const [target] = targetsOf(
    fileWith({ stages: { toString: { policy: 'production', containers: { valueOf: { minimumMemoryMiB: 64 } } } } }),
  );
  expect(target?.id).toBe('api/toString');
  expect(target?.containers).toEqual({ valueOf: { minimumMemoryMiB: 64 } });
});
