import type { DeploymentHistory } from '../../core/model/deployment.ts';
import { type Attempt, failedCall } from './attempt.ts';
import type { Examined, ReadDocuments } from './examination.ts';
import { about, different, type Finding } from './finding.ts';

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
