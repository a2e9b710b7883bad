import { apiDemo, deployed } from './api-service.ts';

/** At most 231 of 2048 CPU units and 608 of 4096 MiB, since 2026-11-20T06:00Z. */
export const youngDemo = apiDemo({
  name: 'young',
  seed: 3007,
  story: 'The service was created three days ago, too recently for its metrics to mean much.',
  taskCpu: '2048',
  taskMemory: '4096',
  metricsFrom: '2026-11-20T06:00:00Z',
  containers: [
    {
      name: 'app',
      image: 'shop/api:1.0',
      cpu: 2048,
      memory: 4096,
      load: {
        cpuUnits: { base: 110, dailyAmplitude: 90, noiseShare: 0.1 },
        memoryMiB: { base: 560, dailyAmplitude: 40, noiseShare: 0.01, burstShare: 0.005 },
      },
    },
  ],
  deployments: [deployed('2026-11-20T06:00:00Z', 4, { taskCpu: '2048', taskMemory: '4096' })],
});
