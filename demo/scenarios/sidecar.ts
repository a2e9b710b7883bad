import { apiDemo, deployed } from './api-service.ts';

/** The app declares 3072 MiB and uses near 430, the agent declares 1024 MiB and uses near 940. */
export const sidecarDemo = apiDemo({
  name: 'sidecar',
  seed: 3009,
  story: 'The sidecar eats twice the memory of the app, and the task definition says the opposite.',
  taskCpu: '1024',
  taskMemory: '4096',
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 768,
      memory: 3072,
      load: {
        cpuUnits: { base: 110, dailyAmplitude: 90, noiseShare: 0.1 },
        memoryMiB: { base: 390, dailyAmplitude: 30, noiseShare: 0.01, burstShare: 0.005 },
      },
    },
    {
      name: 'agent',
      image: 'observability/agent:7.60',
      essential: false,
      cpu: 256,
      memory: 1024,
      load: {
        cpuUnits: { base: 60, dailyAmplitude: 40, noiseShare: 0.1 },
        memoryMiB: { base: 880, dailyAmplitude: 40, noiseShare: 0.01, burstShare: 0.004 },
      },
    },
  ],
  deployments: [deployed('2026-10-13T09:00:00Z', 6, { taskCpu: '1024', taskMemory: '4096' })],
});
