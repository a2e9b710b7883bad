import { describe, expect, it } from 'vitest';
import { type FakeWorld, fakeWorld } from '../../support/fake-ports.ts';
import { fleetRun } from '../../support/fleet-run.ts';
import { fleetConfiguration, morning, recordedWorld, remainsOf, singleRun } from '../../support/fleet-world.ts';

const mailsOf = (world: FakeWorld) =>
  world.notifier.sent.map(({ subject, bodies }) => [subject, bodies.email, bodies.https]);

describe('a run of a fleet', () => {
  it.each([6, 2, 0])('leaves and says what the single run does, when %i of six may shrink', async (most) => {
    const configuration = fleetConfiguration(most);
    const [one, many] = [fakeWorld(), fakeWorld()];
    for (const date of [20, 21, 22]) {
      const time = morning(date);
      const { report } = await singleRun(one, configuration, time);
      const ran = await fleetRun({ configuration, world: many, time });
      expect(ran.status).toBe('SUCCEEDED');
      expect(ran.fleet?.report.totals).toEqual(report.totals);
    }
    expect(remainsOf(many)).toEqual(remainsOf(one));
    expect(mailsOf(many)).toEqual(mailsOf(one));
    // All six are recorded on the first day, and as many shrink on the second and on the third as may.
    const resized = remainsOf(many).filter(({ live }) => live?.version === 2);
    expect(resized).toHaveLength(Math.min(6, 2 * most));
  });

  it('counts a target once that has its answer and bounds one that must wait for the caps', async () => {
    const configuration = fleetConfiguration(1);
    const world = await recordedWorld(configuration, 20);
    world.home.services.answers.set('service-0/production', { kind: 'failed', message: 'AccessDenied' });
    const { fleet } = await fleetRun({ configuration, world, time: morning(21) });
    expect(fleet?.report.totals).toMatchObject({ targets: 6, failed: 1, notDone: 0 });
  });
});
