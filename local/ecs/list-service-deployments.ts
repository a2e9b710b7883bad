import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalNumber, optionalObject, optionalText, optionalTexts } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { serviceDeploymentArn, serviceRevisionArn } from './deployment-arns.ts';
import { clusterArn, serviceArn } from './service-arns.ts';
import { historyOf, type RecordedDeployment, type ServiceHistory, statusAt } from './service-history.ts';
import { serviceNamed, servicesOfCluster } from './services-of-cluster.ts';

// Read in client-ecs ListServiceDeploymentsRequest and in the developer guide's view-service-deployment, 2026-11.
const defaultResults = 20;
const maximumResults = 100;
const keptMilliseconds = 90 * 86_400_000;

const statuses = [
  'PENDING',
  'SUCCESSFUL',
  'STOPPED',
  'STOP_REQUESTED',
  'IN_PROGRESS',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
];

/** ECS ListServiceDeployments: those of the last 90 days, newest first. */
export function listServiceDeployments(
  services: readonly ScenarioService[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const name = optionalText(input, 'service') ?? '';
  if (name === '') throw invalid('Service cannot be empty.');
  const limit = optionalNumber(input, 'maxResults') ?? defaultResults;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= maximumResults))
    throw invalid(`maxResults must be between 1 and ${maximumResults}.`);
  const wanted = readFilter(input);
  const service = serviceNamed(servicesOfCluster(services, input, context), name);
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  if (service.serviceHistory === 'unavailable')
    throw new AwsError('UnsupportedFeatureException', 'Service deployments are not available for this service.');
  const now = context.now.getTime();
  const found = deploymentsKeptAt(historyOf(service), now)
    .filter((each) => wanted(each, now) && each.startedAt < readToken(input, service))
    .toReversed();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    serviceDeployments: page.map((each) => describe(each, now)),
    ...(found.length > limit && last !== undefined ? { nextToken: token(service, last.startedAt) } : {}),
  };
}

/** The deployments that ECS remembers at a moment, oldest first. */
export function deploymentsKeptAt({ deployments }: ServiceHistory, now: number): readonly RecordedDeployment[] {
  return deployments.filter(({ startedAt }) => startedAt <= now && startedAt >= now - keptMilliseconds);
}

function readFilter(input: JsonObject): (deployment: RecordedDeployment, now: number) => boolean {
  const status = optionalTexts(input, 'status') ?? [];
  const unknown = status.find((each) => !statuses.includes(each));
  if (unknown !== undefined) throw invalid(`${unknown} is no status of a service deployment.`);
  const createdAt = optionalObject(input, 'createdAt') ?? {};
  const after = (optionalNumber(createdAt, 'after') ?? Number.NEGATIVE_INFINITY) * 1000;
  const before = (optionalNumber(createdAt, 'before') ?? Number.POSITIVE_INFINITY) * 1000;
  return (deployment, now) =>
    (status.length === 0 || status.includes(statusAt(deployment, now))) &&
    deployment.startedAt > after &&
    deployment.startedAt < before;
}

/** The next page begins before this moment, so that deployments that begin between two pages shift nothing. */
function token(service: ScenarioService, startedAt: number): string {
  return Buffer.from(JSON.stringify([serviceArn(service), startedAt])).toString('base64url');
}

function readToken(input: JsonObject, service: ScenarioService): number {
  const text = optionalText(input, 'nextToken');
  if (text === undefined) return Number.POSITIVE_INFINITY;
  try {
    const [arn, startedAt]: readonly unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (arn === serviceArn(service) && typeof startedAt === 'number') return startedAt;
  } catch {
    // Falls through: no JSON is no token.
  }
  throw invalid('Invalid token.');
}

function describe(deployment: RecordedDeployment, now: number): JsonObject {
  const { declared } = deployment.target;
  const status = statusAt(deployment, now);
  return {
    serviceDeploymentArn: serviceDeploymentArn(declared),
    serviceArn: serviceArn(declared),
    clusterArn: clusterArn(declared),
    startedAt: deployment.startedAt / 1000,
    createdAt: deployment.startedAt / 1000,
    ...(status === 'IN_PROGRESS' ? {} : { finishedAt: deployment.finishedAt / 1000 }),
    targetServiceRevisionArn: serviceRevisionArn(declared),
    status,
    ...(status === 'ROLLBACK_SUCCESSFUL'
      ? { statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.' }
      : {}),
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
