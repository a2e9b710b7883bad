import { serviceArn, servicesIn } from './ecs/service-arns.ts';
import type { ScenarioRecommendation, ScenarioService } from './scenario.ts';
import { AwsError } from './wire/aws-error.ts';
import { optionalTexts } from './wire/input-fields.ts';
import type { CallContext, JsonObject, OperationOn } from './wire/operation.ts';
import { paged } from './wire/page.ts';
import { taskCapacity } from './workload/service-day.ts';

/** AWS does not say how many it gives: a few here, so that whoever asks has to turn pages. */
const pageSize = 10;
const lookbackDays = 14;
const longArn = /^arn:aws[\w-]*:ecs:[\w-]+:\d{12}:service\/[^/]+\/[^/]+$/;
const daySeconds = 86_400;
const enrolledSince = Date.parse('2025-01-15T09:30:00Z') / 1000;

export interface OptimizerState {
  readonly isEnrolled: boolean;
  readonly services: readonly ScenarioService[];
}

/** Compute Optimizer GetEnrollmentStatus of the account, which is the management account of no organization. */
export function getEnrollmentStatus({ isEnrolled }: OptimizerState): JsonObject {
  return {
    status: isEnrolled ? 'Active' : 'Inactive',
    memberAccountsEnrolled: false,
    ...(isEnrolled && { lastUpdatedTimestamp: enrolledSince }),
  };
}

/** Compute Optimizer GetECSServiceRecommendations: what the scenario says of the services named, or of all here. */
export const getEcsServiceRecommendations: OperationOn<OptimizerState> = ({ isEnrolled, services }, input, context) => {
  if (!isEnrolled)
    throw new AwsError(
      'OptInRequiredException',
      'The account is not registered for Compute Optimizer. Please opt in to use this service.',
    );
  const here = new Map(servicesIn(services, context).map((service) => [serviceArn(service), service]));
  const wanted = optionalTexts(input, 'serviceArns') ?? [...here.keys()];
  const malformed = wanted.find((arn) => !longArn.test(arn));
  if (malformed !== undefined)
    throw new AwsError('InvalidParameterValueException', `The ARN ${malformed} is not valid.`);
  const found: JsonObject[] = [];
  const errors: JsonObject[] = [];
  for (const arn of wanted) {
    const service = here.get(arn);
    if (service?.recommendation === undefined) errors.push(missing(arn));
    else found.push(toRecommendation(service, service.recommendation, context));
  }
  const paging = { items: 'ecsServiceRecommendations', token: 'nextToken', size: pageSize };
  return { ...paged(found, input, paging), errors };
};

function missing(identifier: string): JsonObject {
  return { identifier, code: 'ResourceNotFound', message: 'There is no recommendation for this resource.' };
}

function toRecommendation(service: ScenarioService, told: ScenarioRecommendation, { now }: CallContext): JsonObject {
  const {
    cpu,
    memory,
    current = { cpu: taskCapacity(service, 'cpuUnits'), memory: taskCapacity(service, 'memoryMiB') },
    autoScaling,
  } = told;
  const codes = [...codesOf('CPU', cpu - current.cpu), ...codesOf('Memory', memory - current.memory)];
  const notOptimal = codes.some((code) => code.endsWith('Underprovisioned')) ? 'Underprovisioned' : 'Overprovisioned';
  return {
    serviceArn: serviceArn(service),
    currentServiceConfiguration: { ...current, ...(autoScaling && { autoScalingConfiguration: autoScaling }) },
    lookbackPeriodInDays: lookbackDays,
    lastRefreshTimestamp: Math.floor(now.getTime() / 1000 / daySeconds) * daySeconds,
    finding: codes.length === 0 ? 'Optimized' : notOptimal,
    findingReasonCodes: codes,
    serviceRecommendationOptions: codes.length === 0 ? [] : [{ cpu, memory }],
  };
}

function codesOf(side: 'CPU' | 'Memory', more: number): readonly string[] {
  return more === 0 ? [] : [`${side}${more > 0 ? 'Under' : 'Over'}provisioned`];
}
