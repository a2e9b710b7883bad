import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { EnrollmentStatus } from '../../core/decision/opinion.ts';
import type { DeploymentHistory } from '../../core/model/service.ts';
import type { ServiceMetrics } from '../../core/model/service-metrics.ts';
import { HOUR_MILLISECONDS } from '../../core/model/time.ts';
import type { Examined, ReadDocuments } from './examination.ts';
import { type Attempt, about, attempt, different, type Finding, failedCall, notSeen } from './finding.ts';

/** The recorder gives a sign of life a day; after two days without, a run takes it for absent. */
const RECORDER_HOURS = 48;

function metricsOf(examined: readonly Examined[]): readonly ServiceMetrics[] {
  return examined.flatMap(({ metrics }) => (metrics.kind === 'answered' ? [metrics.value] : []));
}

function hasPoints(points: ArrayLike<number | null> | undefined): boolean {
  return points !== undefined && Array.from(points).some((point) => point !== null && !Number.isNaN(point));
}

/** Whether containers can be sized by what they use, by cluster and from the metrics of the last day. */
export function insightsFindings(examined: readonly Examined[]): readonly Finding[] {
  const clusters = Map.groupBy(examined, ({ target }) => target.cluster);
  return [...clusters].flatMap(([cluster, own]) => {
    const metrics = metricsOf(own);
    return metrics.length === 0 ? [] : [insightsFinding(cluster, metrics)];
  });
}

const ENHANCED = 'Set containerInsights to enhanced on the cluster (ECS bills the metrics)';
const FILTERS =
  'deploy examples/container-metrics for it (0.60 USD a month for each container) and say containerMetrics: filters';
const UNTIL = 'until then containers share what the task gets.';

function insightsFinding(cluster: string, metrics: readonly ServiceMetrics[]): Finding {
  const { ok, warning } = about('containerInsights', cluster);
  if (metrics.some(({ containers }) => Object.keys(containers).length > 0)) return ok('Single containers are seen.');
  if (metrics.some(({ reserved }) => reserved !== undefined))
    return warning('Standard: single containers are not seen.', `${ENHANCED}, or ${FILTERS}; ${UNTIL}`);
  if (metrics.some(({ cpu }) => hasPoints(cpu.average)))
    return warning('Off: single containers are not seen.', `${ENHANCED}; ${UNTIL}`);
  return warning(
    'No metric of the last day, so it cannot be told.',
    'Nothing is sized without data: is a task running?',
  );
}

/** Whether memory kills are recorded here: where they are not, memory is not shrunk. */
export function recorderFindings(place: string, examined: readonly Examined[], time: number): readonly Finding[] {
  const { ok, warning } = about('memoryKills', place);
  const metrics = metricsOf(examined);
  if (metrics.length === 0) return [];
  const last = Math.max(...metrics.map(({ killsRecordedAt = Number.NEGATIVE_INFINITY }) => killsRecordedAt));
  const hours = Math.floor((time - last) / HOUR_MILLISECONDS);
  const advice = 'Deploy the recommender there, or examples/memory-kills; until then memory is not shrunk.';
  if (last === Number.NEGATIVE_INFINITY) return [warning('The recorder gave no sign of life in four weeks.', advice)];
  if (hours > RECORDER_HOURS) return [warning(`The recorder's last sign of life is ${hours} hours old.`, advice)];
  return [ok(`The recorder's last sign of life is ${hours} hours old.`)];
}

/** What is missing for an opinion, and how to have it. */
const SWITCHED_OFF = [
  'sources.computeOptimizer is off',
  'Switch sources.computeOptimizer on in rightsizer.yml.',
] as const;
const ENROLL = 'Enroll the account (Compute Optimizer console); the first opinions are there after a day.';
const STATES = {
  Inactive: ['Not enrolled in Compute Optimizer', ENROLL],
  Pending: ['The enrollment in Compute Optimizer is pending', ENROLL],
  Failed: ['The enrollment in Compute Optimizer has failed', ENROLL],
} as const;

