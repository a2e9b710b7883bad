import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { problemsOf } from './file-builder.ts';

const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' } };
const stages = { val: { policy: 'validation' }, production: {} };

/** A file with one service that has no names of its own. */
function file(fields: object) {
  return { services: { orders: { parameters, stages, ...fields } } };
}

function targets(fields: object) {
  return parseConfiguration(file(fields)).targets.map(({ id, cluster, ecsService, find }) => ({
    id,
    cluster,
    ecsService,
    find,
  }));
}

describe('a service that is found', () => {
  it('by tags has the stage in their values', () => {
    expect(targets({ find: { tags: { app: 'orders', stage: '{stage}' } } })).toEqual([
      { id: 'orders/val', cluster: '', ecsService: '', find: { tags: { app: 'orders', stage: 'val' } } },
      { id: 'orders/production', cluster: '', ecsService: '', find: { tags: { app: 'orders', stage: 'production' } } },
    ]);
  });

  it('by its stack has the stage in the stack, and may say its cluster', () => {
    const find = { stack: 'orders-{stage}', logicalId: 'Service' };
    expect(targets({ find, cluster: 'shop-{stage}' })[0]).toEqual({
      id: 'orders/val',
      cluster: 'shop-val',
      ecsService: '',
      find: { stack: 'orders-val', logicalId: 'Service' },
    });
  });

  it('may be named in one stage', () => {
    const named = { val: { policy: 'validation', cluster: 'c', service: 's' }, production: {} };
    const [val, production] = targets({ find: { tags: { app: 'orders' } }, stages: named });
    expect(val).toEqual({ id: 'orders/val', cluster: 'c', ecsService: 's', find: undefined });
    expect(production).toMatchObject({ ecsService: '', find: { tags: { app: 'orders' } } });
  });

  it('in one stage alone needs no names there', () => {
    const found = {
      val: { policy: 'validation', find: { tags: { a: 'b' } } },
      production: { cluster: 'c', service: 's' },
    };
    expect(targets({ stages: found }).map(({ ecsService }) => ecsService)).toEqual(['', 's']);
  });

  it('replaces the rule of its service as a whole in a stage that has its own', () => {
    const own = { val: { policy: 'validation', find: { stack: 's', logicalId: 'L' } }, production: {} };
    expect(targets({ find: { tags: { a: 'b' } }, stages: own })[0]?.find).toEqual({ stack: 's', logicalId: 'L' });
  });

  it.each<[string, object, string]>([
    ['nothing', {}, 'must say "tags", or "stack" and "logicalId"'],
    ['a stack alone', { stack: 'a' }, 'must say "tags", or "stack" and "logicalId"'],
    ['a logical id beside tags', { tags: { a: 'b' }, logicalId: 'L' }, 'must say "tags", or "stack" and "logicalId"'],
    ['no tag', { tags: {} }, 'must name at least one tag'],
    ['another placeholder', { tags: { a: '{name}' } }, 'the only placeholder is {stage}'],
    ['a stack that is none', { stack: 'a_b', logicalId: 'L' }, 'must be the name of a stack'],
    ['a logical id that is none', { stack: 'a', logicalId: 'a-b' }, 'must be a logical id'],
  ])('by %s is refused', (_, find, message) => {
    expect(
      problemsOf(file({ find }))
        .map((problem) => problem.message)
        .join(),
    ).toContain(message);
  });

  it('beside a name is refused', () => {
    expect(problemsOf(file({ find: { tags: { a: '{stage}' } }, service: 's', cluster: 'c' }))).toMatchObject([
      { path: 'services.orders.find', message: 'stands beside "service"; say one of them' },
    ]);
  });

  it('by the same as another is refused', () => {
    expect(problemsOf(file({ find: { tags: { app: 'orders' } } }))).toMatchObject([
      {
        path: 'services.orders.stages.production',
        message: 'is the same ECS service as services.orders.stages.val: both are found by the same',
      },
    ]);
  });
});

describe('a service whose stages have names of their own', () => {
  it('needs none itself', () => {
    const own = {
      val: { policy: 'validation', cluster: 'shop-val-Cluster-4QnB7', service: 'shop-val-Web-aB3dE' },
      production: { cluster: 'shop-production-Cluster-9ZkT2', service: 'shop-production-Web-kL9mN' },
    };
    expect(targets({ stages: own }).map(({ cluster, ecsService }) => [cluster, ecsService])).toEqual([
      ['shop-val-Cluster-4QnB7', 'shop-val-Web-aB3dE'],
      ['shop-production-Cluster-9ZkT2', 'shop-production-Web-kL9mN'],
    ]);
  });

  it.each<[object, string]>([
    [{}, 'has no cluster and no service: '],
    [{ cluster: 'c-{stage}' }, 'has no service: '],
    [{ service: 's' }, 'has no cluster: '],
  ])('without them is refused, for every stage: %j', (fields, message) => {
    expect(problemsOf(file(fields)).map(({ path, message: said }) => [path, said.slice(0, message.length)])).toEqual([
      ['services.orders.stages.val', message],
      ['services.orders.stages.production', message],
    ]);
  });
});
