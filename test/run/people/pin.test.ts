import { describe, expect, it } from 'vitest';
import { renderPin } from '../../../core/publication/target-documents.ts';
import { pin, unpin } from '../../../run/people/pin.ts';
import { AT, HALF, LIVE, onceBefore, peopleWorld, publishedWorld, RUNNING, THIRD } from './people-world.ts';

const WHY = { days: 28, why: 'load test', set: {} };
const LARGER = { taskCpu: '2048', taskMemory: '8192' };

describe('pinning', () => {
  it('writes the live sizes, until when, by whom and why, and nothing else', async () => {
    const world = publishedWorld();
    const result = await pin(world.acting(), WHY);
    expect(world.changes()).toEqual([`write ${LIVE}/pin`]);
    expect(world.pin()).toEqual({
      document: RUNNING,
      until: '2026-12-21T09:40:00.000Z',
      by: 'alice',
      at: AT,
      why: 'load test',
    });
    expect(world.home.documents.newest(`${LIVE}/pin`)?.type).toBe('String');
    expect(result.summary).toBe('pinned until 2026-12-21 09:40 UTC: runs change nothing before, floors alert only.');
  });

  it('with other sizes writes the pin first, then makes them live', async () => {
    const world = publishedWorld();
    await pin(world.acting(), { ...WHY, set: LARGER });
    expect(world.changes().slice(0, 3)).toEqual([`write ${LIVE}/pin`, `write ${LIVE}/state`, `write ${LIVE}`]);
    expect(JSON.parse(world.home.documents.text(LIVE) ?? '')).toEqual({ ...RUNNING, ...LARGER });
    expect(world.pin().document).toEqual({ ...RUNNING, ...LARGER });
    expect(world.state().history[0]).toMatchObject({
      version: 2,
      author: 'alice',
      cause: 'pin',
      reasons: ['load test'],
    });
  });

  it('takes what runs where nothing is live', async () => {
    const world = peopleWorld();
    await pin(world.acting(), WHY);
    expect(world.home.documents.versions(LIVE)).toHaveLength(1);
    expect(world.pin().document).toEqual(JSON.parse(world.home.documents.text(LIVE) ?? ''));
  });

  it('keeps the sizes that the person saw when a run resizes meanwhile', async () => {
    const world = publishedWorld();
    const hook = onceBefore(world, `${LIVE}/pin`, () => void world.publish(HALF));
    await pin(world.acting(), WHY);
    expect(hook.done()).toBe(true);
    expect(world.home.documents.text(LIVE)).toBe(JSON.stringify(RUNNING));
    expect(world.state().history[0]).toMatchObject({ version: 3, author: 'alice', cause: 'pin' });
    expect(world.state().history.map(({ version }) => version)).toEqual([3, 2, 1]);
  });

  it('puts the name of the person on a version that a run wrote because of the pin', async () => {
    const world = publishedWorld();
    const wanted = { ...RUNNING, ...LARGER };
    onceBefore(world, `${LIVE}/state`, () => void world.publish(wanted));
    await pin(world.acting(), { ...WHY, set: LARGER });
    expect(world.home.documents.newest(LIVE)).toMatchObject({ version: 2, text: JSON.stringify(wanted) });
    expect(world.state().history[0]).toMatchObject({
      version: 2,
      author: 'alice',
      cause: 'pin',
      reasons: ['load test'],
    });
  });

  it('says which pin it takes the place of', async () => {
    const world = publishedWorld();
    await pin(world.acting('bob', '2026-11-22T00:00:00Z'), { ...WHY, why: 'first' });
    const { notes } = await pin(world.acting(), WHY);
    expect(notes).toEqual(['Before it was pinned by bob until 2026-12-20 00:00 UTC (first).']);
  });

  it('refuses unknown keys, sizes that fit nothing, and a live document that cannot be read', async () => {
    const world = publishedWorld();
    await expect(pin(world.acting(), { ...WHY, set: { taskCpuu: '1' } })).rejects.toThrow(
      'rightsizer.yml publishes no taskCpuu for connector/production; there is taskCpu, taskMemory, connectContainerCpu, connectContainerMemory, instantclientContainerMemory; did you mean "taskCpu"?',
    );
    await expect(pin(world.acting(), { ...WHY, set: { taskCpu: '1000' } })).rejects.toThrow(
      'These sizes cannot be used: 1000 CPU units',
    );
    world.home.documents.put(LIVE, 'nonsense');
    await expect(pin(world.acting(), WHY)).rejects.toThrow('cannot be read. The next run repairs it');
    expect(world.changes()).toEqual([]);
  });

  it('refuses where nothing is live and nothing runs', async () => {
    const world = peopleWorld();
    world.home.services.answers.set('connector/production', {
      kind: 'skipped',
      skipReason: 'NotDeployed',
      detail: 'Gone.',
    });
    await expect(pin(world.acting(), WHY)).rejects.toThrow('Begin with: rightsizer seed connector production');
  });

  it('stops when somebody else pins at the same moment: theirs stands', async () => {
    const world = publishedWorld();
    const theirs = renderPin({ document: THIRD, until: '2027-01-01T00:00:00Z', by: 'bob', at: AT, why: 'mine' });
    onceBefore(world, `${LIVE}/pin`, () => void world.home.documents.put(`${LIVE}/pin`, theirs, 'String'));
    await expect(pin(world.acting(), WHY)).rejects.toThrow(
      'somebody else writes its pin at this moment; theirs stands',
    );
    expect(world.home.documents.text(`${LIVE}/pin`)).toBe(theirs);
    expect(world.home.documents.newest(LIVE)?.version).toBe(1);
  });
});

