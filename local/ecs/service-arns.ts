import type { ScenarioService } from '../scenario.ts';
import { defaultAccount, defaultRegion, type Place } from '../wire/place.ts';
import { hash32, seedFor } from '../workload/integer-noise.ts';

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
  return services.filter((service) => isIn(service, place));
}

/** Whether an account has a service in a region. */
export function isIn(service: ScenarioService, place: Place): boolean {
  const { account, region } = placeOf(service);
  return account === place.account && region === place.region;
}

function arnPrefix(service: ScenarioService): string {
  const { account, region } = placeOf(service);
  return `arn:aws:ecs:${region}:${account}`;
}

/** The ARN of the revision that a service, as one revision declares it, is: ends in digits that say nothing. */
export function serviceRevisionArn(declared: ScenarioService): string {
  return `${serviceArn(declared).replace(':service/', ':service-revision/')}/${digits(declared)}`;
}

/** The ARN of the deployment that brought a revision. */
export function serviceDeploymentArn(declared: ScenarioService): string {
  const id = Buffer.from(digits(declared)).toString('base64url').slice(-21);
  return `${serviceArn(declared).replace(':service/', ':service-deployment/')}/${id}`;
}

/** The id of the deployment inside DescribeServices. */
export function deploymentId(declared: ScenarioService): string {
  return `ecs-svc/${digits(declared)}`;
}

/** Nineteen digits: five that tell apart, the rest noise. */
function digits(declared: ScenarioService): string {
  const noise = hash32(seedFor(19, taskDefinitionArn(declared)), 1);
  return `4${String(noise).padStart(10, '0')}${String(revisionOf(declared)).padStart(8, '0')}`;
}
