import type { ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import { parseTaskSize } from '../core/model/declared-size.ts';
import type { Deployment, DeploymentHistory, Revision } from '../core/model/deployment.ts';
import type { ReadDeployment, ReadRevision } from './ecs-revisions.ts';
import { platformOf, shortName } from './service-description.ts';
import type { DeclaredTask } from './task-definitions.ts';

/** A deployment of which tasks were started. */
export type BegunDeployment = ServiceDeploymentBrief & { readonly startedAt: Date };

/** What ECS answered about the deployments of one service. */
export interface HistoryAnswers {
  /** Newest first. */
  readonly briefs: readonly BegunDeployment[];
  /** False: there were older deployments than these. */
  readonly isWhole: boolean;
  /** By ARN; of those whose predecessor matters. */
  readonly details: ReadonlyMap<string, ReadDeployment>;
  /** By ARN. */
  readonly revisions: ReadonlyMap<string, ReadRevision>;
  /** By the ARN of the task definition. */
  readonly declared: ReadonlyMap<string, DeclaredTask>;
}

/** Ends after which the service runs what it ran before: client-ecs `ServiceDeploymentStatus`, 2026-11-22. */
const ENDED_WHERE_IT_BEGAN: readonly string[] = ['ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED', 'STOPPED'];

/** False for what is still pending, or was stopped before anything happened. */
export function beganTasks(brief: ServiceDeploymentBrief): brief is BegunDeployment {
  return brief.startedAt !== undefined;
}

/** Those that began since a time, and before it as far back as the one that was in force then. */
export function since(briefs: readonly BegunDeployment[], time: number): readonly BegunDeployment[] {
  const inForce = briefs
    .filter(({ startedAt, status }) => startedAt.getTime() < time && status === 'SUCCESSFUL')
    .reduce((latest, { startedAt }) => Math.max(latest, startedAt.getTime()), Number.NEGATIVE_INFINITY);
  return briefs.filter(({ startedAt }) => startedAt.getTime() >= inForce);
}

/** The newest so many; ECS promises no order. */
export function newest(briefs: readonly BegunDeployment[], count: number): readonly BegunDeployment[] {
  return [...briefs].sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime()).slice(0, count);
}

/** The history that the answers tell; unavailable when one of the sizes that were deployed cannot be read. */
export function toHistory(answers: HistoryAnswers): DeploymentHistory {
  const deployments: Deployment[] = [];
  for (const [index, brief] of answers.briefs.entries()) {
    const revision = revisionOf(brief.targetServiceRevisionArn, answers);
    if (revision === undefined) return { kind: 'unavailable', detail: unreadable(brief, answers) };
    // What ran before the oldest of all ran since ever; before the oldest of some it did not.
    const saysBefore = answers.isWhole || index < answers.briefs.length - 1;
    const before = saysBefore ? revisionBefore(brief, answers) : undefined;
    deployments.push({ ...toDeployment(brief, revision, answers), ...(before && { before }) });
  }
  return { kind: 'known', deployments };
}

function toDeployment(brief: BegunDeployment, revision: Revision, answers: HistoryAnswers): Deployment {
  const details = answers.details.get(brief.serviceDeploymentArn ?? '');
  const outcome = outcomeOf(brief.status);
  const finishedAt = finishOf(outcome, brief, details);
  return {
    startedAt: brief.startedAt.getTime(),
    ...(finishedAt && { finishedAt: finishedAt.getTime() }),
    outcome,
    revision,
  };
}

function outcomeOf(status: string | undefined): Deployment['outcome'] {
  if (status === 'SUCCESSFUL') return 'successful';
  return ENDED_WHERE_IT_BEGAN.includes(status ?? '') ? 'rolledBack' : 'inProgress';
}

function finishOf(
  outcome: Deployment['outcome'],
  { finishedAt }: ServiceDeploymentBrief,
  details: ReadDeployment | undefined,
): Date | undefined {
  if (outcome === 'inProgress') return finishedAt;
  return finishedAt ?? details?.endedAt;
}

/**
 * What ran before. A deployment that overtakes another finds two revisions at work; when they differ in size nobody can
 * say which one a percentage was of, so none is named.
 */
function revisionBefore(brief: BegunDeployment, answers: HistoryAnswers): Revision | undefined {
  const details = answers.details.get(brief.serviceDeploymentArn ?? '');
  const sources = (details?.sources ?? []).map((arn) => revisionOf(arn, answers));
  const [first] = sources;
  if (first === undefined) return undefined;
  const { cpuUnits, memoryMiB } = first.taskSize;
  const isSame = (other: Revision | undefined) =>
    other?.taskSize.cpuUnits === cpuUnits && other.taskSize.memoryMiB === memoryMiB;
  return sources.every(isSame) ? first : undefined;
}

function revisionOf(arn: string | undefined, { revisions, declared }: HistoryAnswers): Revision | undefined {
  const revision = revisions.get(arn ?? '');
  const task = declared.get(revision?.taskDefinition ?? '');
  if (!task?.cpu || !task.memory) return undefined;
  const taskSize = parseTaskSize(task.cpu, task.memory, platformOf(task, revision?.platformFamily).operatingSystem);
  if (taskSize === undefined) return undefined;
  const images = task.containers.flatMap(({ name, image }) => (image === undefined ? [] : [[name, image] as const]));
  return { taskDefinitionArn: task.taskDefinitionArn, taskSize, images: Object.fromEntries(images) };
}

function unreadable(
  { startedAt, targetServiceRevisionArn }: BegunDeployment,
  { revisions, declared }: HistoryAnswers,
): string {
  const at = `The size that was deployed at ${startedAt.toISOString()} cannot be read`;
  const taskDefinition = revisions.get(targetServiceRevisionArn ?? '')?.taskDefinition;
  if (taskDefinition === undefined) return `${at}: ECS does not describe its service revision.`;
  const name = `task definition ${shortName(taskDefinition)}`;
  const task = declared.get(taskDefinition);
  if (task === undefined) return `${at}: ${name} is gone.`;
  return `${at}: ${name} has CPU ${task.cpu ?? 'unset'} with memory ${task.memory ?? 'unset'}, no Fargate task size.`;
}
