import { describe, expect, it } from 'vitest';
import type { TaskSizeBound } from '../../../core/configuration/configuration.ts';
import { fileWith, problemsOf, serviceWith } from './file-builder.ts';

const role = (account: string, name = 'rightsizer') => `arn:aws:iam::${account}:role/${name}`;
const ONE = '111111111111';
const TWO = '222222222222';

describe('two targets that are the same ECS service', () => {
  const stages = (one: object, two: object) =>
    fileWith({ cluster: 'one', stages: { production: one, validation: two } });
  const same = {
    path: 'services.api.stages.validation',
    message: 'is the same ECS service as services.api.stages.production: "web" in cluster "one"',
  };

  it.each([
    ['in the home account and region', {}, {}],
    ['in one region', { region: 'eu-west-1' }, { region: 'eu-west-1' }],
    ['in one account', { roleArn: role(ONE) }, { roleArn: role(ONE) }],
    ['in one account through two roles', { roleArn: role(ONE) }, { roleArn: role(ONE, 'other') }],
  ])('are refused, naming both: %s', (_, one, two) => {
    expect(problemsOf(stages(one, two))).toEqual([same]);
  });

  it.each([
    ['region', { region: 'eu-west-1' }, { region: 'us-east-1' }],
    ['account', { roleArn: role(ONE) }, { roleArn: role(TWO) }],
    ['account than the home account', {}, { roleArn: role(TWO) }],
  ])('are two when they are in another %s', (_, one, two) => {
    expect(problemsOf(stages(one, two))).toEqual([]);
  });

  it('are found across services, also where one name comes from a placeholder', () => {
    const services = {
      api: serviceWith(),
      twin: serviceWith({ cluster: 'api-production', stages: { validation: null } }),
    };
    expect(problemsOf({ services })).toEqual([
      {
        path: 'services.twin.stages.validation',
        message: 'is the same ECS service as services.api.stages.production: "web" in cluster "api-production"',
      },
    ]);
  });
});

describe('copies of a stage', () => {
  const stages = (one: object, two: object) => fileWith({ stages: { production: one, validation: two } });

  it('must not replace the sizes of a stage, not even in another region, nor those of their own stage', () => {
    const message = 'is a stage of this service, with sizes of its own; a copy would replace them';
    const file = stages({ alsoPublishTo: ['validation', 'production'] }, { region: 'us-east-1' });
    expect(problemsOf(file)).toEqual([
      { path: 'services.api.stages.production.alsoPublishTo.0', value: '"validation"', message },
      { path: 'services.api.stages.production.alsoPublishTo.1', value: '"production"', message },
    ]);
  });

  it('must not be named twice', () => {
    expect(problemsOf(stages({ alsoPublishTo: ['default', 'x', 'default'] }, {}))).toEqual([
      { path: 'services.api.stages.production.alsoPublishTo.2', value: '"default"', message: 'is named twice' },
    ]);
  });

  it('must not be written by two stages', () => {
    expect(problemsOf(stages({ alsoPublishTo: ['default'] }, { alsoPublishTo: ['x', 'default'] }))).toEqual([
      {
        path: 'services.api.stages.validation.alsoPublishTo',
        value: '"default"',
        message:
          'would write the parameter /rightsizer/api/default, which services.api.stages.production writes as well',
      },
    ]);
  });

  it.each([
    ['region', { region: 'eu-west-1' }],
    ['account', { roleArn: role(ONE) }],
  ])('may be written by two stages in another %s', (_, place) => {
    expect(problemsOf(stages({ alsoPublishTo: ['default'] }, { alsoPublishTo: ['default'], ...place }))).toEqual([]);
  });

  it('may have one name in two services', () => {
    const service = (cluster: string) =>
      serviceWith({ cluster, stages: { production: { alsoPublishTo: ['default'] } } });
    expect(problemsOf({ services: { api: service('a'), worker: service('b') } })).toEqual([]);
  });
});

const above = (field: string, maximum: number) => `must not be above maximumTaskSize.${field}, which is ${maximum}`;
const none = (minimum: string) => `leaves no valid Fargate size above minimumTaskSize, which is ${minimum}`;

describe('the bounds of a task size', () => {
  it.each<[TaskSizeBound, TaskSizeBound]>([
    [{}, {}],
    [
      { cpuUnits: 256, memoryMiB: 512 },
      { cpuUnits: 256, memoryMiB: 512 },
    ],
    [{ cpuUnits: 32_768, memoryMiB: 249_856 }, {}],
    [{}, { cpuUnits: 256, memoryMiB: 512 }],
    [{ cpuUnits: 300 }, { cpuUnits: 600 }], // 512 lies between.
  ])('are fine from %j to %j', (minimumTaskSize, maximumTaskSize) => {
    expect(problemsOf(fileWith({ minimumTaskSize, maximumTaskSize }))).toEqual([]);
  });

  it.each<[TaskSizeBound, TaskSizeBound, string, string, string]>([
    [{ cpuUnits: 1024 }, { cpuUnits: 512 }, 'minimumTaskSize.cpuUnits', '1024', above('cpuUnits', 512)],
    [{ memoryMiB: 4096 }, { memoryMiB: 4095 }, 'minimumTaskSize.memoryMiB', '4096', above('memoryMiB', 4095)],
    // No CPU row lies between 257 and 511.
    [{ cpuUnits: 257 }, { cpuUnits: 511 }, 'maximumTaskSize', '{"cpuUnits":511}', none('{"cpuUnits":257}')],
    // 4096 CPU units begin at 8192 MiB.
    [{ cpuUnits: 4096 }, { memoryMiB: 8191 }, 'maximumTaskSize', '{"memoryMiB":8191}', none('{"cpuUnits":4096}')],
    // 256 CPU units end at 2048 MiB.
    [{ memoryMiB: 2049 }, { cpuUnits: 256 }, 'maximumTaskSize', '{"cpuUnits":256}', none('{"memoryMiB":2049}')],
  ])('are refused from %j to %j', (minimumTaskSize, maximumTaskSize, field, value, message) => {
    expect(problemsOf(fileWith({ minimumTaskSize, maximumTaskSize }))).toEqual([
      { path: `services.api.${field}`, value, message },
    ]);
  });

  it('are refused at the stage that crosses the bounds of its service, not at the one that inherits', () => {
    const file = fileWith({
      minimumTaskSize: { cpuUnits: 1024 },
      stages: {
        production: { maximumTaskSize: { cpuUnits: 512 } },
        validation: { minimumTaskSize: { memoryMiB: 2048 } },
      },
    });
    expect(problemsOf(file)).toEqual([
      {
        path: 'services.api.stages.production.minimumTaskSize.cpuUnits',
        value: '1024',
        message: above('cpuUnits', 512),
      },
    ]);
  });
});
