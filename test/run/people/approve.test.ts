import { describe, expect, it } from 'vitest';
import { renderState } from '../../../core/publication/state-text.ts';
import { shortHash } from '../../../core/publication/stored-text.ts';
import { pin } from '../../../run/people/pin.ts';
import { approve, reject } from '../../../run/people/proposal.ts';
import {
  AT,
  FORECAST,
  HALF,
  LIVE,
  onceBefore,
  peopleWorld,
  proposedWorld,
  publishedWorld,
  RUNNING,
  THIRD,
} from './people-world.ts';

describe('approving a proposal', () => {
  it('makes it live, and the state knows who, when, why and what is expected', async () => {
    const world = proposedWorld();
    const result = await approve(world.acting(), { why: 'looks right' });
    expect(world.home.documents.newest(LIVE)).toMatchObject({
      version: 2,
      text: JSON.stringify(HALF),
      type: 'SecureString',
    });
    expect(world.state()).toMatchObject({
      live: { version: 2, hash: shortHash(JSON.stringify(HALF)), announced: true },
      proposed: { version: 1, closed: true },
      changedAt: AT,
      watch: { version: 2, before: RUNNING, forecast: FORECAST, shrinks: false },
      runId: `person-${AT}`,
    });
    expect(world.state().history[0]).toEqual({
      version: 2,
      hash: shortHash(JSON.stringify(HALF)),
      at: AT,
      author: 'alice',
      cause: 'approve',
      reasons: ['looks right'],
      forecast: 'needs CPU 875 of 1024; short of CPU 0 % of the time',
      size: [1024, 3072],
    });
    expect(world.state().history[1]).toMatchObject({ version: 1, author: 'rightsizer' });
    expect(result).toMatchObject({
      target: 'connector/production',
      command: 'approve',
      changed: true,
      summary: 'approved, live as version 2.',
      live: { name: LIVE, version: 2, document: HALF, before: RUNNING },
      copies: [],
    });
  });

  it('keeps what the proposal was expected to save', async () => {
    const world = publishedWorld();
    world.propose(HALF, { proposedForecast: { ...FORECAST, savingsUsdPerMonth: 39.28 } });
    await approve(world.acting(), {});
    expect(world.state().history[0]?.forecastUsd).toBe(39.28);
  });

  it('writes the intent before live, and the copies before it is done', async () => {
    const world = proposedWorld({ alsoPublishTo: ['default'] });
    const result = await approve(world.acting(), {});
    const copy = '/rightsizer/connector/default';
    expect(world.changes()).toEqual([`write ${LIVE}/state`, `write ${LIVE}`, `write ${copy}`, `write ${LIVE}/state`]);
    expect(world.home.documents.text(copy)).toBe(JSON.stringify(HALF));
    expect(result.copies).toEqual([copy]);
  });

  it('records what runs first where nothing is live, so that there is a way back', async () => {
    const world = peopleWorld();
    world.propose(HALF);
    await approve(world.acting(), {});
    const texts = world.home.documents.versions(LIVE).map(({ text }) => JSON.parse(text));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatchObject({
      taskCpu: '2048',
      connectContainerMemory: '4096',
      instantclientContainerMemory: '2048',
    });
    expect(texts[1]).toEqual(HALF);
    expect(world.state().history.map(({ version, cause }) => [version, cause])).toEqual([
      [2, 'approve'],
      [1, 'baseline'],
    ]);
    expect(world.state().watch?.before).toEqual(texts[0]);
  });

  it('twice changes nothing the second time and keeps who was first', async () => {
    const world = proposedWorld();
    await approve(world.acting(), {});
    world.changes();
    const again = await approve(world.acting('bob', '2026-11-24T00:00:00Z'), {});
    expect(world.changes()).toEqual([]);
    expect(again).toMatchObject({
      changed: false,
      summary: 'is approved already, live as version 2; nothing was written.',
    });
    expect(world.state().history[0]?.author).toBe('alice');
  });

  it.each([
    ['right after the intent', LIVE, 0],
    ['right after live', `${LIVE}/state`, 1],
  ])('that was cut off %s is completed by saying it again', async (_when, name, skip) => {
    const world = proposedWorld();
    let seen = 0;
    world.home.documents.beforeWrite = (write) => {
      if (write.name !== name) return;
      seen += 1;
      if (seen > skip) throw new Error('cut');
    };
    await expect(approve(world.acting(), {})).rejects.toThrow('cut');
    world.home.documents.beforeWrite = () => undefined;
    await approve(world.acting(), {});
    expect(world.home.documents.newest(LIVE)).toMatchObject({ version: 2, text: JSON.stringify(HALF) });
    expect(world.state()).toMatchObject({ live: { version: 2, announced: true }, proposed: { closed: true } });
    expect(world.state().history[0]).toMatchObject({ version: 2, author: 'alice', cause: 'approve' });
  });
});

