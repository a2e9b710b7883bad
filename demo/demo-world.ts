import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleHandlers } from '../bundle.js';
import type { Scenario, ScenarioService } from '../local/scenario.ts';
import { type LocalAws, startLocalAws } from '../local/server.ts';
import type { Consumer } from './consumer.ts';
import { type FunctionSettings, functionSettings } from './invoke-bundle.ts';
import { connectorScenario } from './scenarios/connector.ts';

/** Everything that the demo plays with. */
export interface DemoWorld {
  readonly aws: LocalAws;
  /** The Lambdas, bundled as a deployment ships them. */
  readonly bundles: { readonly recommend: string; readonly recordMemoryKill: string };
  readonly settings: FunctionSettings;
  /** The service whose sizes it is. */
  readonly consumer: Consumer;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts the embedded AWS at a time and bundles the Lambdas. */
export async function startDemoWorld(now: string): Promise<DemoWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-demo-'));
  const aws = await startLocalAws({ scenario: demoScenario, now: () => new Date(now) });
  const close = async (): Promise<void> => {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await bundleHandlers({ outdir: folder, configurationFile: 'rightsizer.example.yml' });
    const topicArn = `arn:aws:sns:us-east-1:123456789012:${demoScenario.topics[0]?.name}`;
    return {
      aws,
      bundles: {
        recommend: join(folder, 'recommend.mjs'),
        recordMemoryKill: join(folder, 'record-memory-kill.mjs'),
      },
      settings: await functionSettings(join(root, 'serverless.yml'), { '${self:custom.topicArn}': topicArn }),
      consumer: {
        folder: join(root, 'examples/connector'),
        osls: join(root, 'node_modules/osls/bin/serverless.js'),
        environment: aws.environment,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Twice doubled in an incident and never undone: two CPU rows above what it needs, so that the steps can be seen. */
function doubledTwice(service: ScenarioService): ScenarioService {
  const containers = service.containers.map((container) =>
    container.name === 'connect' ? { ...container, cpu: 8192, memory: 14_336 } : container,
  );
  return { ...service, taskCpu: '8192', taskMemory: '16384', containers };
}

/** The connector, with a production that somebody made far too large. */
export const demoScenario: Scenario = {
  ...connectorScenario,
  services: connectorScenario.services.map((service) =>
    service.cluster === 'connector-production-connect' ? doubledTwice(service) : service,
  ),
};
