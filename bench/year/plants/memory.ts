import type { Plant } from '../plant.ts';
import { around, within } from '../shapes.ts';

/** What a page cache holds after so many days: nearly all that there is. */
function cached(limitMiB: number, ageDays: number): number {
  return Math.min(limitMiB * 0.97, 400 + 6000 * ageDays);
}

/** Plants that take memory in a way of their own. */
export const MEMORY_PLANTS: readonly Plant[] = [
  {
    name: 'leak, weekly deployed',
    policy: 'production',
    start: { cpuUnits: 1024, memoryMiB: 2048 },
    deploys: 'weekly',
    cpuUnits: (at) => around(180, 10, at),
    enoughMiB: () => 400 + 60 * 7,
    takesMiB: (_at, { ageDays }) => 400 + 60 * ageDays,
  },
  {
    name: 'cache that fills',
    policy: 'production',
    start: { cpuUnits: 512, memoryMiB: 1024 },
    deploys: 'change',
    cpuUnits: (at) => around(150, 10, at),
    enoughMiB: () => 450,
    takesMiB: (_at, { limitMiB, ageDays }) => cached(limitMiB, ageDays),
  },
  {
    name: 'cache that fills, no history',
    policy: 'production',
    start: { cpuUnits: 512, memoryMiB: 1024 },
    deploys: 'daily',
    insights: 'none',
    withoutHistory: true,
    cpuUnits: (at) => around(150, 10, at),
    enoughMiB: () => 450,
    takesMiB: (_at, { limitMiB, ageDays }) => cached(limitMiB, ageDays),
  },
  {
    name: 'heap as a share',
    policy: 'development',
    start: { cpuUnits: 512, memoryMiB: 2048 },
    deploys: 'change',
    heap: { ramPercent: 75, source: 'environment JAVA_TOOL_OPTIONS' },
    cpuUnits: (at) => around(200, 15, at),
    enoughMiB: () => 1000,
    takesMiB: (at, { limitMiB }) => 150 + around(0.75 * limitMiB * 0.93, 2, at),
    comesUp: ({ memoryMiB }) => 0.75 * memoryMiB >= 750,
    failedStart: 'completed',
  },
  {
    name: 'GC takes what it gets',
    policy: 'production',
    start: { cpuUnits: 1024, memoryMiB: 2048 },
    deploys: 'weekly',
    cpuUnits: (at) => around(250, 15, at),
    enoughMiB: () => 900,
    takesMiB: ({ minute }, { limitMiB }) => 600 + (0.93 * limitMiB - 600) * ((minute % 90) / 90),
  },
  {
    name: 'percent of a soft limit',
    policy: 'production',
    start: { cpuUnits: 512, memoryMiB: 2048 },
    deploys: 'weekly',
    insights: 'none',
    memoryPercentOfMiB: 512,
    cpuUnits: (at) => around(200, 10, at),
    enoughMiB: (at) => around(900, 5, at),
  },
  {
    name: 'kills that a commit follows',
    policy: 'production',
    start: { cpuUnits: 256, memoryMiB: 1024 },
    deploys: 'change',
    commitAfterKill: true,
    cpuUnits: (at) => around(120, 10, at),
    enoughMiB: (at) => around(Math.floor(at.minute / 1440) % 6 === 2 && within(at, 15, 3) ? 1500 : 600, 3, at),
  },
  {
    name: 'connector with a fixed heap',
    policy: 'production',
    start: { cpuUnits: 2048, memoryMiB: 6144 },
    deploys: 'weekly',
    heap: { maximumMiB: 2048, source: 'environment KAFKA_HEAP_OPTS' },
    boot: { cpuUnits: 1536, minutes: 3 },
    sidecar: { limitMiB: 2048, usesMiB: 40 },
    cpuUnits: (at) => around(within(at, 2, 45) ? 900 : 250, 15, at),
    enoughMiB: (at) => around(2500, 1, at),
  },
];
