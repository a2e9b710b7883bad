import type { ScenarioService, ServiceLaunch } from '../scenario.ts';
import type { JsonObject } from '../wire/operation.ts';

const strategies: Readonly<Partial<Record<ServiceLaunch, readonly string[]>>> = {
  'FARGATE strategy': ['FARGATE'],
  'FARGATE_SPOT strategy': ['FARGATE_SPOT'],
  'FARGATE and FARGATE_SPOT strategy': ['FARGATE', 'FARGATE_SPOT'],
  'EC2 strategy': ['asg-capacity-provider'],
};

/** A service has a launch type or a strategy, never both; platform fields only on Fargate. */
export function launchFields(service: ScenarioService): JsonObject {
  const providers = strategies[service.launch];
  const launch =
    providers === undefined
      ? { launchType: service.launch }
      : {
          capacityProviderStrategy: providers.map((capacityProvider, index) => ({
            capacityProvider,
            weight: 1,
            base: index === 0 ? 1 : 0,
          })),
        };
  if (!service.launch.startsWith('FARGATE')) return launch;
  // Seen in answers of the real service: "Linux", not the LINUX of the task definition.
  const platformFamily = service.operatingSystem === 'LINUX' ? 'Linux' : service.operatingSystem;
  return { ...launch, platformVersion: '1.4.0', platformFamily };
}

/** What a service runs; with an external controller it stands in the primary task set alone. */
export function deployedFields(service: ScenarioService, taskDefinition: string): JsonObject {
  const fields = { taskDefinition, ...launchFields(service) };
  if (service.deploymentController !== 'EXTERNAL') return fields;
  return { taskSets: service.primaryTaskSet === 'absent' ? [] : [{ id: 'ecs-svc/1', status: 'PRIMARY', ...fields }] };
}
