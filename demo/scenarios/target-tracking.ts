import { apiDemo, deployed } from './api-service.ts';

/** 614 of 1024 CPU units in each of four tasks around the clock (at most 700), and at most 943 of 8192 MiB. */
export const targetTrackingDemo = apiDemo({
  name: 'target-tracking',
  seed: 3004,
  story: 'Target tracking holds the CPU of each task at 60 %, and the memory is far too large.',
  desiredCount: 4,
  runningCount: 4,
  taskCpu: '1024',
  taskMemory: '8192',
  containerInsights: 'enabled',
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 1024,
      memory: 8192,
      load: {
        cpuUnits: { base: 614, noiseShare: 0.06 },
        memoryMiB: { base: 900, dailyAmplitude: 30, noiseShare: 0.01, burstShare: 0.005 },
      },
    },
  ],
  deployments: [deployed('2026-10-07T11:00:00Z', 9, { taskCpu: '1024', taskMemory: '8192' })],
  scaling: { policies: [{ kind: 'targetTracking', metric: 'ECSServiceAverageCPUUtilization', targetValue: 60 }] },
});
