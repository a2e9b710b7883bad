import { apiDemo, deployed } from './api-service.ts';

/** 20 weekdays of 12 hours in the window; at most 345 CPU units (490 in the three minutes after waking up) and 834 MiB. */
export const officeHoursDemo = apiDemo({
  name: 'office-hours',
  seed: 3005,
  story: 'The service sleeps at night and at weekends: gaps in its metrics, which are no low use.',
  taskCpu: '1024',
  taskMemory: '4096',
  runningHours: { from: 6, until: 18 },
  runningWeekdays: [1, 2, 3, 4, 5],
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 1024,
      memory: 4096,
      load: {
        cpuUnits: { base: 120, dailyAmplitude: 200, peakHour: 12, noiseShare: 0.1, boot: { minutes: 3, amount: 250 } },
        memoryMiB: { base: 740, dailyAmplitude: 80, noiseShare: 0.015, burstShare: 0.005 },
      },
    },
  ],
  deployments: [deployed('2026-10-15T10:00:00Z', 6, { taskCpu: '1024', taskMemory: '4096' })],
});
