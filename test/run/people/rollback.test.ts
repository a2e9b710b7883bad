import { describe, expect, it } from 'vitest';
import { rollback } from '../../../run/people/rollback.ts';
import { AT, document, HALF, LIVE, onceBefore, peopleWorld, publishedWorld, RUNNING, THIRD } from './people-world.ts';

const WHY = { days: 28, why: 'slow since Tuesday' };

describe('rolling back', () => {
  it('pins the sizes before, then writes them as a new version', async () => {
    const world = publishedWorld([RUNNING, THIRD, HALF]);
    const result = await rollback(world.acting(), WHY);
    expect(world.changes()).toEqual([
      `write ${LIVE}/pin`,
      `write ${LIVE}/state`,
      `write ${LIVE}`,
      `write ${LIVE}/state`,
    ]);
    expect(world.home.documents.newest(LIVE)).toMatchObject({ version: 4, text: JSON.stringify(THIRD) });
    expect(world.pin()).toEqual({
      document: THIRD,
      until: '2026-12-21T09:40:00.000Z',
      by: 'alice',
      at: AT,
      why: WHY.why,
    });
    expect(world.state().history[0]).toMatchObject({
      version: 4,
      author: 'alice',
      cause: 'rollback',
      reasons: [WHY.why],
    });
    expect(world.state().live).toMatchObject({ version: 4, announced: true });
    expect(result).toMatchObject({
      summary: 'rolled back to the sizes of version 2, live as version 4, pinned until 2026-12-21 09:40 UTC.',
      live: { version: 4, document: THIRD, before: HALF },
    });
  });

  it('passes over versions that are the same, that are broken or that do not fit', async () => {
    const world = publishedWorld([RUNNING, document(256, 512), { nonsense: '1' }, HALF, HALF]);
    const { live } = await rollback(world.acting(), WHY);
    expect(live?.document).toEqual(RUNNING);
  });

  it('goes to any version that is kept', async () => {
    const world = publishedWorld([RUNNING, THIRD, HALF]);
    const { live } = await rollback(world.acting(), { ...WHY, to: 1, days: 3 });
    expect(live?.document).toEqual(RUNNING);
    expect(world.pin().until).toBe('2026-11-26T09:40:00.000Z');
  });

  it('gives keys that a version lacks what runs, and drops those that nobody publishes', async () => {
    const world = peopleWorld();
    const { instantclientContainerMemory: _, ...older } = RUNNING;
    world.publish({ ...older, connectContainerMemory: '4096', former: '1' });
    world.publish(HALF);
    const { live } = await rollback(world.acting(), WHY);
    expect(live?.document).toEqual({ ...older, connectContainerMemory: '4096', instantclientContainerMemory: '2048' });
  });

  it.each<[string, number, string]>([
    ['is not kept', 9, 'No version 9 of connector/production: kept are 1 to 2.'],
    ['does not fit', 1, 'Version 1 of connector/production cannot be used: 1024 CPU units with 512 MiB'],
  ])('refuses a version that %s, and writes nothing', async (_what, to, message) => {
    const world = peopleWorld();
    world.publish({ ...HALF, taskMemory: '512' });
    world.publish(RUNNING);
    await expect(rollback(world.acting(), { ...WHY, to })).rejects.toThrow(message);
    expect(world.changes()).toEqual([]);
  });

  it('refuses where there is nothing to go back to, and says what could not be used', async () => {
    const world = peopleWorld();
    await expect(rollback(world.acting(), { ...WHY, to: 1 })).rejects.toThrow('there is none');
    world.publish({ nonsense: '1' });
    world.publish(RUNNING);
    await expect(rollback(world.acting(), WHY)).rejects.toThrow(
      'connector/production has no other version to go back to. Unusable: version 1: it lacks the task size.',
    );
  });

  it('keeps the way back that the person saw when a run resizes meanwhile', async () => {
    const world = publishedWorld([RUNNING, HALF]);
    const hook = onceBefore(world, LIVE, () => void world.publish(THIRD));
    await rollback(world.acting(), WHY);
    expect(hook.done()).toBe(true);
    expect(world.home.documents.text(LIVE)).toBe(JSON.stringify(RUNNING));
    expect(world.pin().document).toEqual(RUNNING);
    expect(world.state().history[0]).toMatchObject({
      author: 'alice',
      cause: 'rollback',
      version: world.home.documents.newest(LIVE)?.version,
    });
  });

  it('says which copy could not be written', async () => {
    const world = publishedWorld([RUNNING, HALF], { alsoPublishTo: ['default'] });
    const copy = '/rightsizer/connector/default';
    world.home.documents.beforeWrite = ({ name }) => void (name === copy && world.home.documents.put(copy, 'theirs'));
    const { notes, copies } = await rollback(world.acting(), WHY);
    expect(copies).toEqual([]);
    expect(notes[0]).toBe(`The copy ${copy} could not be written; the next run repairs it.`);
  });
});
