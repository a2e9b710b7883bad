import type { Moment } from '../../../bench/year/calendar.ts';
import type { Plant } from '../../../bench/year/plant.ts';

/** 200 CPU units and 600 MiB all the time, in one task of 1024/2048. */
export function plant(fields: Partial<Plant> = {}): Plant {
  return {
    name: 'flat',
    policy: 'production',
    start: { cpuUnits: 1024, memoryMiB: 2048 },
    deploys: 'weekly',
    cpuUnits: () => 200,
    enoughMiB: () => 600,
    ...fields,
  };
}

export function moment(minute: number): Moment {
  return { minute, week: 0, hour: 0, weekday: 1, dayOfMonth: 1, month: 1 };
}
