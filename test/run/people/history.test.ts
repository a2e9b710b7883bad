import { expect, it } from 'vitest';
import { targetHistory } from '../../../run/people/history.ts';
import { pin } from '../../../run/people/pin.ts';
import { approve, reject } from '../../../run/people/proposal.ts';
import { AT, HALF, LIVE, peopleWorld, proposedWorld, publishedWorld, RUNNING, THIRD } from './people-world.ts';

it('lists versions newest first, with what changed and who wanted it', async () => {
  const world = proposedWorld();
  await approve(world.acting(), { why: 'looks right' });
  const { versions, proposal } = await targetHistory(world.acting());
  expect(versions.map(({ version, entry }) => [version, entry?.author, entry?.reasons])).toEqual([
    [2, 'alice', ['looks right']],
    [1, 'rightsizer', ['run 1']],
  ]);
  expect(versions[0]?.changes).toContainEqual({ key: 'taskCpu', before: '2048', after: '1024' });
  expect(versions[0]?.changes.map(({ key }) => key)).not.toContain('instantclientContainerMemory');
  expect(versions[1]?.changes).toContainEqual({ key: 'taskCpu', after: '2048' });
  expect(proposal).toMatchObject({ version: 1, status: 'live', changes: [] });
});

it('tells of a version that was put back after two writers met as the one it was', async () => {
  const world = publishedWorld();
  await pin(world.acting(), { days: 28, why: 'mine', set: { taskMemory: '8192' } });
  const persons = world.home.documents.text(LIVE) ?? '';
  world.home.documents.put(LIVE, JSON.stringify(HALF));
  world.home.documents.put(LIVE, persons);
  const { versions } = await targetHistory(world.acting());
  expect(versions[0]).toMatchObject({ version: 4, putBackFrom: 2, entry: { author: 'alice', cause: 'pin' } });
  expect(versions[1]).not.toHaveProperty('entry');
});

it('shows a version that is no document, and keys that went', async () => {
  const world = peopleWorld();
  world.publish({ ...RUNNING, former: '1' });
  world.home.documents.put(LIVE, 'nonsense');
  world.home.documents.put(LIVE, '[]');
  world.home.documents.put(LIVE, '{"a":1}');
  world.publish(RUNNING);
  const { versions } = await targetHistory(world.acting());
  expect(versions.slice(1, 4).every(({ document }) => document === undefined)).toBe(true);
  expect(versions[3]?.changes).toContainEqual({ key: 'former', before: '1' });
});

it.each<[string, 'waits' | 'rejected' | 'closed']>([
  ['waits', 'waits'],
  ['was rejected', 'rejected'],
  ['has passed', 'closed'],
])('says of a proposal that it %s', async (_what, status) => {
  const world = publishedWorld();
  world.propose(
    THIRD,
    status === 'closed' ? { proposed: { version: 1, hash: 'x', announced: true, closed: true } } : {},
  );
  if (status === 'rejected') await reject(world.acting('bob'), { why: 'no' });
  const { proposal } = await targetHistory(world.acting());
  expect(proposal).toMatchObject({ version: 1, status });
  expect(proposal?.rejected).toEqual(
    status === 'rejected' ? { by: 'bob', at: AT, why: 'no', until: '2026-12-21T09:40:00.000Z' } : undefined,
  );
});

it('tells of the last pin, whether it holds, and of one that cannot be read', async () => {
  const world = peopleWorld();
  expect(await targetHistory(world.acting())).toEqual({
    target: 'connector/production',
    mode: 'propose',
    versions: [],
    unreadablePin: false,
  });
  world.publish(RUNNING);
  await pin(world.acting(), { days: 1, why: 'mine', set: {} });
  expect((await targetHistory(world.acting())).pin).toMatchObject({ by: 'alice', holds: true });
  expect((await targetHistory(world.acting('bob', '2027-01-01T00:00:00Z'))).pin).toMatchObject({ holds: false });
  world.home.documents.put(`${LIVE}/pin`, '{}', 'String');
  expect(await targetHistory(world.acting())).toMatchObject({ unreadablePin: true });
});
