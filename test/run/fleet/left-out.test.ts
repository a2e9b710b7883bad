import { describe, expect, it } from 'vitest';
import { MOST_BATCHES } from '../../../core/fleet/lanes.ts';
import { fakeWorld, refusing } from '../../support/fake-ports.ts';
import { type FleetRun, fleetRun } from '../../support/fleet-run.ts';
import { fleetConfiguration, morning, recordedWorld } from '../../support/fleet-world.ts';

const configuration = fleetConfiguration(6);
type Around = Required<FleetRun>['around'];

const MEMORY = '/rightsizer/left-out';

/** Answers every call but those that decide a service. */
const failing =
  (service: string): Around =>
  (payload, answer) => {
    const call = JSON.stringify(payload);
    const isFatal = call.includes('"decide"') && call.includes(service);
    if (isFatal) throw new Error('Task timed out after 300.00 seconds');
    return answer();
  };

/** The services of the calls that decide, in their order. */
const decidedIn = (calls: readonly string[]) =>
  calls.filter((call) => call.includes('"decide"')).map((call) => /service-\d/.exec(call)?.[0]);

describe('a batch whose worker fails three times', () => {
  it('is named in the message, leaves the others alone, and comes first the next day', async () => {
    const world = await recordedWorld(configuration, 20);
    const first = await fleetRun({ configuration, world, time: morning(21), around: failing('service-2') });
    expect(first.status).toBe('SUCCEEDED');
    expect(decidedIn(first.calls).filter((service) => service === 'service-2')).toHaveLength(3);
    expect(first.fleet?.report.totals).toMatchObject({ targets: 6, notDone: 2, changed: 4 });
    const mail = world.notifier.sent.at(-1)?.bodies.email ?? '';
    expect(mail).toContain('service-2/production');
    expect(mail).toContain('Task timed out after 300.00 seconds');
    expect(JSON.parse(world.home.documents.text(MEMORY) ?? '{}')).toEqual({
      leftOut: ['service-2/production', 'service-2/master'],
    });

    const second = await fleetRun({ configuration, world, time: morning(22) });
    expect(decidedIn(first.calls)[0]).toBe('service-0');
    expect(decidedIn(second.calls)[0]).toBe('service-2');
    expect(second.fleet?.report.totals).toMatchObject({ changed: 2, notDone: 0 });
    expect(JSON.parse(world.home.documents.text(MEMORY) ?? '{}')).toEqual({ leftOut: [] });
  });

  it('comes before one that fails since the next day', async () => {
    const world = await recordedWorld(configuration, 20);
    await fleetRun({ configuration, world, time: morning(21), around: failing('service-1') });
    const { calls } = await fleetRun({ configuration, world, time: morning(22), around: failing('service-') });
    expect(decidedIn(calls)[0]).toBe('service-1');
    const { leftOut } = JSON.parse(world.home.documents.text(MEMORY) ?? '{}');
    expect(leftOut.slice(0, 2)).toEqual(['service-1/production', 'service-1/master']);
    expect(leftOut).toHaveLength(6);
  });
});

describe('a run whose worker dies over what it leaves for the next', () => {
  it('has done and told all else, and fails by that', async () => {
    const world = await recordedWorld(configuration, 20);
    const around: Around = (payload, answer) => {
      if (JSON.stringify(payload).includes('"end"')) throw new Error('SSM PutParameter: AccessDenied');
      return answer();
    };
    const { fleet, ...ran } = await fleetRun({ configuration, world, time: morning(21), around });
    expect(fleet?.report.totals).toMatchObject({ changed: 6 });
    expect(fleet?.messageFailure).toBeUndefined();
    expect(world.notifier.sent).toHaveLength(1);
    expect([ran.status, ran.error]).toEqual([
      'FAILED',
      expect.stringMatching(/^What the next run begins with was not stored: .*SSM PutParameter: AccessDenied/),
    ]);
  });
});

describe('a run that answers nobody', () => {
  it('fails, and says why', async () => {
    const world = fakeWorld();
    const ran = await fleetRun({ configuration, world, time: morning(21), around: failing('service-') });
    expect([ran.status, ran.error]).toEqual(['FAILED', expect.stringMatching(/^None of 6 targets was answered/)]);
    expect(world.notifier.sent).toHaveLength(1);
  });

  it('fails too where the worker is of other code: it was deployed meanwhile', async () => {
    const other = { ...configuration, maximumShrinksPerRun: 1 };
    const world = fakeWorld();
    const around: FleetRun['around'] = (_, answer) => answer({ configuration: other });
    const ran = await fleetRun({ configuration, world, time: morning(21), around });
    expect(ran.status).toBe('FAILED');
    expect(ran.error).toMatch(/was asked to work for version .*: it was deployed meanwhile/);
    expect(world.changes()).toEqual([]);
  });
});

describe('a message that the topic does not take', () => {
  it('fails the run; the next one tells what was written', async () => {
    const world = await recordedWorld(configuration, 20);
    world.notifier.beforePublish = refusing('publish');
    const ran = await fleetRun({ configuration, world, time: morning(21) });
    expect([ran.status, ran.error]).toEqual(['FAILED', expect.stringContaining('The message could not be sent')]);
    world.notifier.beforePublish = () => undefined;
    await fleetRun({ configuration, world, time: morning(22) });
    const ids = world.notifier.sent.flatMap(({ bodies }) => JSON.parse(bodies.sqs ?? '{}').messageIds);
    expect(ids.filter((id: string) => id.endsWith('@2')).toSorted()).toEqual(
      configuration.targets.map(({ id }) => `${id}@2`).toSorted(),
    );
  });
});

describe('the weekly digest', () => {
  // The 22nd of November 2026 is a Sunday.
  const weekly = { ...configuration, notifications: { weeklyDigest: 'sunday' as const } };

  it('tells every target of the fleet, once on its day', async () => {
    const world = await recordedWorld(weekly, 20);
    await fleetRun({ configuration: weekly, world, time: morning(21) });
    const sent = world.notifier.sent.length;
    await fleetRun({ configuration: weekly, world, time: morning(22) });
    const digest = world.notifier.sent.at(-1)?.bodies.email ?? '';
    for (const { id } of weekly.targets) expect(digest).toContain(`${id}: `);
    await fleetRun({ configuration: weekly, world, time: morning(22) + 3_600_000 });
    expect(world.notifier.sent).toHaveLength(sent + 1);
  });

  it('counts those of a batch that failed among the services of their owner', async () => {
    const world = await recordedWorld(weekly, 20);
    const { fleet } = await fleetRun({ configuration: weekly, world, time: morning(22), around: failing('service-1') });
    expect(fleet?.report.totals).toMatchObject({ targets: 6, notDone: 2 });
    expect(fleet?.report.savings).toEqual([expect.objectContaining({ targets: 6 })]);
  });
});

describe('the operations of an execution', () => {
  it('stay below 3,000, however many batches fail', async () => {
    // Three attempts and two pauses of a batch; and what is beside them: begin, end, the message and the three maps.
    expect(MOST_BATCHES * 5 + 6).toBeLessThan(3000);
    const world = fakeWorld();
    const { operations } = await fleetRun({ configuration, world, time: morning(21), around: failing('service-') });
    // Three lanes of one batch; the execution itself is one; nothing is published and nothing marked.
    expect(operations).toBeLessThanOrEqual(3 * 5 + 7);
  });
});
