import type { ScenarioService } from '../scenario.ts';
import { hash32, seedFor } from '../workload/integer-noise.ts';
import { revisionOf, serviceArn, taskDefinitionArn } from './service-arns.ts';

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