describe('unpinning', () => {
  it('ends the pin now, keeps what was pinned in its history, and says what comes next', async () => {
    const world = publishedWorld();
    await pin(world.acting(), WHY);
    const later = '2026-11-25T00:00:00.000Z';
    const result = await unpin(world.acting('bob', later));
    expect(world.pin()).toEqual({ document: RUNNING, until: later, by: 'bob', at: later, why: 'unpinned' });
    expect(world.home.documents.versions(`${LIVE}/pin`)).toHaveLength(2);
    expect(result.summary).toBe('unpinned; it was pinned by alice until 2026-12-21 09:40 UTC (load test).');
    expect(result.notes).toEqual([
      'From the next run on sizes are proposed again; nothing is applied without approval.',
    ]);
    expect(result).not.toHaveProperty('pin');
  });

  it('says the other thing where runs apply', async () => {
    const world = publishedWorld([RUNNING], { mode: 'apply' });
    await pin(world.acting(), WHY);
    const { notes } = await unpin(world.acting('bob', '2026-11-25T00:00:00.000Z'));
    expect(notes).toEqual([
      'From the next run on it is sized again: growth at once, shrinking when the change gate lets it.',
    ]);
  });

  it('does nothing where nothing is pinned, or the pin has ended', async () => {
    const world = peopleWorld();
    expect(await unpin(world.acting())).toMatchObject({
      changed: false,
      summary: 'is not pinned; nothing was written.',
    });
    world.publish(RUNNING);
    await pin(world.acting(), WHY);
    world.changes();
    expect(await unpin(world.acting('alice', '2027-01-01T00:00:00Z'))).toMatchObject({ changed: false });
    expect(world.changes()).toEqual([]);
  });

  it('takes away a pin that nobody can read', async () => {
    const world = peopleWorld();
    world.home.documents.put(`${LIVE}/pin`, 'nonsense', 'String');
    const { summary } = await unpin(world.acting());
    expect(world.pin()).toMatchObject({ document: {}, until: AT });
    expect(summary).toBe('unpinned; it was pinned by somebody, in a way that cannot be read.');
  });
});
