import { apiDemo } from './api-service.ts';
import type { DemoScenario } from './demo-scenario.ts';

/** When what the second run wrote is deployed; nothing runs from then on. */
const DEPLOYED_AT = '2026-11-23T10:00:00Z';

const demo = apiDemo({
  name: 'does-not-come-up',
  seed: 3013,
  story: 'A service needs little CPU and does not come up with half of it, so the third run puts back what it had.',
  taskCpu: '4096',
  taskMemory: '8192',
  runningCount: 0,
  metricsUntil: DEPLOYED_AT,
  containers: [
    {
      name: 'app',
      image: 'shop/api:2.14',
      cpu: 4096,
      memory: 8192,
      load: {
        cpuUnits: { base: 150, noiseShare: 0.1 },
        memoryMiB: { base: 1500, noiseShare: 0.02, burstShare: 0.005 },
      },
    },
  ],
});

/** Shrinking waits for nothing, so that two mornings are enough. */
export const doesNotComeUpDemo: DemoScenario = {
  ...demo,
  configuration: {
    ...(demo.configuration as object),
    policies: { production: { changeGate: { agreementDays: 1, cooldownDays: 0 } } },
  },
  deployedAt: DEPLOYED_AT,
};
