import { describe, expect, it } from 'vitest';
import { namingTags, readServiceTags } from '../../../core/configuration/service-tags.ts';

const on = (tags: Readonly<Record<string, string>> = {}) => readServiceTags({ rightsizer: 'on', ...tags });

describe('a problem of what tags became', () => {
  it.each([
    ['services.shop-api.stages.qa.policy = "x": is not a policy', 'rightsizer:policy = "x": is not a policy'],
    ['services.a.parameters.containers.web.disk = "d": no', 'rightsizer:container:web.disk = "d": no'],
    [
      'services.a.parameters.task.memory = "x": is already the key of services.a.parameters.task.cpu',
      'rightsizer:task.memory = "x": is already the key of rightsizer:task.cpu',
    ],
  ])('names the tags: %s', (problem, named) => {
    expect(namingTags(problem)).toBe(named);
  });
});

describe('the tags of a service', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['without the tag rightsizer', { 'rightsizer:mode': 'apply', Name: 'api' }],
    ['that says off, whatever else', { rightsizer: 'off', 'rightsizer:mode': 'nonsense' }],
  ])('ask for nothing %s', (_, tags) => {
    expect(readServiceTags(tags)).toEqual({ kind: 'off' });
  });

  it('leave to convention what they do not say, and tags of others are none of theirs', () => {
    expect(on({ Name: 'api', rightsizers: 'x' })).toEqual({ kind: 'on', settings: { container: {} } });
  });

  it('say stage, service, owner, policy, mode and keys', () => {
    const tags = {
      'rightsizer:stage': 'qa',
      'rightsizer:service': 'shop',
      'rightsizer:owner': 'payments',
      'rightsizer:policy': 'validation',
      'rightsizer:mode': 'apply',
      'rightsizer:task': 'cpu=cpu memory=mem',
      'rightsizer:container:web': 'cpu=webCpu',
      'rightsizer:container:log_router': 'memoryReservation=logMemory',
    };
    expect(on(tags)).toEqual({
      kind: 'on',
      settings: {
        stage: 'qa',
        service: 'shop',
        owner: 'payments',
        policy: 'validation',
        mode: 'apply',
        task: { cpu: 'cpu', memory: 'mem' },
        container: { web: { cpu: 'webCpu' }, log_router: { memoryReservation: 'logMemory' } },
      },
    });
  });

  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{ Rightsizer: 'on' }, ['Rightsizer']],
    [{ RIGHTSIZER: 'on', 'RightSizer:Mode': 'apply' }, ['RIGHTSIZER', 'RightSizer:Mode']],
    [{ rightsizer: 'on', 'Rightsizer:stage': 'qa' }, ['Rightsizer:stage']],
  ])('are refused where they are written in other letters: %j', (tags, wrong) => {
    const read = readServiceTags(tags);
    expect(read.kind === 'refused' ? read.problems.map(({ path, message }) => [path, message]) : read).toEqual(
      wrong.map((tag) => [expect.stringContaining(tag), `must be written "${tag.toLowerCase()}"`]),
    );
  });

  it.each([{ Rightsizer: 'off' }, { 'Rightsizer:mode': 'apply' }, { rightsizer: 'off', Rightsizer: 'on' }])(
    'in other letters ask for nothing either where they do not say on: %j',
    (tags) => {
      expect(readServiceTags(tags)).toEqual({ kind: 'off' });
    },
  );

  it.each<[tag: string, value: string, message: string]>([
    ['rightsizer', 'On', 'must be one of "on", "off"; did you mean "on"?'],
    ['rightsizer:mode', 'aply', 'must be one of "apply", "propose"; did you mean "apply"?'],
    ['rightsizer:stage', 'state', 'is reserved and cannot be a stage; "default" can only stand in alsoPublishTo'],
    ['rightsizer:service', 'a b', 'must be 1 to 100 letters, digits, "_" or "-"'],
    ['rightsizer:task', 'taskCpu', 'must be like "cpu=taskCpu memory=taskMemory"'],
    ['rightsizer:container:web', 'cpu=a,memory=b', 'must be like "cpu=taskCpu memory=taskMemory"'],
    ['rightsizer:task', 'cpu=a memory=m cpu=b', 'says one of its names twice'],
    ['rightsizer:container', 'web', 'must be a mapping from names to settings'],
    [
      'rightsizer:stag',
      'qa',
      'is not a key here; allowed: "stage", "service", "owner", "policy", "mode", "task", "container"; did you mean "stage"?',
    ],
  ])('are refused with the tag, its value and what is allowed: %s = %s', (tag, value, message) => {
    expect(on({ [tag]: value })).toEqual({
      kind: 'refused',
      problems: [{ path: tag, value: JSON.stringify(value), message }],
    });
  });

  it('are refused with everything that is wrong', () => {
    const tags = on({ 'rightsizer:mode': 'no', 'rightsizer:policy': '', 'rightsizer:container:a b': 'cpu=x' });
    expect(tags.kind === 'refused' && tags.problems.map(({ path }) => path)).toEqual([
      'rightsizer:policy',
      'rightsizer:mode',
      'rightsizer:container:["a b"]',
    ]);
  });
});
