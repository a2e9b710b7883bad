import { expect, it } from 'vitest';
import { shortHash } from '../../../core/publication/stored-text.ts';
import { approve, reject } from '../../../run/people/proposal.ts';
import { AT, HALF, LIVE, onceBefore, peopleWorld, proposedWorld, THIRD } from './people-world.ts';

const WHY = { why: 'too small for the import' };

it('remembers which sizes were refused, by whom, when and why, and closes the proposal', async () => {
  const world = proposedWorld();
  const result = await reject(world.acting(), WHY);
  expect(world.state()).toMatchObject({
    rejected: { hash: shortHash(JSON.stringify(HALF)), at: AT, by: 'alice', why: WHY.why },
    proposed: { version: 1, closed: true },
    runId: `person-${AT}`,
  });
  expect(world.home.documents.newest(LIVE)?.version).toBe(1);
  expect(result.summary).toBe('rejected, not proposed again before 2026-12-21 09:40 UTC unless another size is found.');
});

it('twice changes nothing the second time and keeps who was first', async () => {
  const world = peopleWorld();
  world.propose(HALF);
  await reject(world.acting(), WHY);
  world.changes();
  const again = await reject(world.acting('bob', '2026-11-24T00:00:00Z'), { why: 'me too' });
  expect(world.changes()).toEqual([]);
  expect(again).toMatchObject({ changed: false, summary: expect.stringContaining('is rejected already by alice') });
});

it('refuses what is not there, is another version, or is live', async () => {
  await expect(reject(peopleWorld().acting(), WHY)).rejects.toThrow('No proposal waits');
  const world = proposedWorld();
  await expect(reject(world.acting(), { ...WHY, proposal: 7 })).rejects.toThrow(
    'Proposal 7 of connector/production is not',
  );
  await approve(world.acting(), {});
  await expect(reject(world.acting(), WHY)).rejects.toThrow('are live already. To go back: rightsizer rollback');
});

it('rejects what was shown, not what a run proposes at that moment', async () => {
  const world = proposedWorld();
  const hook = onceBefore(world, `${LIVE}/state`, () => void world.propose(THIRD));
  await reject(world.acting(), WHY);
  expect(hook.done()).toBe(true);
  expect(world.state()).toMatchObject({
    rejected: { hash: shortHash(JSON.stringify(HALF)), by: 'alice' },
    proposed: { version: 2, hash: shortHash(JSON.stringify(THIRD)) },
  });
  expect(world.state().proposed).not.toHaveProperty('closed');
});

it('is kept where the state was lost: the proposal is closed then too', async () => {
  const world = peopleWorld();
  world.home.documents.put(`${LIVE}/proposed`, JSON.stringify(HALF));
  await reject(world.acting(), WHY);
  expect(world.state()).toMatchObject({ proposed: { version: 1, closed: true }, rejected: { by: 'alice' } });
  await expect(approve(world.acting(), {})).rejects.toThrow('was rejected by alice');
});
