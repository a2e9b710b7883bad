import { serviceArn, servicesIn, taskDefinitionArn } from '../ecs/service-arns.ts';
import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalNumber, optionalText, optionalTexts } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { pageOf } from '../wire/page.ts';
import { assertEnrolled, type Enrollment } from './enrollment.ts';
import { type Advice, adviceFor, type FindMetric, lookbackDays } from './recommendation-rule.ts';

/** AWS says 0 to 1000 and not how many without it: a few here, so that whoever asks has to turn pages. */
const usualPage = 10;
const largestPage = 1000;
const longArn = /^arn:aws[\w-]*:ecs:[\w-]+:\d{12}:service\/[^/]+\/[^/]+$/;
const daySeconds = 86_400;

export interface OptimizerState {
  readonly enrollment: Enrollment;
  readonly services: readonly ScenarioService[];
  readonly find: FindMetric;
}

/** Compute Optimizer GetECSServiceRecommendations: of the services named, or of all in the account and region. */
export function getEcsServiceRecommendations(
  { enrollment, services, find }: OptimizerState,
  input: JsonObject,
  context: CallContext,
): JsonObject {
  assertEnrolled(enrollment);
  const here = new Map(servicesIn(services, context).map((service) => [serviceArn(service), service]));
  const wanted = optionalTexts(input, 'serviceArns') ?? [...here.keys()];
  const malformed = wanted.find((arn) => !longArn.test(arn));
  if (malformed !== undefined) throw invalid(`The ARN ${malformed} is not valid.`);
  const advised = wanted.map((arn) => {
    const service = here.get(arn);
    const advice = service && adviceFor(service, context.now, find);
    return { arn, ...(advice && { recommendation: toRecommendation(arn, advice, context) }) };
  });
  const found = advised.flatMap(({ recommendation }) => (recommendation === undefined ? [] : [recommendation]));
  const page = pageOf(found, optionalText(input, 'nextToken'), pageSize(optionalNumber(input, 'maxResults')));
  if (page === undefined) throw invalid('The next token is not valid.');
  return {
    ecsServiceRecommendations: page.items,
    errors: advised.flatMap(({ arn, recommendation }) => (recommendation === undefined ? [missing(arn)] : [])),
    ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
  };
}

function pageSize(maxResults = usualPage): number {
  if (Number.isInteger(maxResults) && maxResults >= 0 && maxResults <= largestPage) return maxResults || usualPage;
  throw invalid(`maxResults must be from 0 to ${largestPage}.`);
}

function missing(identifier: string): JsonObject {
  return { identifier, code: 'ResourceNotFound', message: 'There is no recommendation for this resource.' };
}

function toRecommendation(arn: string, advice: Advice, { account, now }: CallContext): JsonObject {
  const { declared, current, recommended, highest, scaledBy } = advice;
  const codes = reasonCodes(advice);
  const isLarger = codes.some((code) => code.endsWith('Underprovisioned'));
  const notOptimal = isLarger ? 'Underprovisioned' : 'Overprovisioned';
  return {
    serviceArn: arn,
    accountId: account,
    currentServiceConfiguration: {
      cpu: current.cpuUnits,
      memory: current.memoryMiB,
      containerConfigurations: declared.containers.map(containerConfiguration),
      ...(scaledBy && { autoScalingConfiguration: scaledBy }),
      taskDefinitionArn: taskDefinitionArn(declared),
    },
    utilizationMetrics: highest.map(({ name, percent }) => ({ name, statistic: 'Maximum', value: percent })),
    lookbackPeriodInDays: lookbackDays,
    launchType: 'Fargate',
    lastRefreshTimestamp: Math.floor(now.getTime() / 1000 / daySeconds) * daySeconds,
    finding: codes.length === 0 ? 'Optimized' : notOptimal,
    findingReasonCodes: codes,
    serviceRecommendationOptions:
      codes.length === 0 ? [] : [{ cpu: recommended.cpuUnits, memory: recommended.memoryMiB }],
    effectiveRecommendationPreferences: {
      savingsEstimationMode: { source: 'PublicPricing' },
      lookBackPeriod: `DAYS_${lookbackDays}`,
    },
    tags: [],
  };
}

function containerConfiguration({ name, cpu, memory, memoryReservation }: ScenarioService['containers'][number]) {
  return {
    containerName: name,
    ...(cpu !== undefined && { cpu }),
    memorySizeConfiguration: {
      ...(memory !== undefined && { memory }),
      ...(memoryReservation !== undefined && { memoryReservation }),
    },
  };
}

function reasonCodes({ current, recommended }: Advice): readonly string[] {
  const sides = [
    ['CPU', 'cpuUnits'],
    ['Memory', 'memoryMiB'],
  ] as const;
  return sides.flatMap(([name, side]) => {
    if (recommended[side] === current[side]) return [];
    return [`${name}${recommended[side] > current[side] ? 'Under' : 'Over'}provisioned`];
  });
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
