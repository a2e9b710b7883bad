import { describe, expect, it } from 'vitest';
import type { Configuration, Target } from '../../../core/configuration/configuration.ts';
import { parseState } from '../../../core/publication/state-document.ts';
import { runRightsizer } from '../../../run/run-rightsizer.ts';
import { configurationOf, type FakeWorld, fakeWorld, stageTarget } from '../../support/fake-ports.ts';
import { fleetRun, sleepyClock } from '../../support/fleet-run.ts';

const ROLES = ['', 'arn:aws:iam::111111111111:role/sizes', 'arn:aws:iam::222222222222:role/sizes'];

/** Three accounts with a service each, in two stages, of which production bounds master. */
const TARGETS: readonly Target[] = ROLES.flatMap((roleArn, index) =>
  ['production', 'master'].map((stage) => {
    const service = `service-${index}`;
    const place = { service, id: `${service}/${stage}`, cluster: `${service}-${stage}` };
    const { policy } = stageTarget(stage);
    const bound = stage === 'master' ? { neverAbovePolicy: 'production' } : {};
    return stageTarget(stage, {
      ...place,
      policy: { ...policy, ...bound, name: stage },
      ...(roleArn !== '' && { roleArn }),
    });
  }),
);

const day = (date: number) => Date.UTC(2026, 10, date, 6);

function single(world: FakeWorld, configuration: Configuration, time: number) {
  const signal = new AbortController().signal;
  return runRightsizer({
    configuration,
    request: { time, dryRun: false },
    ports: world,
    signal,
    clock: sleepyClock(time),
  });
}

/** Everything that is stored but the fleet's own memory: live texts with their versions, and states. */
function remains(world: FakeWorld, targets = TARGETS) {
  return targets.map((target) => {
    const { documents } = world.accountOf(target) as FakeWorld['home'];
    const live = `/rightsizer/${target.service}/${target.stage}`;
    return {
      live: documents.newest(live),
      versions: documents.versions(live).length,
      proposed: documents.newest(`${live}/proposed`),
      state: parseState(documents.text(`${live}/state`)),
    };
  });
}

describe('a run of a fleet', () => {
  it.each([10, 2, 0])('leaves and says what the single run does, when %i may shrink', async (maximumShrinksPerRun) => {
    const configuration = { ...configurationOf(...TARGETS), maximumShrinksPerRun };
    const [one, many] = [fakeWorld(), fakeWorld()];
    for (const time of [day(20), day(21), day(22)]) {
      const { report } = await single(one, configuration, time);
      const ran = await fleetRun({ configuration, world: many, time });
      expect(ran.status).toBe('SUCCEEDED');
      expect(ran.fleet?.report.totals).toEqual(report.totals);
    }
    expect(remains(many)).toEqual(remains(one));
    const mails = (world: FakeWorld) =>
      world.notifier.sent.map(({ subject, bodies }) => [subject, bodies.email, bodies.https]);
    expect(mails(many)).toEqual(mails(one));
  });
});
