import type { Scenario, ScenarioService } from '../local/scenario.ts';
import { connectorScenario } from './scenarios/connector.ts';

/** Twice doubled in an incident, and nobody went back: two CPU rows above what it needs, so that the steps can be seen. */
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
