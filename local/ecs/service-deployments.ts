import type { ScenarioService } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { fewTexts, optionalNumber, optionalText } from '../wire/input-fields.ts';
import type { JsonObject, OperationOn } from '../wire/operation.ts';
import { paged } from '../wire/page.ts';
import { serviceNamed, servicesOfCluster } from './describe-services.ts';
import { clusterArn, isIn, serviceArn, serviceDeploymentArn, serviceRevisionArn } from './service-arns.ts';
import { byArn, historyOf, type RecordedDeployment, type ServiceHistory, statusAt } from './service-history.ts';

// Read in client-ecs ListServiceDeploymentsRequest and in the developer guide's view-service-deployment, 2026-11.
const defaultResults = 20;
const maximumResults = 100;
const keptMilliseconds = 90 * 86_400_000;

/** ECS ListServiceDeployments: those of the last 90 days, newest first. */
export const listServiceDeployments: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const name = optionalText(input, 'service') ?? '';
  const limit = optionalNumber(input, 'maxResults') ?? defaultResults;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= maximumResults))
    throw new AwsError('InvalidParameterException', `maxResults must be between 1 and ${maximumResults}.`);
  const service = serviceNamed(servicesOfCluster(services, input, context), name);
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  if (service.serviceHistory === 'unavailable')
    throw new AwsError('UnsupportedFeatureException', 'Service deployments are not available for this service.');
  const now = context.now.getTime();
  const found = deploymentsKeptAt(historyOf(service), now).toReversed();
  const briefs = found.map((each) => brief(each, now));
  return paged(briefs, input, { items: 'serviceDeployments', token: 'nextToken', size: limit });
};

/** The deployments that ECS remembers at a moment, oldest first. */
export function deploymentsKeptAt({ deployments }: ServiceHistory, now: number): readonly RecordedDeployment[] {
  return deployments.filter(({ startedAt }) => startedAt <= now && startedAt >= now - keptMilliseconds);
}

function brief(deployment: RecordedDeployment, now: number): JsonObject {
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

// The command line reference of describe-service-deployments, read 2026-11.
const maximumDeployments = 20;

interface Known {
  readonly history: ServiceHistory;
  readonly deployment: RecordedDeployment;
}

/** ECS DescribeServiceDeployments: at most twenty, with what ran before each; what is missing in `failures`. */
export const describeServiceDeployments: OperationOn<readonly ScenarioService[]> = (services, input, context) => {
  const few = { most: maximumDeployments, what: 'Service deployment ARNs' };
  const wanted = fewTexts(input, 'serviceDeploymentArns', few);
  const now = context.now.getTime();
  const asked = [...new Set(wanted)].map((arn) => ({
    arn,
    known: deploymentsByArn(services)
      .get(arn)
      ?.find(({ history, deployment }) => {
        const isHere = isIn(deployment.target.declared, context);
        return isHere && deploymentsKeptAt(history, now).includes(deployment);
      }),
  }));
  return {
    serviceDeployments: asked.flatMap(({ known }) => known ?? []).map((each) => describe(each, now)),
    failures: asked.flatMap(({ arn, known }) => (known ? [] : [{ arn, reason: 'MISSING' }])),
  };
};

const deploymentsByArn = byArn<Known>(
  (history) => history.deployments.map((deployment) => ({ history, deployment })),
  ({ deployment }) => serviceDeploymentArn(deployment.target.declared),
);

function describe({ history, deployment }: Known, now: number): JsonObject {
  const { declared } = deployment.target;
  const status = statusAt(deployment, now);
  const startedAt = deployment.startedAt / 1000;
  const endedAt = status === 'IN_PROGRESS' ? undefined : deployment.finishedAt / 1000;
  return {
    serviceDeploymentArn: serviceDeploymentArn(declared),
    serviceArn: serviceArn(declared),
    clusterArn: clusterArn(declared),
    createdAt: startedAt,
    startedAt,
    ...(endedAt === undefined ? {} : { finishedAt: endedAt }),
    updatedAt: endedAt ?? startedAt,
    sourceServiceRevisions: sourcesOf({ history, deployment }).map((arn) => ({ arn })),
    targetServiceRevision: { arn: serviceRevisionArn(declared) },
    status,
  };
}

/** The revision that the service ran when the deployment began; none when the deployment created the service. */
function sourcesOf({ history, deployment }: Known): readonly string[] {
  const earlier = history.deployments.filter(({ startedAt }) => startedAt < deployment.startedAt);
  const settled = earlier.findLast(({ status }) => status === 'SUCCESSFUL')?.target ?? history.initial;
  return settled === undefined ? [] : [serviceRevisionArn(settled.declared)];
}
