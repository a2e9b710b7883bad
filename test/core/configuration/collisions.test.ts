import { describe, expect, it } from 'vitest';
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
