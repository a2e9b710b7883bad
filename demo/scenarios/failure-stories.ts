import type { ScenarioService } from '../../local/scenario.ts';
import { apiDemo, appSize, type DemoScenario, demoTopics, deployed, onlyApp, taskOf } from './api-service.ts';
import { connectorConfiguration, connectorScenario } from './connector.ts';

/** The bursts that killed it fall between two samples: the metrics never saw more than 709 of the 1024 MiB. */
export const killsDemo = apiDemo({
  name: 'kills',
  seed: 3002,
  story: 'The app was killed twice at its limit of 1024 MiB, in bursts too short for the metrics.',
  ...taskOf(1024, 2048),
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
  deployments: [deployed('2026-10-12T08:00:00Z', 5, taskOf(1024, 2048))],
  memoryKills: [
    { at: '2026-11-05T02:13:20Z', container: 'app', limitMiB: 1024 },
    { at: '2026-11-18T14:41:05Z', container: 'app', limitMiB: 1024 },
  ],
});

/** The app declares 3072 MiB and uses near 430, the agent declares 1024 MiB and uses near 940. */
export const sidecarDemo = apiDemo({
  name: 'sidecar',
  seed: 3009,
  story: 'The sidecar eats twice the memory of the app, and the task definition says the opposite.',
  ...taskOf(1024, 4096),
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
  deployments: [deployed('2026-10-13T09:00:00Z', 6, taskOf(1024, 4096))],
});

const MINUTE = 60_000;
const FIRST_MINUTE = Date.parse('2026-10-25T00:00:00Z');
const LAST_MINUTE = Date.parse('2026-11-23T06:00:00Z');

/** File caches take nearly all that there is, of 1024 MiB as of 2048, and are never killed for it. */
const fullAllTheTime = Array.from({ length: (LAST_MINUTE - FIRST_MINUTE) / MINUTE }, (_, minute) => ({
  at: new Date(FIRST_MINUTE + minute * MINUTE).toISOString(),
  average: 96,
  maximum: 97,
}));

/** 96 percent of 1024 MiB before the growth, and 96 percent of 2048 after it. */
export const cacheFillsDemo = apiDemo({
  name: 'cache-fills',
  seed: 3012,
  story: 'File caches fill the memory, somebody doubled it, and it is as full as before.',
  containerInsights: 'enabled',
  ...onlyApp(512, 2048, { cpuUnits: { base: 150, noiseShare: 0.1 }, memoryMiB: { base: 450 } }),
  sizeBefore: appSize(512, 1024),
  deployments: [deployed('2026-11-10T09:00:00Z', 6, appSize(512, 2048))],
  rawUtilization: [{ metric: 'MemoryUtilization', points: fullAllTheTime }],
});

/** When what the second run wrote is deployed; nothing runs from then on. */
const DEPLOYED_AT = '2026-11-23T10:00:00Z';

const halfTheCpu = apiDemo({
  name: 'does-not-come-up',
  seed: 3013,
  story: 'A service needs little CPU and does not come up with half of it, so the third run puts back what it had.',
  runningCount: 0,
  metricsUntil: DEPLOYED_AT,
  ...onlyApp(4096, 8192, {
    cpuUnits: { base: 150, noiseShare: 0.1 },
    memoryMiB: { base: 1500, noiseShare: 0.02, burstShare: 0.005 },
  }),
});

/** Shrinking waits for nothing, so that two mornings are enough. */
export const doesNotComeUpDemo: DemoScenario = {
  ...halfTheCpu,
  configuration: {
    ...(halfTheCpu.configuration as object),
    policies: { production: { changeGate: { agreementDays: 1, cooldownDays: 0 } } },
  },
  deployedAt: DEPLOYED_AT,
};

/** The team's guess for val: without a heap setting the image takes 2 GiB, and the task dies before it has metrics. */
function neverUp(val: ScenarioService): ScenarioService {
  return {
    ...val,
    runningCount: 0,
    containers: val.containers.map(({ load: _load, environment, ...container }) => {
      const { KAFKA_HEAP_OPTS: _heap, ...others } = environment ?? {};
      return { ...container, ...(environment === undefined ? {} : { environment: others }) };
    }),
  };
}

const cluster = 'connector-val-connect';

export const valNeverUpDemo: DemoScenario = {
  scenario: {
    name: 'val-never-up',
    seed: 3010,
    services: connectorScenario.services.filter((service) => service.cluster === cluster).map(neverUp),
    topics: demoTopics,
  },
  configuration: connectorConfiguration({ val: { policy: 'validation', mode: 'apply' } }),
  story: 'The val stage of the connector never stays up, so that it has no metrics at all.',
};
