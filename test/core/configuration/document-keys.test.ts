import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { fileWith, problemsOf, stageWith } from './file-builder.ts';

const TASK = { cpu: 'taskCpu', memory: 'taskMemory' };
const containers = (count: number, keys: (index: number) => object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`web-${index}`, keys(index)]));

describe('the keys of a document', () => {
  // Brace and comma to brace 1, and 12 beside each key; taskCpu and taskMemory have 7 and 10: 1 + 19 + 22 = 42.
  // Ten keys of 73 or 74 letters: 10 × 85 + 8 = 858.
  const ten = (lengthOf: (index: number) => number) =>
    containers(10, (index) => ({ memory: `${index}`.padEnd(lengthOf(index), 'k') }));

  it('may take 900 characters and not one more', () => {
    const fits = { task: TASK, containers: ten((index) => (index < 8 ? 74 : 73)) };
    expect(problemsOf(fileWith({ parameters: fits }))).toEqual([]);
    const long = { task: TASK, containers: ten((index) => (index < 9 ? 74 : 73)) };
    expect(problemsOf(fileWith({ parameters: long }))).toEqual([
      {
        path: 'services.api.parameters',
        value: expect.stringContaining('{"task":{"cpu":"taskCpu"'),
        message: 'would give a document of 901 characters; at most 900 are kept, so use fewer or shorter keys',
      },
    ]);
    expect(problemsOf(stageWith({ parameters: fits }))).toEqual([]);
    expect(problemsOf(stageWith({ parameters: long }))).toMatchObject([
      { path: 'services.api.stages.val.parameters', message: expect.stringContaining('a document of 901 characters') },
    ]);
  });

  it('count once where several numbers share one', () => {
    const shared = containers(10, () => ({ memory: 'k'.repeat(100), cpu: 'c'.repeat(100) }));
    const problems = problemsOf(fileWith({ parameters: { task: TASK, containers: shared } }));
    expect(problems.filter(({ message }) => message.includes('characters'))).toEqual([]);
  });

  it.each(['parameters.containers', 'containers'])('%s name at most the containers that a task can have', (place) => {
    const eleven = containers(11, () => ({}));
    const fields = place === 'containers' ? { containers: eleven } : { parameters: { task: TASK, containers: eleven } };
    expect(problemsOf(fileWith(fields))).toEqual([
      {
        path: `services.api.${place}`,
        value: expect.stringContaining('{"web-0"'),
        message: 'must name at most 10 containers, as many as a task definition can have',
      },
    ]);
  });
});

describe('a stage that differs from its service', () => {
  it('has a cluster, a service and keys of its own', () => {
    const own = { cluster: 'old-{stage}', service: 'legacy', parameters: { task: { cpu: 'c', memory: 'm' } } };
    const { targets } = parseConfiguration(fileWith({ stages: { production: own, validation: null } }));
    expect(targets.map(({ cluster, ecsService, parameters }) => [cluster, ecsService, parameters.task])).toEqual([
      ['old-production', 'legacy', { cpu: 'c', memory: 'm' }],
      ['api-validation', 'web', TASK],
    ]);
  });

  it('replaces the keys as a whole, so that one of its service can be left out', () => {
    const service = { task: TASK, containers: { web: { memory: 'webMemory' } } };
    const stages = { production: { parameters: { task: TASK } } };
    const { targets } = parseConfiguration(fileWith({ parameters: service, stages }));
    expect(targets[0]?.parameters).toEqual({ task: TASK, containers: {} });
  });

  it('is checked like its service', () => {
    const parameters = { task: { cpu: 'size', memory: 'size' } };
    expect(problemsOf(stageWith({ parameters })).map(({ path }) => path)).toEqual([
      'services.api.stages.val.parameters.task.memory',
    ]);
  });
});
