import { apiDemo, appSize, deployed, onlyApp, taskOf } from './api-service.ts';

/** At most 484 CPU units and 1227 MiB, whatever the size; daily peaks jump between 12 and 47 percent of CPU. */
export const resizesDemo = apiDemo({
  name: 'resizes',
  seed: 3001,
  story: 'Somebody resized the task three times within the four weeks while the demand stayed what it was.',
  ...onlyApp(2048, 4096, {
    cpuUnits: { base: 180, dailyAmplitude: 240, peakHour: 14, noiseShare: 0.08 },
    memoryMiB: { base: 1050, dailyAmplitude: 160, peakHour: 15, noiseShare: 0.012, burstShare: 0.004 },
  }),
  sizeBefore: appSize(2048, 4096),
  deployments: [
    deployed('2026-10-05T09:00:00Z', 10, appSize(1024, 2048)),
    deployed('2026-10-31T09:00:00Z', 12, appSize(2048, 4096)),
    deployed('2026-11-08T13:30:00Z', 15, appSize(4096, 8192)),
    deployed('2026-11-16T10:00:00Z', 11, appSize(2048, 4096)),
  ],
});

const compiling = onlyApp(
  2048,
  4096,
  {
    cpuUnits: { base: 90, dailyAmplitude: 70, noiseShare: 0.1, boot: { minutes: 6, amount: 1024 } },
    memoryMiB: { base: 1310, noiseShare: 0.01, burstShare: 0.004 },
  },
  'shop/api:44',
);

/** Near 1270 CPU units at most in the six minutes after each of four deployments, at most 190 otherwise. */
export const bootSpikesDemo = apiDemo({
  name: 'boot-spikes',
  seed: 3003,
  story: 'A JVM burns a full CPU for six minutes after each start and is nearly idle otherwise.',
  ...compiling,
  containers: [
    {
      ...compiling.containers[0],
      environment: { JAVA_TOOL_OPTIONS: '-Xms1024m -Xmx1024m' },
      healthCheck: {
        command: ['CMD-SHELL', 'curl -f http://localhost:8080/health || exit 1'],
        startPeriod: 120,
        interval: 30,
        retries: 3,
        timeout: 5,
      },
    },
  ],
  // Healthy after three minutes, and still compiling for three more: those are not lost in the side by side.
  deployments: (
    [
      ['2026-10-14T09:22:00Z', 40],
      ['2026-10-28T13:02:00Z', 41],
      ['2026-11-04T10:42:00Z', 42],
      ['2026-11-12T15:17:00Z', 43],
      ['2026-11-19T09:52:00Z', 44],
    ] as const
  ).map(([at, tag]) => {
    return deployed(at, 3, { ...taskOf(2048, 4096), containers: [{ name: 'app', image: `shop/api:${tag}` }] });
  }),
});

/** 20 weekdays of 12 hours in the window; at most 345 CPU units (490 in the first three minutes) and 834 MiB. */
export const officeHoursDemo = apiDemo({
  name: 'office-hours',
  seed: 3005,
  story: 'The service sleeps at night and at weekends: gaps in its metrics, which are no low use.',
  runningHours: { from: 6, until: 18 },
  runningWeekdays: [1, 2, 3, 4, 5],
  ...onlyApp(1024, 4096, {
    cpuUnits: { base: 120, dailyAmplitude: 200, peakHour: 12, noiseShare: 0.1, boot: { minutes: 3, amount: 250 } },
    memoryMiB: { base: 740, dailyAmplitude: 80, noiseShare: 0.015, burstShare: 0.005 },
  }),
  deployments: [deployed('2026-10-15T10:00:00Z', 6, taskOf(1024, 4096))],
});

/** From 700 MiB to about 1140 before the next deployment takes it back; the limit of 4096 is 50 days away. */
export const leakDemo = apiDemo({
  name: 'leak',
  seed: 3006,
  story: 'Memory climbs by 60 MiB a day until the next deployment, about every week.',
  ...onlyApp(512, 4096, {
    cpuUnits: { base: 70, dailyAmplitude: 60, noiseShare: 0.1 },
    memoryMiB: { base: 700, growthPerDay: 60, noiseShare: 0.006, burstShare: 0.003 },
  }),
  deployments: [
    '2026-10-21T10:00:00Z',
    '2026-10-28T11:30:00Z',
    '2026-11-04T09:00:00Z',
    '2026-11-11T14:00:00Z',
    '2026-11-18T10:30:00Z',
  ].map((at) => deployed(at, 6, taskOf(512, 4096))),
});

