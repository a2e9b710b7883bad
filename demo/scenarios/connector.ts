import type {
  Scenario,
  ScenarioContainer,
  ScenarioRecommendation,
  ScenarioService,
  Workload,
} from '../../local/scenario.ts';
import type { DemoScenario } from './api-service.ts';

/** A sidecar that sleeps: it looks at the clock now and then. */
const sleeping: Workload = { base: 2, noiseShare: 0.3 };

/** A stage of the connector, as examples/connector declares it. */
function stage(name: string, { task, recommendation, containers }: Stage): ScenarioService {
  return {
    cluster: `connector-${name}-connect`,
    service: 'kafka-connect',
    launch: 'FARGATE',
    desiredCount: 1,
    runningCount: 1,
    operatingSystem: 'LINUX',
    architecture: 'X86_64',
    taskCpu: task[0],
    taskMemory: task[1],
    containerInsights: 'enhanced',
    recommendation,
    containers: [
      {
        name: 'connect',
        image: 'confluentinc/cp-kafka-connect:7.7.1',
        essential: true,
        environment: { CONNECT_GROUP_ID: `connector-${name}`, CONNECT_REST_PORT: '8083' },
        ...containers.connect,
      },
      {
        name: 'instantclient',
        image: 'connector/instantclient:21',
        essential: false,
        command: ['sleep', 'infinity'],
        ...containers.instantclient,
      },
    ],
  };
}

interface Stage {
  readonly task: readonly [cpu: string, memory: string];
  /** What Compute Optimizer would take. */
  readonly recommendation: ScenarioRecommendation;
  readonly containers: {
    readonly connect: Partial<ScenarioContainer>;
    readonly instantclient: Partial<ScenarioContainer>;
  };
}

/** 600 to 900 CPU units at the daily peak, near 1150 in the batch of Sunday night. */
const production = stage('production', {
  task: ['2048', '6144'],
  recommendation: { cpu: 2048, memory: 4096 },
  containers: {
    connect: {
      cpu: 2048,
      memory: 4096,
      load: {
        cpuUnits: {
          base: 260,
          dailyAmplitude: 480,
          peakHour: 14,
          weekendFactor: 0.8,
          noiseShare: 0.12,
          weeklyBatch: { weekday: 0, hour: 2, minutes: 90, amount: 760 },
        },
        memoryMiB: { base: 1780, dailyAmplitude: 130, peakHour: 15, noiseShare: 0.012, burstShare: 0.003 },
      },
    },
    instantclient: {
      memory: 2048,
      load: { cpuUnits: sleeping, memoryMiB: { base: 40, noiseShare: 0.02, burstShare: 0.01 } },
    },
  },
});

/** About 150 CPU units on average, about 330 while people work. */
const master = stage('master', {
  task: ['1024', '2048'],
  recommendation: { cpu: 512, memory: 1024 },
  containers: {
    connect: {
      cpu: 512,
      memory: 1024,
      load: {
        cpuUnits: { base: 85, dailyAmplitude: 190, peakHour: 13, weekendFactor: 0.2, noiseShare: 0.15 },
        memoryMiB: {
          base: 715,
          dailyAmplitude: 60,
          peakHour: 14,
          weekendFactor: 0.3,
          noiseShare: 0.015,
          burstShare: 0.005,
        },
      },
    },
    instantclient: {
      memory: 512,
      load: { cpuUnits: sleeping, memoryMiB: { base: 40, noiseShare: 0.02, burstShare: 0.01 } },
    },
  },
});

/** Hardly used, and alive only because somebody made its heap small: the image's default of 2 GiB would kill it. */
const val = stage('val', {
  task: ['256', '512'],
  recommendation: { cpu: 256, memory: 512 },
  containers: {
    connect: {
      cpu: 128,
      memory: 256,
      environment: {
        CONNECT_GROUP_ID: 'connector-val',
        CONNECT_REST_PORT: '8083',
        KAFKA_HEAP_OPTS: '-Xms64M -Xmx128M',
      },
      load: {
        cpuUnits: { base: 34, dailyAmplitude: 8, noiseShare: 0.15 },
        memoryMiB: { base: 196, dailyAmplitude: 8, noiseShare: 0.01, burstShare: 0.005 },
      },
    },
    instantclient: {
      memory: 128,
      load: { cpuUnits: sleeping, memoryMiB: { base: 25, noiseShare: 0.02, burstShare: 0.01 } },
    },
  },
});

/** The first user's service, as it runs before anybody has sized it. */
export const connectorScenario: Scenario = {
  name: 'connector',
  seed: 20_261_122,
  services: [master, val, production],
  computeOptimizer: 'enrolled',
  topics: [
    {
      name: 'rightsizer-production-changes',
      subscriptions: [
        { protocol: 'email', endpoint: 'team@example.com' },
        { protocol: 'https', endpoint: 'https://global.sns-api.chatbot.amazonaws.com' },
      ],
    },
  ],
  schedules: [
    {
      name: 'rightsizer-production-recommend',
      group: 'rightsizer-production',
      expression: 'cron(0 6 * * ? *)',
      timeZone: 'Etc/UTC',
      functionName: 'rightsizer-production-recommend',
    },
  ],
};

interface ConnectorStage {
  readonly policy: string;
  readonly mode: string;
  readonly alsoPublishTo?: readonly string[];
}

/** rightsizer.example.yml with the stages given. */
export function connectorConfiguration(stages: Readonly<Record<string, ConnectorStage>>): unknown {
  return {
    parameterPrefix: '/rightsizer',
    lookbackDays: 28,
    services: {
      connector: {
        cluster: 'connector-{stage}-connect',
        service: 'kafka-connect',
        parameters: {
          task: { cpu: 'taskCpu', memory: 'taskMemory' },
          containers: {
            connect: { cpu: 'connectContainerCpu', memory: 'connectContainerMemory' },
            instantclient: { memory: 'instantclientContainerMemory' },
          },
        },
        stages,
      },
    },
    policies: {},
  };
}

export const connectorDemo: DemoScenario = {
  scenario: connectorScenario,
  configuration: connectorConfiguration({
    master: { policy: 'development', mode: 'apply', alsoPublishTo: ['default'] },
    val: { policy: 'validation', mode: 'apply' },
    production: { policy: 'production', mode: 'apply' },
  }),
  story: 'Three stages of a Kafka Connect service run at the sizes that somebody guessed.',
};
