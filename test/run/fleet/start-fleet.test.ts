import { describe, expect, it } from 'vitest';
import type { FleetStarter } from '../../../core/ports.ts';
import { startFleet } from '../../../run/fleet/start-fleet.ts';
import { fleetConfiguration, morning } from '../../support/fleet-world.ts';

const request = { time: morning(21), dryRun: false };

describe('the start of a fleet', () => {
  it('has a name that Lambda takes, and an event, by the schedule and the configuration alone', async () => {
    const started: Parameters<FleetStarter['start']>[0][] = [];
    const starter: FleetStarter = { start: async (execution) => void started.push(execution) };
    const asked = { request, functionArn: 'arn', starter };
    await startFleet({ ...asked, configuration: fleetConfiguration(1) });
    await startFleet({ ...asked, configuration: fleetConfiguration(1) });
    await startFleet({ ...asked, configuration: fleetConfiguration(2) });
    const [first, again, other] = started;
    expect(first?.name).toMatch(/^2026-11-21T06-00-00-000Z-[0-9a-f]{8}-[0-9a-f]{8}$/);
    expect(first?.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(first).toEqual(again);
    expect(first?.event).toEqual({ scheduledTime: '2026-11-21T06:00:00.000Z' });
    expect(other?.name).not.toBe(first?.name);
  });
});
