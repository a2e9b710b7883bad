import { describe, expect, it } from 'vitest';
import { seed, serverlessSizes } from '../../../run/people/seed.ts';
import { HALF, LIVE, onceBefore, type PeopleWorld, peopleWorld, RUNNING } from './people-world.ts';

const { instantclientContainerMemory: _, ...WITHOUT_SIDECAR } = RUNNING;

function notDeployed(world: PeopleWorld): void {
  world.home.services.answers.set('connector/production', {
    kind: 'skipped',
    skipReason: 'NotDeployed',
    detail: 'Gone.',
  });
}

const live = (world: PeopleWorld) => JSON.parse(world.home.documents.text(LIVE) ?? '{}');

describe('seeding by hand', () => {
  it('makes the first document of a service that nobody has deployed', async () => {
    const world = peopleWorld();
    notDeployed(world);
    const result = await seed(world.acting(), { kind: 'set', sizes: HALF });
    expect(live(world)).toEqual(HALF);
    expect(world.state().history[0]).toMatchObject({ version: 1, author: 'alice', cause: 'seed' });
    expect(world.state()).not.toHaveProperty('changedAt');
    expect(result).toMatchObject({ changed: true, summary: `seeded ${Object.keys(HALF).join(', ')}.` });
  });

  it('adds a key, in the order of rightsizer.yml, also to what a run writes at that moment', async () => {
    const world = peopleWorld();
    world.publish({ ...WITHOUT_SIDECAR, connectContainerMemory: '4096' });
    onceBefore(world, LIVE, () => void world.publish({ ...WITHOUT_SIDECAR, connectContainerMemory: '3072' }));
    await seed(world.acting(), { kind: 'set', sizes: { instantclientContainerMemory: '1024' } });
    expect(world.home.documents.text(LIVE)).toBe(
      JSON.stringify({ ...WITHOUT_SIDECAR, connectContainerMemory: '3072', instantclientContainerMemory: '1024' }),
    );
  });

  it('says which keys are still missing', async () => {
    const world = peopleWorld();
    const { connectContainerCpu: __, ...older } = WITHOUT_SIDECAR;
    world.publish({ ...older, connectContainerMemory: '4096' });
    const { notes } = await seed(world.acting(), { kind: 'set', sizes: { instantclientContainerMemory: '1024' } });
    expect(notes).toEqual(['Still without a value: connectContainerCpu. A deployment that reads them fails.']);
  });

  it('twice changes nothing the second time', async () => {
    const world = peopleWorld();
    notDeployed(world);
    await seed(world.acting(), { kind: 'set', sizes: HALF });
    world.changes();
    expect(await seed(world.acting(), { kind: 'set', sizes: HALF })).toMatchObject({ changed: false });
    expect(world.changes()).toEqual([]);
  });

  it('corrects a seed as long as nothing runs, and not after', async () => {
    const world = peopleWorld();
    notDeployed(world);
    await seed(world.acting(), { kind: 'set', sizes: HALF });
    await seed(world.acting(), { kind: 'set', sizes: { connectContainerMemory: '1024' } });
    expect(live(world).connectContainerMemory).toBe('1024');
    world.home.services.answers.delete('connector/production');
    await expect(seed(world.acting(), { kind: 'set', sizes: { connectContainerMemory: '2048' } })).rejects.toThrow(
      'connectContainerMemory of connector/production is 1024 already, and the service runs. To change it: rightsizer pin connector production --set connectContainerMemory=2048',
    );
  });

  it.each<[string, object, string]>([
    ['an unknown key', { ...HALF, colour: '1' }, 'publishes no colour for connector/production; there is taskCpu'],
    ['less than every key at first', { taskCpu: '256' }, 'needs every key, and taskMemory, connectContainerCpu'],
    [
      'what Fargate does not offer',
      { ...HALF, taskMemory: '1000' },
      'These sizes cannot be used: 1024 CPU units with 1000 MiB',
    ],
    [
      'containers that do not fit',
      { ...HALF, connectContainerMemory: '3000' },
      'the containers sum to 4024 MiB, the task has 3072',
    ],
  ])('refuses %s', async (_what, sizes, message) => {
    const world = peopleWorld();
    notDeployed(world);
    await expect(seed(world.acting(), { kind: 'set', sizes: sizes as Record<string, string> })).rejects.toThrow(
      message,
    );
    expect(world.changes()).toEqual([]);
  });

  it('refuses a service that is there and cannot be judged', async () => {
    const world = peopleWorld();
    world.home.services.answers.set('connector/production', { kind: 'failed', message: 'AccessDenied' });
    await expect(seed(world.acting(), { kind: 'set', sizes: HALF })).rejects.toThrow('AccessDenied');
  });
});

const FILE = `
params:
  default: { taskCpu: 256, sizes: default, fallback: { instantclientContainerMemory: "512", connectContainerCpu: "9" } }
  production:
    taskCpu: 1024
    taskMemory: "3072"
    connectContainerCpu: \${env:CPU}
    connectContainerMemory: 2048
resources: { A: !Ref B }
`;

describe('seeding from a serverless.yml', () => {
  it('takes plain numbers of the stage, then of the fallback, then of default', () => {
    const keys = Object.keys(HALF);
    expect(serverlessSizes(FILE, 'production', keys)).toEqual({
      taskCpu: '1024',
      taskMemory: '3072',
      connectContainerCpu: '9',
      connectContainerMemory: '2048',
      instantclientContainerMemory: '512',
    });
    expect(serverlessSizes(FILE, 'val', keys)).toEqual({
      taskCpu: '256',
      connectContainerCpu: '9',
      instantclientContainerMemory: '512',
    });
  });

  it.each(['', 'params: 3', 'params: { production: [] }'])('finds nothing in %j', (text) => {
    expect(serverlessSizes(text, 'production', ['taskCpu'])).toEqual({});
  });

  it('writes what it found and says what not; what is live already stays', async () => {
    const world = peopleWorld();
    world.publish({ taskCpu: '2048', taskMemory: '6144', connectContainerCpu: '2048' });
    const text = 'params: { production: { taskCpu: 1024, connectContainerMemory: 4096 } }';
    const { notes, summary } = await seed(world.acting(), { kind: 'from', text });
    expect(live(world)).toEqual({
      taskCpu: '2048',
      taskMemory: '6144',
      connectContainerCpu: '2048',
      connectContainerMemory: '4096',
    });
    expect(summary).toBe('seeded connectContainerMemory.');
    expect(notes).toEqual([
      'Found in the file: taskCpu, connectContainerMemory.',
      'Not found as a plain number: taskMemory, connectContainerCpu, instantclientContainerMemory.',
      'Still without a value: instantclientContainerMemory. A deployment that reads them fails.',
      'taskCpu stays 2048 (the file says 1024).',
    ]);
  });

  it('refuses a file that is no YAML or says nothing', async () => {
    const world = peopleWorld();
    await expect(seed(world.acting(), { kind: 'from', text: 'a: [' })).rejects.toThrow('The serverless.yml is no YAML');
    await expect(seed(world.acting(), { kind: 'from', text: 'a: 1' })).rejects.toThrow('The file says none of taskCpu');
  });
});
