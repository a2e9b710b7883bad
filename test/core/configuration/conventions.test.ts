import { describe, expect, it } from 'vitest';
import { declaredBy, type KnownKey, starterKeys, unsizedIn } from '../../../core/configuration/key-conventions.ts';
import {
  commonName,
  generatedBy,
  keyFor,
  policyFor,
  stageOf,
  withoutStage,
} from '../../../core/configuration/name-conventions.ts';
import { container } from '../../support/builders.ts';

const none: KnownKey = () => undefined;
const named = (cluster: string, service: string, tags: Readonly<Record<string, string>> = {}) => ({
  cluster,
  service,
  tags,
});
const ofStack = (stack: string, logicalId: string) => ({
  'aws:cloudformation:stack-name': stack,
  'aws:cloudformation:logical-id': logicalId,
});

describe('keys by convention', () => {
  it('are one for each number that is declared, in the words of the container', () => {
    const containers = [container('log_router', { cpuUnits: 64, memoryReservationMiB: 64 }), container('app')].map(
      declaredBy,
    );
    expect(starterKeys(containers, none)).toEqual({
      task: { cpu: 'taskCpu', memory: 'taskMemory' },
      containers: {
        log_router: { cpu: 'logRouterContainerCpu', memoryReservation: 'logRouterContainerMemoryReservation' },
      },
    });
    expect(unsizedIn(containers)).toEqual(['app']);
  });

  it('are told apart by a number where two containers have the same words', () => {
    const containers = ['a-b', 'aB', '--', '__'].map((name) => ({ name, fields: ['cpuUnits'] as const }));
    expect(Object.values(starterKeys(containers, none).containers).map(({ cpu }) => cpu)).toEqual([
      'aBContainerCpu',
      'aBContainerCpu2',
      'ContainerCpu',
      'ContainerCpu2',
    ]);
  });

  it('are those that a file has already: shared where it shares a variable, new where it means another', () => {
    const containers = ['a', 'b', 'c'].map((name) => ({ name, fields: ['memoryMiB'] as const }));
    const known: KnownKey = ({ container: name }) =>
      name === undefined ? undefined : { name: 'memory', text: name === 'c' ? 'env:memory' : 'param:memory' };
    expect(starterKeys(containers, known).containers).toEqual({
      a: { memory: 'memory' },
      b: { memory: 'memory' },
      c: { memory: 'cContainerMemory' },
    });
  });

  it('are shared by a task with its one container, and by no task with one of several', () => {
    const known: KnownKey = () => ({ name: 'memory', text: 'param:memory' });
    const app = { name: 'app', fields: ['memoryMiB'] as const };
    const shared = starterKeys([app], ({ field }) => (field === 'memoryMiB' ? known({ field }) : undefined));
    expect(shared).toEqual({ task: { cpu: 'taskCpu', memory: 'memory' }, containers: { app: { memory: 'memory' } } });
    const apart = starterKeys([app, { name: 'log', fields: [] }], ({ field }) =>
      field === 'memoryMiB' ? known({ field }) : undefined,
    );
    expect(apart.containers.app?.memory).not.toBe(apart.task.memory);
  });
});

describe('names by convention', () => {
  it.each<[string, string, string, string]>([
    ['shop-qa', 'api', 'qa', 'shop-api'],
    ['shop', 'shop-api', 'production', 'shop-api'],
    ['qa', 'qa', 'qa', 'service'],
    ['qa', 'api', 'qa', 'api'],
    ['shop-prod', 'api', 'blue', 'shop-api'],
  ])('make %s/%s of stage %s the service %s', (cluster, service, stage, key) => {
    expect(keyFor(named(cluster, service), stage)).toBe(key);
  });

  it('are those of the stack where CloudFormation made them', () => {
    const byService = named('shop', 'web-qa-Api-4QnB7xYzK1', ofStack('web-qa', 'Api'));
    const byCluster = named('web-qa-Cluster-4QnB7xYzK1', 'api', ofStack('web-qa', 'Api'));
    for (const each of [byService, byCluster]) expect(generatedBy(each)).toEqual({ stack: 'web-qa', logicalId: 'Api' });
    expect(keyFor(byService, 'qa')).toBe('web-Api');
    expect(generatedBy(named('shop', 'api', ofStack('web-qa', 'Api')))).toBeUndefined();
    expect(generatedBy(named('shop', 'api', { 'aws:cloudformation:stack-name': 'web' }))).toBeUndefined();
  });

  it('tell the stage by a tag, else by a word, else it is production', () => {
    expect(stageOf(named('shop', 'api', { Env: 'blue' }))).toBe('blue');
    expect(stageOf(named('shop-dev', 'api', { env: 'no stage' }))).toBe('dev');
    expect(stageOf(named('shop-dev', 'api', { env: 'state' }))).toBe('dev');
    expect(stageOf(named('shop', 'api'))).toBe('production');
  });

  it('are one for all stages that differ by nothing else', () => {
    expect(commonName(['shop', 'shop'], ['qa', 'dev'])).toBe('shop');
    expect(commonName(['shop-qa'], ['qa'])).toBe('shop-{stage}');
    expect(commonName(['shop-qa', 'shop-dev'], ['qa', 'dev'])).toBe('shop-{stage}');
    expect(commonName(['shop-qa', 'buy-dev'], ['qa', 'dev'])).toBeUndefined();
    expect(commonName(['shop-qa', 'buy-dev'], ['qa'])).toBeUndefined();
    expect(withoutStage('shop-qa-api-prod', 'qa')).toBe('shop-api');
  });
});

it('a stage has the policy that it sounds like, else the most careful one, or the one that is named', () => {
  expect(['live', 'qa2', 'master', 'x', ''].map((stage) => policyFor(stage))).toEqual([
    'production',
    'validation',
    'development',
    'production',
    'production',
  ]);
  expect(policyFor('x', 'development')).toBe('development');
});