export interface EnrollmentInput {
  readonly sources: Configuration['sources'];
  /** Of the account and region. */
  readonly targets: readonly Target[];
  readonly enrollmentOf: () => Promise<EnrollmentStatus>;
}

/** Whether Compute Optimizer has an opinion on a place's services: that matters where a policy requires it. */
export async function enrollmentFinding(
  place: string,
  { sources, targets, enrollmentOf }: EnrollmentInput,
): Promise<Finding> {
  const { ok, warning } = about('secondOpinion', place);
  const asked = sources.computeOptimizer ? await attempt(enrollmentOf) : undefined;
  if (asked?.kind === 'failed') return notSeen('secondOpinion', place, asked.message);
  if (asked?.value === 'Active') return ok('Enrolled in Compute Optimizer.');
  const [what, advice] = asked === undefined ? SWITCHED_OFF : STATES[asked.value];
  const strict = targets.flatMap(({ policy }) => (policy.secondOpinion === 'required' ? [policy.name] : []));
  if (strict.length === 0) return ok(`${what}; no policy requires a second opinion.`);
  const policies = [...new Set(strict)].join(', ');
  return warning(`${what}, and a policy requires a second opinion (${policies}): nothing under it shrinks.`, advice);
}

export interface Calls {
  /** Of services that ECS could not be asked about. */
  readonly broken: readonly string[];
  readonly examined: readonly Examined[];
  readonly documents: ReadDocuments;
  readonly scaling: Attempt<unknown> | undefined;
  readonly alarms: Attempt<unknown> | undefined;
}

/** A line for each kind of call: the actions that are allowed, or what is refused. */
export function permissionFindings(place: string, calls: Calls): readonly Finding[] {
  const { broken, examined, documents, scaling, alarms } = calls;
  const described = broken.length === 0 ? [ANSWERED] : broken.map((message) => ({ kind: 'failed', message }) as const);
  const isDescribed = broken.length === 0 || examined.length === 0;
  const deployments = examined.map((each) => each.deployments);
  const asked: readonly (readonly [actions: string, attempts: readonly Attempt<unknown>[]])[] = [
    ['ecs:DescribeServices', described],
    // Told of with the call before it when that fails.
    ...(isDescribed ? ([['ecs:DescribeTaskDefinition', examined.length > 0 ? [ANSWERED] : []]] as const) : []),
    ['ecs:ListServiceDeployments', deployments],
    ['ecs:DescribeServiceDeployments, ecs:DescribeServiceRevisions', deployments.filter(toldOfDeployments)],
    ['application-autoscaling:DescribeScalingPolicies', scaling === undefined ? [] : [scaling]],
    ['cloudwatch:DescribeAlarms', alarms === undefined ? [] : [alarms]],
    ['cloudwatch:GetMetricData', examined.map(({ metrics }) => metrics)],
    ['ssm:GetParameters', [documents.stored]],
    ['ssm:GetParameterHistory', [documents.versions]],
  ];
  return asked.flatMap(([actions, attempts]) => callFindings(place, actions, attempts));
}

const ANSWERED: Attempt<undefined> = { kind: 'answered', value: undefined };

function toldOfDeployments(history: Attempt<DeploymentHistory>): boolean {
  return history.kind === 'answered' && history.value.kind === 'known' && history.value.deployments.length > 0;
}

function callFindings(place: string, actions: string, attempts: readonly Attempt<unknown>[]): readonly Finding[] {
  const { ok, notChecked } = about('permissions', place);
  if (attempts.length === 0) return [notChecked(`${actions}: nothing is there that could be asked about.`)];
  const failures = attempts.flatMap((each) => (each.kind === 'failed' ? [failedCall(place, each.message)] : []));
  return failures.length === 0 ? [ok(actions)] : different(failures);
}
