import type { ScenarioService } from '../../local/scenario.ts';
import { connectorConfiguration, connectorScenario } from './connector.ts';
import { type DemoScenario, demoTopics } from './demo-scenario.ts';

/** The team's first guess for val: without a heap setting the image takes 2 GiB, and the task dies before it has metrics. */
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
