import type { ScenarioService } from '../scenario.ts';
import { defaultAccount, defaultRegion, type Place } from '../wire/place.ts';

export function placeOf(service: ScenarioService): Place {
  return { account: service.account ?? defaultAccount, region: service.region ?? defaultRegion };
}

export function clusterArn(service: ScenarioService): string {
  return `${arnPrefix(service)}:cluster/${service.cluster}`;
}

export function serviceArn(service: ScenarioService): string {
  return `${arnPrefix(service)}:service/${service.cluster}/${service.service}`;
}

export function taskDefinitionArn(service: ScenarioService): string {
  return `${arnPrefix(service)}:task-definition/${familyOf(service)}:${revisionOf(service)}`;
}

export function familyOf(service: ScenarioService): string {
  return service.taskDefinitionFamily ?? `${service.cluster}-${service.service}`;
}

export function revisionOf(service: ScenarioService): number {
  return service.taskDefinitionRevision ?? 1;
}

/** The services that an account has in a region. */
export function servicesIn(services: readonly ScenarioService[], place: Place): readonly ScenarioService[] {
  return services.filter((service) => {
    const { account, region } = placeOf(service);
    return account === place.account && region === place.region;
  });
}

function arnPrefix(service: ScenarioService): string {
  const { account, region } = placeOf(service);
  return `arn:aws:ecs:${region}:${account}`;
}
