import type { ScenarioSize } from '../../local/scenario.ts';
import { apiDemo, deployed } from './api-service.ts';

function size(cpu: number, memory: number): ScenarioSize {
  return { taskCpu: `${cpu}`, taskMemory: `${memory}`, containers: [{ name: 'app', cpu, memory }] };
}

/** At most 484 CPU units and 1227 MiB, whatever the size; the peaks of the days jump between 12 and 47 percent of CPU. */
export const resizesDemo = apiDemo({
  name: 'resizes',
  seed: 3001,
  story: 'Somebody resized the task three times within the four weeks while the demand stayed what it was.',
  taskCpu: '2048',
  taskMemory: '4096',
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 2048,
      memory: 4096,
      load: {
        cpuUnits: { base: 180, dailyAmplitude: 240, peakHour: 14, noiseShare: 0.08 },
        memoryMiB: { base: 1050, dailyAmplitude: 160, peakHour: 15, noiseShare: 0.012, burstShare: 0.004 },
      },
    },
  ],
  sizeBefore: size(2048, 4096),
  deployments: [
    deployed('2026-10-05T09:00:00Z', 10, size(1024, 2048)),
    deployed('2026-10-31T09:00:00Z', 12, size(2048, 4096)),
    deployed('2026-11-08T13:30:00Z', 15, size(4096, 8192)),
    deployed('2026-11-16T10:00:00Z', 11, size(2048, 4096)),
  ],
});