/** At most 231 of 2048 CPU units and 608 of 4096 MiB, since 2026-11-20T06:00Z. */
export const youngDemo = apiDemo({
  name: 'young',
  seed: 3007,
  story: 'The service was created three days ago, too recently for its metrics to mean much.',
  metricsFrom: '2026-11-20T06:00:00Z',
  ...onlyApp(
    2048,
    4096,
    {
      cpuUnits: { base: 110, dailyAmplitude: 90, noiseShare: 0.1 },
      memoryMiB: { base: 560, dailyAmplitude: 40, noiseShare: 0.01, burstShare: 0.005 },
    },
    'shop/api:1.0',
  ),
  deployments: [deployed('2026-11-20T06:00:00Z', 4, taskOf(2048, 4096))],
});

/** At most 327 of 2048 CPU units and 1025 of 4096 MiB, in the 61 % of the intervals that are there. */
export const gappyDemo = apiDemo({
  name: 'gappy',
  seed: 3008,
  story: 'Two of five data points are missing, scattered over the four weeks.',
  missingShare: 0.4,
  ...onlyApp(2048, 4096, {
    cpuUnits: { base: 150, dailyAmplitude: 130, noiseShare: 0.1 },
    memoryMiB: { base: 960, dailyAmplitude: 50, noiseShare: 0.01, burstShare: 0.005 },
  }),
  deployments: [deployed('2026-10-09T12:00:00Z', 7, taskOf(2048, 4096))],
});

/** 614 of 1024 CPU units in each of four tasks around the clock (at most 700), and at most 943 of 8192 MiB. */
export const targetTrackingDemo = apiDemo({
  name: 'target-tracking',
  seed: 3004,
  story: 'Target tracking holds the CPU of each task at 60 %, and the memory is far too large.',
  desiredCount: 4,
  runningCount: 4,
  containerInsights: 'enabled',
  ...onlyApp(1024, 8192, {
    cpuUnits: { base: 614, noiseShare: 0.06 },
    memoryMiB: { base: 900, dailyAmplitude: 30, noiseShare: 0.01, burstShare: 0.005 },
  }),
  deployments: [deployed('2026-10-07T11:00:00Z', 9, taskOf(1024, 8192))],
  scaling: { policies: [{ kind: 'targetTracking', metric: 'ECSServiceAverageCPUUtilization', targetValue: 60 }] },
});

/** The target of 40 % pays for many tasks, yet the first minutes of the morning are short; at most 943 of 8192 MiB. */
export const scaledApiDemo = apiDemo({
  name: 'scaled-api',
  seed: 3017,
  story:
    'Target tracking holds CPU at 40 % with 5 to 20 tasks: what all tasks need together tells a cheaper minimum and target, and an alarm on memory keeps a size.',
  desiredCount: 5,
  runningCount: 5,
  // Eight busy hours of 20 tasks and sixteen of 5: with 400 CPU units in each, 8000 and 2000 in all.
  hourlyTasks: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 16 ? 20 : 5)),
  containerInsights: 'disabled',
  ...onlyApp(
    1024,
    8192,
    {
      cpuUnits: { base: 400, noiseShare: 0.02 },
      memoryMiB: { base: 900, dailyAmplitude: 30, noiseShare: 0.01, burstShare: 0.005 },
    },
    'shop/api:3.1',
  ),
  deployments: [deployed('2026-10-07T11:00:00Z', 9, taskOf(1024, 8192))],
  scaling: {
    policies: [{ kind: 'targetTracking', metric: 'ECSServiceAverageCPUUtilization', targetValue: 40 }],
    minimum: 4,
    maximum: 30,
  },
  alarms: [{ name: 'api memory', metric: 'MemoryUtilization', threshold: 30, periods: 2, rollsBack: true }],
});
