import type { ScenarioSize } from '../../local/scenario.ts';
import { apiDemo, deployed } from './api-service.ts';

function version(tag: string): ScenarioSize {
  return { taskCpu: '2048', taskMemory: '4096', containers: [{ name: 'app', image: `shop/api:${tag}` }] };
}

/** Near 1270 CPU units at most in the six minutes after each of four deployments, at most 190 otherwise. */
export const bootSpikesDemo = apiDemo({
  name: 'boot-spikes',
  seed: 3003,
  story: 'A JVM burns a full CPU for six minutes after each start and is nearly idle otherwise.',
  taskCpu: '2048',
  taskMemory: '4096',
  containers: [
    {
      name: 'app',
      image: 'shop/api:44',
      cpu: 2048,
      memory: 4096,
      environment: { JAVA_TOOL_OPTIONS: '-Xms1024m -Xmx1024m' },
      healthCheck: {
        command: ['CMD-SHELL', 'curl -f http://localhost:8080/health || exit 1'],
        startPeriod: 120,
        interval: 30,
        retries: 3,
        timeout: 5,
      },
      load: {
        cpuUnits: { base: 90, dailyAmplitude: 70, noiseShare: 0.1, boot: { minutes: 6, amount: 1024 } },
        memoryMiB: { base: 1310, noiseShare: 0.01, burstShare: 0.004 },
      },
    },
  ],
  // Healthy after three minutes, and still compiling for three more: those are not lost in the side by side.
  deployments: [
    deployed('2026-10-14T09:22:00Z', 3, version('40')),
    deployed('2026-10-28T13:02:00Z', 3, version('41')),
    deployed('2026-11-04T10:42:00Z', 3, version('42')),
    deployed('2026-11-12T15:17:00Z', 3, version('43')),
    deployed('2026-11-19T09:52:00Z', 3, version('44')),
  ],
});
