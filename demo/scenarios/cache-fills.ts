import type { RawPoint } from '../../local/scenario.ts';
import { apiDemo, deployed } from './api-service.ts';

const MINUTE = 60_000;
const FIRST_MINUTE = Date.parse('2026-10-25T00:00:00Z');
const LAST_MINUTE = Date.parse('2026-11-23T06:00:00Z');

/** File caches take nearly all that there is, of 1024 MiB as of 2048, and are never killed for it. */
function fullAllTheTime(): readonly RawPoint[] {
  return Array.from({ length: (LAST_MINUTE - FIRST_MINUTE) / MINUTE }, (_, minute) => ({
    at: new Date(FIRST_MINUTE + minute * MINUTE).toISOString(),
    average: 96,
    maximum: 97,
  }));
}

/** 96 percent of 1024 MiB before the growth, and 96 percent of 2048 after it. */
export const cacheFillsDemo = apiDemo({
  name: 'cache-fills',
  seed: 3012,
  story: 'File caches fill the memory, somebody doubled it, and it is as full as before.',
  taskCpu: '512',
  taskMemory: '2048',
  containerInsights: 'enabled',
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 512,
      memory: 2048,
      load: { cpuUnits: { base: 150, noiseShare: 0.1 }, memoryMiB: { base: 450 } },
    },
  ],
  sizeBefore: { taskCpu: '512', taskMemory: '1024', containers: [{ name: 'app', cpu: 512, memory: 1024 }] },
  deployments: [
    deployed('2026-11-10T09:00:00Z', 6, {
      taskCpu: '512',
      taskMemory: '2048',
      containers: [{ name: 'app', cpu: 512, memory: 2048 }],
    }),
  ],
  rawUtilization: [{ metric: 'MemoryUtilization', points: fullAllTheTime() }],
});
