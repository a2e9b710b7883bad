import type { ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import { parseTaskSize } from '../core/model/declared-size.ts';
import { defined } from '../core/model/defined.ts';
import type { Deployment, DeploymentHistory, Revision, UnreadableDeployment } from '../core/model/service.ts';
import { isSameSize } from '../core/model/task-size.ts';
import type { ReadDeployment, ReadRevision } from './ecs-revisions.ts';
import { platformOf, shortName } from './service-description.ts';
import type { DeclaredTask } from './task-definitions.ts';

/** A deployment of which tasks were started. */
export type BegunDeployment = ServiceDeploymentBrief & { readonly startedAt: Date };

export interface HistoryAnswers {
  /** Newest first. */
  readonly briefs: readonly BegunDeployment[];
  /** Those of which nothing more was read, because there are so many. */
  readonly unread?: readonly BegunDeployment[];
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

/** Newest first; ECS promises no order. */
export function newestFirst(briefs: readonly BegunDeployment[]): readonly BegunDeployment[] {
  return [...briefs].sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}

/**
 * So many of a list, spread evenly, with the first and the last.
 *
 * @example spread([1, 2, 3, 4, 5], 3) // [1, 3, 5]
 */
export function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  const step = Math.max(1, (items.length - 1) / (count - 1));
  const kept = new Set(Array.from({ length: count }, (_, index) => Math.round(index * step)));
  return items.filter((_, index) => kept.has(index));
}

/** The history that the answers tell. One that was not read has the size of those around it, where that is one. */
export function toHistory(answers: HistoryAnswers): DeploymentHistory {
  const { briefs, isWhole, unread = [] } = answers;
  const read = briefs.map((brief, index) => {
    // What ran before the oldest of all ran since ever; before the oldest of some it did not.
    const before = isWhole || index < briefs.length - 1 ? revisionBefore(brief, answers) : undefined;
    return { brief, before, revision: revisionOf(brief.targetServiceRevisionArn, answers), why: whyUnreadable };
  });
  const around = unread.map((brief) => {
    return { brief, before: undefined, revision: revisionAround(brief, answers), why: whyUnread };
  });
  const all = [...read, ...around].map((each) => ({ ...each, begun: begunOf(each.brief, answers) }));
  const deployments = all.flatMap(({ begun, revision, before }): Deployment[] =>
    revision === undefined ? [] : [{ ...begun, revision, ...defined({ before }) }],
  );
  const unreadable = all.flatMap(({ begun, revision, brief, why }): UnreadableDeployment[] =>
    revision === undefined ? [{ ...begun, detail: why(brief, answers) }] : [],
  );
  return { kind: 'known', deployments, ...(unreadable.length > 0 && { unreadable }) };
}

function begunOf(brief: BegunDeployment, answers: HistoryAnswers): Omit<Deployment, 'revision'> {
  const details = answers.details.get(brief.serviceDeploymentArn ?? '');
  const outcome = outcomeOf(brief.status);
  const finishedAt = brief.finishedAt ?? (outcome === 'inProgress' ? undefined : details?.endedAt);
  return { startedAt: brief.startedAt.getTime(), ...defined({ finishedAt: finishedAt?.getTime() }), outcome };
}

/** The revision after a deployment, where it has one size with the one before. */
function revisionAround({ startedAt }: BegunDeployment, answers: HistoryAnswers): Revision | undefined {
  const index = answers.briefs.findIndex((each) => each.startedAt.getTime() < startedAt.getTime());
  const [after, before] = [answers.briefs[index - 1], answers.briefs[index]].map((each) =>
    revisionOf(each?.targetServiceRevisionArn, answers),
  );
  if (after === undefined || before === undefined) return undefined;
  return isSameSize(after.taskSize, before.taskSize) ? after : undefined;
}

function outcomeOf(status: string | undefined): Deployment['outcome'] {
  if (status === 'SUCCESSFUL') return 'successful';
  return ENDED_WHERE_IT_BEGAN.includes(status ?? '') ? 'rolledBack' : 'inProgress';
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
  const isSame = (other: Revision | undefined) => other !== undefined && isSameSize(other.taskSize, first.taskSize);
  return sources.every(isSame) ? first : undefined;
}

function revisionOf(arn: string | undefined, { revisions, declared }: HistoryAnswers): Revision | undefined {
  const revision = revisions.get(arn ?? '');
  const task = declared.get(revision?.taskDefinition ?? '');
  if (!task?.cpu || !task.memory) return undefined;
  const taskSize = parseTaskSize(task.cpu, task.memory, platformOf(task, revision?.platformFamily).operatingSystem);
  if (taskSize === undefined) return undefined;
  const images = task.containers.flatMap(({ name, image }) => (image === undefined ? [] : [[name, image] as const]));
  const { taskDefinitionArn } = task;
  const sampleSeconds = revision?.sampleSeconds;
  return { taskDefinitionArn, taskSize, images: Object.fromEntries(images), ...defined({ sampleSeconds }) };
}

function whyUnread({ startedAt }: BegunDeployment): string {
  return `The deployment of ${startedAt.toISOString()} was not read, because there are so many, and the size changed around it.`;
}

function whyUnreadable(
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
