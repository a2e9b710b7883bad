import type { ScenarioSize } from '../../local/scenario.ts';
import { apiDemo, deployed } from './api-service.ts';

const size: ScenarioSize = { taskCpu: '512', taskMemory: '4096' };

/** From 700 MiB to about 1140 before the next deployment takes it back; the limit of 4096 is 50 days away. */
export const leakDemo = apiDemo({
  name: 'leak',
  seed: 3006,
  story: 'Memory climbs by 60 MiB a day until the next deployment, about every week.',
  taskCpu: '512',
  taskMemory: '4096',
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 512,
      memory: 4096,
      load: {
        cpuUnits: { base: 70, dailyAmplitude: 60, noiseShare: 0.1 },
        memoryMiB: { base: 700, growthPerDay: 60, noiseShare: 0.006, burstShare: 0.003 },
      },
    },
  ],
  deployments: [
    deployed('2026-10-21T10:00:00Z', 6, size),
    deployed('2026-10-28T11:30:00Z', 6, size),
    deployed('2026-11-04T09:00:00Z', 6, size),
    deployed('2026-11-11T14:00:00Z', 6, size),
    deployed('2026-11-18T10:30:00Z', 6, size),
  ],
});