describe('what is not approved', () => {
  const acting = (world: ReturnType<typeof peopleWorld>) => world.acting();

  it('is nothing', async () => {
    await expect(approve(acting(peopleWorld()), {})).rejects.toThrow('No proposal waits for connector/production.');
    await expect(approve(acting(peopleWorld({ mode: 'apply' })), {})).rejects.toThrow('Its mode is apply');
  });

  it('is another version than the one that was shown', async () => {
    const world = proposedWorld();
    world.propose(THIRD);
    await expect(approve(acting(world), { proposal: 1 })).rejects.toThrow(
      `Proposal 1 of connector/production is not the one that waits: that is 2, ${JSON.stringify(THIRD)}. Nothing was written.`,
    );
    expect(world.changes()).toEqual([]);
  });

  it('is one that changes while the command looks: nothing is written over the state of the run', async () => {
    const world = proposedWorld();
    const hook = onceBefore(world, `${LIVE}/state`, () => void world.propose(THIRD));
    await expect(approve(acting(world), {})).rejects.toThrow('is not the one that waits');
    expect(hook.done()).toBe(true);
    expect(world.home.documents.newest(LIVE)?.version).toBe(1);
    expect(world.state().proposed).toMatchObject({ version: 2, announced: true });
  });

  it('is one that the recommendation has left, or that a run is about to replace', async () => {
    const world = publishedWorld();
    const version = world.propose(HALF);
    const proposed = { version, hash: shortHash(JSON.stringify(HALF)), announced: true };
    const put = (more: object) =>
      world.home.documents.put(
        `${LIVE}/state`,
        renderState({ ...world.state(), proposed: { ...proposed, ...more } }),
        'String',
      );
    put({ closed: true });
    await expect(approve(acting(world), {})).rejects.toThrow('has moved on since proposal 1; nothing waits');
    put({ version: 2, announced: false });
    await expect(approve(acting(world), {})).rejects.toThrow('A run is writing proposal 2');
  });

  it('is one that somebody rejected, and it says who', async () => {
    const world = proposedWorld();
    await reject(world.acting('bob'), { why: 'too small' });
    await expect(approve(acting(world), {})).rejects.toThrow('was rejected by bob on 2026-11-23 09:40 UTC (too small)');
  });

  it('is anything while a pin holds', async () => {
    const world = proposedWorld();
    await pin(world.acting('bob'), { days: 28, why: 'release', set: {} });
    await expect(approve(acting(world), {})).rejects.toThrow(
      'is pinned by bob until 2026-12-21 09:40 UTC (release). First: rightsizer unpin connector production',
    );
  });

  it.each<[string, object, string]>([
    ['no size', { ...HALF, taskMemory: '3000' }, '1024 CPU units with 3000 MiB is no task size'],
    ['other keys', { ...HALF, old: '1' }, 'its keys are not those that rightsizer.yml publishes now'],
  ])('is a proposal with %s', async (_what, sizes, message) => {
    const world = publishedWorld();
    world.propose(sizes);
    await expect(approve(acting(world), {})).rejects.toThrow(message);
    expect(world.home.documents.newest(LIVE)?.version).toBe(1);
  });

  it('is anything for a service whose containers nobody knows', async () => {
    const world = peopleWorld();
    world.propose(HALF);
    world.home.services.answers.set('connector/production', {
      kind: 'skipped',
      skipReason: 'NotDeployed',
      detail: 'It is gone.',
    });
    await expect(approve(acting(world), {})).rejects.toThrow('cannot be checked. It is gone.');
  });
});

describe('a run that writes while a person approves', () => {
  it('does not keep the approval from becoming live: keys that it adds are replaced by the approved document', async () => {
    const world = proposedWorld();
    const hook = onceBefore(world, LIVE, () => void world.publish(THIRD));
    await approve(world.acting(), {});
    expect(hook.done()).toBe(true);
    expect(world.home.documents.text(LIVE)).toBe(JSON.stringify(HALF));
    expect(world.state().history[0]).toMatchObject({
      author: 'alice',
      cause: 'approve',
      version: world.home.documents.newest(LIVE)?.version,
    });
  });

  it('is told when it keeps writing', async () => {
    const world = proposedWorld();
    world.home.documents.afterWrite = ({ name }) => void (name === LIVE && world.publish(RUNNING));
    await expect(approve(world.acting(), {})).rejects.toThrow(/Somebody else keeps writing .*; version \d+ is live/);
  });
});
