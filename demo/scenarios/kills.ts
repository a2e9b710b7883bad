import { apiDemo, deployed } from './api-service.ts';

/** The bursts that killed it fall between two samples: the metrics never saw more than 709 of the 1024 MiB. */
export const killsDemo = apiDemo({
  name: 'kills',
  seed: 3002,
  story: 'The app was killed twice at its limit of 1024 MiB, in bursts too short for the metrics.',
  taskCpu: '1024',
  taskMemory: '2048',
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 768,
      memory: 1024,
      load: {
        cpuUnits: { base: 140, dailyAmplitude: 120, noiseShare: 0.1, boot: { minutes: 2, amount: 300 } },
        memoryMiB: { base: 600, dailyAmplitude: 90, noiseShare: 0.02, burstShare: 0.01 },
      },
    },
    {
      name: 'router',
      image: 'fluent/fluent-bit:3.1',
      essential: false,
      cpu: 128,
      memory: 256,
      load: { cpuUnits: { base: 12, noiseShare: 0.2 }, memoryMiB: { base: 60, noiseShare: 0.02, burstShare: 0.01 } },
    },
  ],
  deployments: [deployed('2026-10-12T08:00:00Z', 5, { taskCpu: '1024', taskMemory: '2048' })],
  memoryKills: [
    { at: '2026-11-05T02:13:20Z', container: 'app', limitMiB: 1024 },
    { at: '2026-11-18T14:41:05Z', container: 'app', limitMiB: 1024 },
  ],
});
