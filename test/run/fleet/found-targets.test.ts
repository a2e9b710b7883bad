import { describe, expect, it } from 'vitest';
import { PortError } from '../../../core/ports.ts';
import { unpacked } from '../../../run/fleet/find-targets.ts';
import type { FakeWorld } from '../../support/fake-ports.ts';
import { fleetRun } from '../../support/fleet-run.ts';
import { morning, singleRun } from '../../support/fleet-world.ts';
import { fleet, PAYMENTS, SEARCH, tagged, worldOf } from '../discovery/world.ts';

const APPLY = { 'rightsizer:mode': 'apply', 'rightsizer:owner': 'payments' };
const configuration = fleet({
  policies: { development: { minimumDataHours: 12 }, production: { minimumDataHours: 12 } },
});

/** Production in the one account bounds master in the other; one service has tags that say what cannot be. */
function world(): FakeWorld {
  return worldOf(
    [tagged('shop-production', 'api', APPLY), tagged('odd', 'web', { 'rightsizer:mode': 'always' })],
    [tagged('shop-master', 'api', APPLY), tagged('find-qa', 'web')],
  );
}

const namesOf = (found: FakeWorld) =>
  [PAYMENTS, SEARCH].map((role) =>
    ['shop-api/production', 'shop-api/master', 'find-web/qa'].map((id) =>
      found.accountOfRole(role).documents.newest(`/rightsizer/${id}`),
    ),
  );
const mailsOf = ({ notifier }: FakeWorld) => notifier.sent.map(({ subject, bodies }) => [subject, bodies.email]);

describe('tagged services in the accounts of a fleet', () => {
  it('are found by its workers, and answered as the single run answers them', async () => {
    const [one, many] = [world(), world()];
    for (const date of [20, 21, 22]) {
      const { report } = await singleRun(one, configuration, morning(date));
      const { status, fleet: ran } = await fleetRun({ configuration, world: many, time: morning(date) });
      expect(status).toBe('SUCCEEDED');
      expect(ran?.report.totals).toEqual(report.totals);
      expect(report.totals).toMatchObject({ targets: 4, failed: 1 });
    }
    expect(namesOf(many)).toEqual(namesOf(one));
    expect(
      namesOf(many)
        .flat()
        .filter((each) => each !== undefined).length,
    ).toBeGreaterThanOrEqual(2);
    expect(mailsOf(many)).toEqual(mailsOf(one));
  });

  it('are named as not known where the worker that looks for them dies three times, and all others are answered', async () => {
    const many = world();
    const { fleet: ran } = await fleetRun({
      configuration,
      world: many,
      time: morning(20),
      around: (payload, answer) => {
        const isLost = JSON.stringify(payload).includes(`"kind":"discover","place":{"roleArn":"${PAYMENTS}"`);
        return isLost ? Promise.reject(new Error('out of memory')) : answer();
      },
    });
    const outcomes = Object.fromEntries(ran?.report.targets.map(({ id, outcome }) => [id, outcome]) ?? []);
    expect(outcomes).toMatchObject({ 'account 222222222222/us-east-1': 'failed', 'shop-api/master': 'decided' });
    expect(many.notifier.sent[0]?.bodies.email).toContain('Its tagged services are not known and were left alone;');
    expect(many.accountOfRole(PAYMENTS).documents.newest('/rightsizer/shop-api/production')).toBeUndefined();
  });

  it('are answered beside many places that cannot be listed, of which no call tells all', async () => {
    const closed = Array.from({ length: 120 }, (_, index) => `arn:aws:iam::${100_000_000_000 + index}:role/rightsizer`);
    const many = world();
    for (const roleArn of closed) {
      many.accountOfRole(roleArn).lister.beforeList = () => {
        throw new PortError(`sts:AssumeRole as ${roleArn}: AccessDenied, the trust of the role names somebody else`);
      };
    }
    const accounts = [PAYMENTS, SEARCH, ...closed].map((roleArn) => ({ roleArn, regions: ['us-east-1'] }));
    const wide = fleet({ accounts });
    const { status, fleet: ran, calls } = await fleetRun({ configuration: wide, world: many, time: morning(20) });
    expect(status).toBe('SUCCEEDED');
    // Two places with two services each, one of them with wrong tags.
    expect(ran?.report.totals).toMatchObject({ targets: 124, failed: 121, notDone: 0 });
    expect(Math.max(...calls.map(({ length }) => length))).toBeLessThan(10_000);
  });

  it('fail the run by name where there is none', async () => {
    const { status, error } = await fleetRun({ configuration, world: worldOf([]), time: morning(20) });
    expect(status).toBe('FAILED');
    expect(error).toContain('rightsizer.yml names no service, and none has the tag rightsizer: on in its accounts.');
  });

  it('take what bounds them with them, and no other stage', async () => {
    const stages = ['production', 'qa', 'test', 'dev'].map((stage) => tagged(`shop-${stage}`, 'api'));
    const bound = fleet({ policies: { validation: { minimumDataHours: 12, neverAbovePolicy: 'production' } } });
    const { calls } = await fleetRun({
      configuration: bound,
      world: worldOf(stages.slice(0, 1), stages.slice(1)),
      time: morning(20),
    });
    const decides = calls.map((call) => JSON.parse(call)).filter(({ kind }) => kind === 'decide');
    const sent = decides.map(({ found }) => unpacked(found, bound).map(({ id }) => id));
    expect(sent).toContainEqual(['shop-api/production']);
    expect(sent).toContainEqual(['shop-api/dev', 'shop-api/production', 'shop-api/qa', 'shop-api/test']);
  });

  it('are listed once for each account and region, however many they are, and no call is large', async () => {
    const services = Array.from({ length: 400 }, (_, index) => tagged(`shop${index}-production`, 'api'));
    const many = worldOf(services, [tagged('find-qa', 'web')]);
    const lists: string[] = [];
    many.accountOfRole(PAYMENTS).lister.beforeList = () => void lists.push('payments');
    many.accountOfRole(SEARCH).lister.beforeList = () => void lists.push('search');
    const { fleet: ran, calls } = await fleetRun({ configuration: fleet(), world: many, time: morning(20) });
    expect(lists.toSorted()).toEqual(['payments', 'search']);
    expect(ran?.report.totals).toMatchObject({ targets: 401, failed: 0, notDone: 0 });
    expect(Math.max(...calls.map(({ length }) => length))).toBeLessThan(10_000);
  });

  it('are lost where two of them claim one stage, and named', async () => {
    const both = [tagged('shop-production', 'api', APPLY)];
    const { fleet: ran } = await fleetRun({ configuration, world: worldOf(both, both), time: morning(20) });
    expect(ran?.report.totals).toMatchObject({ targets: 2, failed: 2 });
    expect(ran?.report.targets.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('It would be shop-api/production'),
      expect.stringContaining('It would be shop-api/production'),
    ]);
  });
});
