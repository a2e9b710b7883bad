import { describe, expect, it } from 'vitest';
import { timeOf } from '../../../bench/year/calendar.ts';
import * as deployer from '../../../bench/year/deployer.ts';
import type { Plant } from '../../../bench/year/plant.ts';
import { newService } from '../../../bench/year/service.ts';
import { plant } from './plants.ts';

const sizes = (cpuUnits: number, memoryMiB = 2048) => {
  const task = { cpuUnits, memoryMiB };
  return { task, app: task };
};

const BY_COMMIT = { hasCommit: true } as const;

function begin(fields: Partial<Plant> = {}) {
  const grown = plant(fields);
  return deployer.newDeployer(grown, newService(grown, 0));
}

/** A plant that needs 1024 units to come up, deployed with 512. */
function deployedTooSmall(failedStart: NonNullable<Plant['failedStart']>) {
  const own = begin({ failedStart, comesUp: ({ cpuUnits }) => cpuUnits >= 1024 });
  deployer.deploy(own, sizes(512), { minute: 100, hasCommit: false });
  return own;
}

describe('deployments of the year', () => {
  it('come at ten, on Tuesdays where they are weekly, and never by themselves where only a change is deployed', () => {
    const at = (deploys: Plant['deploys'], minute: number, weekday: number) =>
      deployer.isScheduled(plant({ deploys }), minute, weekday);
    expect([at('weekly', 600, 2), at('weekly', 600, 3), at('daily', 600, 3), at('daily', 601, 3)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    const minutes = Array.from({ length: 1440 }, (_, minute) => minute);
    expect(minutes.filter((minute) => at('tenADay', minute, 0))).toHaveLength(10);
    expect(minutes.filter((minute) => at('change', minute, 2))).toEqual([]);
  });

  it('bring a size, an image where somebody committed, and say what ran before', () => {
    const own = begin();
    deployer.deploy(own, sizes(512), { minute: 100, ...BY_COMMIT });
    expect(deployer.describe(own)).toMatchObject({ taskSize: { cpuUnits: 512 }, containers: [{ image: 'app:1' }] });
    expect(own.deployments).toMatchObject([
      {
        startedAt: timeOf(100),
        finishedAt: timeOf(105),
        outcome: 'successful',
        revision: { taskSize: { cpuUnits: 512 }, images: { app: 'app:1' } },
        before: { taskSize: { cpuUnits: 1024 }, images: { app: 'app:0' } },
      },
    ]);
    expect(own.resizedAt).toBe(100);
  });

  it('that bring the same size are no resize', () => {
    const own = begin();
    deployer.deploy(own, sizes(1024), { minute: 100, ...BY_COMMIT });
    expect(own.resizedAt).toBeUndefined();
  });

  it('may count as completed without a task', () => {
    const own = deployedTooSmall('completed');
    expect(own.deployments.at(-1)?.outcome).toBe('successful');
    expect(own.service.running).toBe(0);
  });

  it('may stay in progress, until another one stops them', () => {
    const own = deployedTooSmall('inProgress');
    deployer.giveUp(own, 5000);
    expect(own.deployments.at(-1)).not.toHaveProperty('finishedAt');
    deployer.deploy(own, sizes(1024), { minute: 6000, ...BY_COMMIT });
    expect(own.deployments.map(({ outcome }) => outcome)).toEqual(['rolledBack', 'successful']);
    expect(own.deployments[0]?.finishedAt).toBe(timeOf(6000));
  });

  it('may be taken back by the circuit breaker after half an hour', () => {
    const own = deployedTooSmall('rolledBack');
    deployer.giveUp(own, 129);
    expect(deployer.describe(own)).toMatchObject({ taskSize: { cpuUnits: 512 } });
    deployer.giveUp(own, 130);
    expect(deployer.describe(own)).toMatchObject({ taskSize: { cpuUnits: 1024 } });
    expect(own.deployments).toMatchObject([{ outcome: 'rolledBack', finishedAt: timeOf(130) }]);
  });

  it('are remembered for 90 days; what ran before the oldest of some is unknown', () => {
    const own = begin();
    for (const day of [0, 50, 100]) deployer.deploy(own, sizes(512), { minute: day * 1440, ...BY_COMMIT });
    const remembered = deployer.rememberedDeployments(own, 120 * 1440);
    expect(remembered.map(({ startedAt }) => startedAt)).toEqual([timeOf(100 * 1440), timeOf(50 * 1440)]);
    expect(remembered.map(({ before }) => before?.taskSize.cpuUnits)).toEqual([512, undefined]);
    expect(deployer.rememberedDeployments(own, 90 * 1440).at(-1)?.before?.taskSize.cpuUnits).toBe(1024);
  });
});
