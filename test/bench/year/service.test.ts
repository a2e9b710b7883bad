import { describe, expect, it } from 'vitest';
import { newService, playMinute, resize, restart } from '../../../bench/year/service.ts';
import { moment, plant } from './plants.ts';

describe('a service of the year', () => {
  it('uses what it is asked for', () => {
    const seen = playMinute(newService(plant(), 0), moment(0));
    expect(seen).toMatchObject({
      desired: 1,
      running: 1,
      cpuAverage: 200,
      memoryMiB: 600,
      killed: false,
      isShort: false,
    });
    // The hottest second is 8 % above the mean.
    expect(seen.cpuMaximum).toBeCloseTo(216);
  });

  it('is cut at its size, and serves later what had to wait', () => {
    const burst = plant({ cpuUnits: ({ minute }) => (minute < 4 ? 2048 : 0) });
    const service = newService(burst, 0);
    const used = Array.from({ length: 10 }, (_, minute) => playMinute(service, moment(minute)).cpuAverage);
    // Four minutes of two vCPUs are eight of one.
    expect(used).toEqual([1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 0, 0]);
  });

  it('is short once more than two minutes of work wait', () => {
    const service = newService(plant({ cpuUnits: () => 2048 }), 0);
    const short = Array.from({ length: 4 }, (_, minute) => playMinute(service, moment(minute)).isShort);
    // One more minute of work waits after each.
    expect(short).toEqual([false, false, true, true]);
  });

  it('forgets what waits for more than six hours', () => {
    const service = newService(plant({ cpuUnits: () => 4096 }), 0);
    for (let minute = 0; minute < 600; minute += 1) playMinute(service, moment(minute));
    expect(service.waiting).toBe(360 * 1024);
  });

  it('is killed above its limit, and starts again after a wait that doubles', () => {
    const service = newService(plant({ enoughMiB: () => 2049 }), 0);
    const kills = Array.from({ length: 40 }, (_, minute) => minute).filter(
      (minute) => playMinute(service, moment(minute)).killed,
    );
    // Waits of 2, 4, 8 and 15 minutes.
    expect(kills).toEqual([0, 2, 6, 14, 29]);
  });

  it('shows nothing while no task is wanted', () => {
    const seen = playMinute(newService(plant({ tasks: () => 0 }), 0), moment(0));
    expect(seen).toEqual({ desired: 0, running: 0, pending: 0, killed: false, isShort: false });
  });

  it('shares its work between its tasks', () => {
    const seen = playMinute(newService(plant({ tasks: () => 4 }), 0), moment(0));
    expect(seen).toMatchObject({ running: 4, pending: 4, cpuAverage: 50 });
  });

  it('burns CPU to boot, longer with less of it, and serves nothing meanwhile', () => {
    const service = newService(plant({ boot: { cpuUnits: 2048, minutes: 2 } }), 0);
    const used = Array.from({ length: 7 }, (_, minute) => playMinute(service, moment(minute)).cpuAverage);
    // 4096 unit-minutes at 1024 units are four minutes; then the 800 that waited with the 200 that come.
    expect(used).toEqual([1024, 1024, 1024, 1024, 1000, 200, 200]);
  });

  it('goes on serving while several tasks are replaced', () => {
    const service = newService(plant({ tasks: () => 2, boot: { cpuUnits: 1024, minutes: 1 } }), 0);
    playMinute(service, moment(0));
    restart(service, 1);
    playMinute(service, moment(1));
    expect(service.waiting).toBe(200 * 2 - 200 * 2);
  });

  it('does not come up where its plant says so, and comes up with the next size that is enough', () => {
    const service = newService(plant({ comesUp: ({ cpuUnits }) => cpuUnits >= 1024 }), 0);
    expect(resize(service, { size: { cpuUnits: 512, memoryMiB: 2048 }, limitMiB: 2048 }, 0)).toBe(false);
    expect(playMinute(service, moment(0))).toMatchObject({ desired: 1, running: 0, pending: 1 });
    expect(resize(service, { size: { cpuUnits: 1024, memoryMiB: 2048 }, limitMiB: 2048 }, 1)).toBe(true);
    expect(playMinute(service, moment(1))).toMatchObject({ desired: 1, running: 1 });
  });
});
