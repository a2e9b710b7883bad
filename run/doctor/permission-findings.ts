import type { DeploymentHistory } from '../../core/model/deployment.ts';
import { type Attempt, failedCall } from './attempt.ts';
import type { Examined, ReadDocuments } from './examination.ts';
import { about, type Finding } from './finding.ts';

/** The calls that a run makes, as they went. */
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
  const deployments = examined.map((each) => each.deployments);
  const metrics = examined.map((each) => each.metrics);
  return [
    ...callFindings(place, 'ecs:DescribeServices', described),
    ...furtherFindings(place, 'ecs:DescribeTaskDefinition', examined.length > 0 ? described : []),
    ...callFindings(place, 'ecs:ListServiceDeployments', deployments),
    ...furtherFindings(
      place,
      'ecs:DescribeServiceDeployments, ecs:DescribeServiceRevisions',
      deployments.filter(toldOfDeployments),
    ),
    ...callFindings(place, 'application-autoscaling:DescribeScalingPolicies', scaling === undefined ? [] : [scaling]),
    ...callFindings(place, 'cloudwatch:DescribeAlarms', alarms === undefined ? [] : [alarms]),
    ...callFindings(place, 'cloudwatch:GetMetricData', metrics),
    ...callFindings(place, 'ssm:GetParameters', [documents.stored]),
    ...callFindings(place, 'ssm:GetParameterHistory', [documents.versions]),
  ];
}

const ANSWERED: Attempt<undefined> = { kind: 'answered', value: undefined };

function toldOfDeployments(history: Attempt<DeploymentHistory>): boolean {
  return history.kind === 'answered' && history.value.kind === 'known' && history.value.deployments.length > 0;
}

/** Of calls that follow another one and are told of with it when they fail. */
function furtherFindings(place: string, actions: string, attempts: readonly Attempt<unknown>[]): readonly Finding[] {
  const isSaid = attempts.some(({ kind }) => kind === 'failed');
  return isSaid ? [] : callFindings(place, actions, attempts);
}

function callFindings(place: string, actions: string, attempts: readonly Attempt<unknown>[]): readonly Finding[] {
  const { ok, notChecked } = about('permissions', place);
  if (attempts.length === 0) return [notChecked(`${actions}: nothing is there that could be asked about.`)];
  const failures = attempts.flatMap((each) => (each.kind === 'failed' ? [failedCall(place, each.message)] : []));
  // The same refusal for each target would be one finding too many.
  const different = new Map(failures.map((finding) => [finding.advice ?? finding.text, finding]));
  return failures.length === 0 ? [ok(actions)] : [...different.values()];
}
