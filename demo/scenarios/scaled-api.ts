import { apiDemo, deployed } from './api-service.ts';

/** Eight busy hours of 20 tasks and sixteen of 5: with 400 CPU units in each, 8000 and 2000 in all. */
const hourlyTasks = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 16 ? 20 : 5));

/** The target of 40 % pays for many tasks, and the first minutes of the morning are short all the same; at most 943 of 8192 MiB. */
export const scaledApiDemo = apiDemo({
  name: 'scaled-api',
  seed: 3017,
  story:
    'Target tracking holds CPU at 40 % with 5 to 20 tasks: what all tasks need together tells a cheaper minimum and target, and an alarm on memory keeps a size.',
  desiredCount: 5,
  runningCount: 5,
  hourlyTasks,
  taskCpu: '1024',
  taskMemory: '8192',
  containerInsights: 'disabled',
  containers: [
    {
      name: 'app',
      image: 'shop/api:3.1',
      cpu: 1024,
      memory: 8192,
      load: {
        cpuUnits: { base: 400, noiseShare: 0.02 },
        memoryMiB: { base: 900, dailyAmplitude: 30, noiseShare: 0.01, burstShare: 0.005 },
      },
    },
  ],
  deployments: [deployed('2026-10-07T11:00:00Z', 9, { taskCpu: '1024', taskMemory: '8192' })],
  scaling: {
    policies: [{ kind: 'targetTracking', metric: 'ECSServiceAverageCPUUtilization', targetValue: 40 }],
    minimum: 4,
    maximum: 30,
  },
  alarms: [{ name: 'api memory', metric: 'MemoryUtilization', threshold: 30, periods: 2, rollsBack: true }],
});
