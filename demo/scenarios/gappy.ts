import { apiDemo, deployed } from './api-service.ts';

/** At most 327 of 2048 CPU units and 1025 of 4096 MiB, in the 61 % of the intervals that are there. */
export const gappyDemo = apiDemo({
  name: 'gappy',
  seed: 3008,
  story: 'Two of five data points are missing, scattered over the four weeks.',
  taskCpu: '2048',
  taskMemory: '4096',
  missingShare: 0.4,
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 2048,
      memory: 4096,
      load: {
        cpuUnits: { base: 150, dailyAmplitude: 130, noiseShare: 0.1 },
        memoryMiB: { base: 960, dailyAmplitude: 50, noiseShare: 0.01, burstShare: 0.005 },
      },
    },
  ],
  deployments: [deployed('2026-10-09T12:00:00Z', 7, { taskCpu: '2048', taskMemory: '4096' })],
});
