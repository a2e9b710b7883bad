import type { Plant } from '../plant.ts';
import { around, hill, within } from '../shapes.ts';

const isOfficeDay = (weekday: number) => weekday >= 1 && weekday <= 5;

/** A service that needs little and does not come up below two vCPUs. */
const needsTwoCpus = {
  policy: 'production',
  start: { cpuUnits: 4096, memoryMiB: 8192 },
  cpuUnits: (at) => around(150, 10, at),
  enoughMiB: (at) => around(1500, 3, at),
  comesUp: ({ cpuUnits }) => cpuUnits >= 2048,
} as const satisfies Omit<Plant, 'name' | 'deploys'>;

/** Plants that start, scale and deploy in a way of their own. */
export const OPERATION_PLANTS: readonly Plant[] = [
  {
    name: 'boot-heavy JVM',
    policy: 'production',
    start: { cpuUnits: 2048, memoryMiB: 4096 },
    deploys: 'daily',
    boot: { cpuUnits: 2048, minutes: 4 },
    cpuUnits: (at) => around(120, 15, at),
    enoughMiB: (at) => around(1300, 3, at),
  },
  { name: 'does not come up, completed', deploys: 'weekly', failedStart: 'completed', ...needsTwoCpus },
  { name: 'does not come up, in progress', deploys: 'change', failedStart: 'inProgress', ...needsTwoCpus },
  { name: 'does not come up, rolled back', deploys: 'daily', failedStart: 'rolledBack', ...needsTwoCpus },
  {
    name: 'jobs from zero',
    policy: 'production',
    start: { cpuUnits: 4096, memoryMiB: 8192 },
    deploys: 'weekly',
    tasks: (_at, { cpuUnits, waiting }) => (cpuUnits > 0 || waiting > 0 ? 1 : 0),
    cpuUnits: (at) => (at.hour % 4 < 0.5 ? around(1500, 8, at) : 0),
    enoughMiB: (at) => around(1400, 5, at),
  },
  {
    name: 'scale-out in each peak',
    policy: 'production',
    start: { cpuUnits: 1024, memoryMiB: 2048 },
    deploys: 'weekly',
    scaling: [{ name: 'by requests', kind: 'targetTracking' }],
    boot: { cpuUnits: 900, minutes: 2 },
    tasks: (at) => (within(at, 12, 120) ? 6 : 2),
    cpuUnits: (at) => around(within(at, 12, 20) ? 5000 : within(at, 12, 120) ? 2400 : 300, 6, at),
    enoughMiB: (at) => around(900, 5, at),
  },
  {
    name: 'target tracking of CPU',
    policy: 'production',
    start: { cpuUnits: 1024, memoryMiB: 4096 },
    deploys: 'weekly',
    scaling: [{ name: 'cpu50', kind: 'targetTracking', resource: 'cpu', targetPercent: 50 }],
    tasks: (_at, { cpuUnits, taskCpuUnits }) => Math.min(20, Math.max(2, Math.ceil(cpuUnits / (0.5 * taskCpuUnits)))),
    cpuUnits: (at) => around(400 + 3000 * hill(at), 5, at),
    enoughMiB: (at) => around(900, 5, at),
  },
  {
    name: 'nights off, morning burst',
    policy: 'development',
    start: { cpuUnits: 2048, memoryMiB: 4096 },
    deploys: 'daily',
    boot: { cpuUnits: 1024, minutes: 2 },
    tasks: (at) => (isOfficeDay(at.weekday) && within(at, 7, 13 * 60) ? 1 : 0),
    cpuUnits: (at) =>
      isOfficeDay(at.weekday) && within(at, 7, 13 * 60) ? around(within(at, 7, 40) ? 1700 : 150, 10, at) : 0,
    enoughMiB: (at) => around(1100, 5, at),
  },
  {
    name: 'CodeDeploy without history',
    policy: 'production',
    start: { cpuUnits: 2048, memoryMiB: 4096 },
    deploys: 'weekly',
    insights: 'none',
    withoutHistory: true,
    cpuUnits: (at) => around(250 + 150 * hill(at), 10, at),
    enoughMiB: (at) => around(1500, 5, at),
  },
  {
    name: 'ten commits a day',
    policy: 'production',
    start: { cpuUnits: 2048, memoryMiB: 4096 },
    deploys: 'tenADay',
    boot: { cpuUnits: 1024, minutes: 2 },
    cpuUnits: (at) => around(200 + 400 * hill(at), 10, at),
    enoughMiB: (at) => around(1200, 5, at),
  },
];
