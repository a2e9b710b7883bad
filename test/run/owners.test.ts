import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../core/configuration/configuration.ts';
import { parseState } from '../../core/publication/state-document.ts';
import { assertAnswered, runRightsizer } from '../../run/run-rightsizer.ts';
import { configurationOf, type FakeWorld, fakeWorld, refused, refusing, stageTarget } from '../support/fake-ports.ts';
import { fleetRun } from '../support/fleet-run.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:payments';
const OTHER = 'arn:aws:sns:eu-west-1:123456789012:search';
const owned = stageTarget('production', { owner: 'payments' });
const nobodys = stageTarget('master');

function configuration(fields: Partial<Configuration> = {}): Configuration {
  const owners = { payments: { topicArn: TOPIC }, search: { topicArn: OTHER } };
  return { ...configurationOf(owned, nobodys), owners, ...fields };
}

const timeOf = (day: number) => Date.UTC(2026, 10, day, 6);

function run(world: FakeWorld, day = 21, fields: Partial<Configuration> = {}) {
  const request = { time: timeOf(day), dryRun: false };
  return runRightsizer({
    configuration: configuration(fields),
    request,
    ports: world,
    signal: new AbortController().signal,
  });
}

const stateOf = (world: FakeWorld, stage: string) =>
  parseState(world.home.documents.text(`/rightsizer/connector/${stage}/state`));
const mails = (world: FakeWorld, topic?: string) =>
  (topic === undefined ? world.notifier.sent : (world.notifier.sentTo.get(topic) ?? [])).map(
    ({ bodies }) => bodies.email ?? '',
  );

function closed(world: FakeWorld): void {
  world.notifier.beforeTelling = (topic) => {
    throw refused(topic);
  };
}

describe('an owner', () => {
  it('is told of its targets and no others, after the topic of all news was told of all', async () => {
    const world = fakeWorld();
    const result = await run(world);
    expect(() => assertAnswered(result)).not.toThrow();
    expect(world.calls.filter((call) => call.startsWith('publish'))).toEqual(['publish', `publish ${TOPIC}`]);
    expect(mails(world)[0]).toMatch(
      /STORED AS RUNNING connector\/production[\s\S]+STORED AS RUNNING connector\/master/,
    );
    const [own = ''] = mails(world, TOPIC);
    expect(own).toContain('STORED AS RUNNING connector/production');
    expect(own).not.toContain('connector/master');
    expect(mails(world, OTHER)).toEqual([]);
  });

  it('whose topic takes nothing fails the run, by name; its targets are told again, and those of others are not', async () => {
    const world = fakeWorld();
    closed(world);
    const result = await run(world);
    expect(() => assertAnswered(result)).toThrow(
      `The message could not be sent: owner payments: PortError: ${TOPIC}: AccessDeniedException`,
    );
    expect(stateOf(world, 'production').live?.announced).toBe(false);
    expect(stateOf(world, 'master').live?.announced).toBe(true);

    world.notifier.beforeTelling = () => undefined;
    await run(world, 22);
    expect(mails(world, TOPIC)[0]).toContain('An earlier run wrote these sizes and could not announce them.');
    expect(stateOf(world, 'production').live?.announced).toBe(true);
    // The topic of all news is told once more of what the owner was not told: at most one repeated message.
    const repeated = mails(world).filter((text) => text.includes('STORED AS RUNNING connector/production'));
    expect(repeated).toHaveLength(2);
  });

  it('whose topic goes on to take nothing keeps its targets as they are, and the message is not repeated to others', async () => {
    const world = fakeWorld();
    closed(world);
    await run(world);
    const before = mails(world).length;
    const { report } = await run(world, 22);
    const outcomes = Object.fromEntries(report.targets.map(({ id, outcome }) => [id, outcome]));
    expect(outcomes).toEqual({ 'connector/production': 'failed', 'connector/master': 'decided' });
    const after = mails(world).slice(before);
    expect(after.filter((text) => text.includes('STORED AS RUNNING'))).toEqual([]);
    expect(after.join()).toContain(
      'FAILED connector/production\n  ! What an earlier run wrote could not be announced;',
    );
  });

  it('is told nothing where the topic of all news takes nothing: it is told once, when that takes it', async () => {
    const world = fakeWorld();
    world.notifier.beforePublish = refusing('SNS Publish');
    const { messageFailure } = await run(world);
    expect(messageFailure).toContain('SNS Publish');
    expect(mails(world, TOPIC)).toEqual([]);
    world.notifier.beforePublish = () => undefined;
    await run(world, 22);
    expect(mails(world, TOPIC).filter((text) => text.includes('STORED AS RUNNING'))).toHaveLength(1);
  });

  it('gets the digest of its targets, the topic of all that of all', async () => {
    const world = fakeWorld();
    // 2026-11-21 is a saturday.
    await run(world, 21, { notifications: { weeklyDigest: 'saturday' } });
    expect(mails(world)[0]).toContain('\nconnector/master: ');
    expect(mails(world, TOPIC)[0]).toContain('Where everything stands:\nconnector/production: ');
    expect(mails(world, TOPIC)[0]).not.toContain('connector/master');
  });

  it('of a fleet is told what the single run tells, and of what it was not told nothing is marked', async () => {
    const [one, many] = [fakeWorld(), fakeWorld()];
    await run(one);
    const ran = await fleetRun({ configuration: configuration(), world: many, time: timeOf(21) });
    expect(ran.status).toBe('SUCCEEDED');
    expect(mails(many, TOPIC)).toEqual(mails(one, TOPIC));
    const shut = fakeWorld();
    closed(shut);
    const failed = await fleetRun({ configuration: configuration(), world: shut, time: timeOf(21) });
    expect(failed.status).toBe('FAILED');
    expect(stateOf(shut, 'production').live?.announced).toBe(false);
    expect(stateOf(shut, 'master').live?.announced).toBe(true);
    expect(mails(shut)).toHaveLength(1);
  });
});
