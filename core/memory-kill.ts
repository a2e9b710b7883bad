import * as v from 'valibot';
import { metricLine, NAMESPACE } from './report/metrics.ts';

/** A task of a service ended by itself with an error, or by a health check that failed. */
export interface RecordedFailure {
  readonly cluster: string;
  readonly service: string;
  /** The event's time, epoch milliseconds. */
  readonly at: number;
}

/** A container was killed because it reached its memory limit. */
export interface RecordedKill extends RecordedFailure {
  readonly container: string;
  /** The limit that was in force, in MiB. */
  readonly limitMiB: number;
}

export const RECORDED = {
  namespace: NAMESPACE,
  killed: 'KilledAtMemoryMiB',
  failed: 'TaskFailed',
  recorder: 'MemoryKillRecorder',
} as const;

/** The event is neither a task state change that can be read nor a heartbeat. */
export class MemoryKillEventError extends Error {
  override readonly name = 'MemoryKillEventError';
}

/** ECS's own word for it; exit code 137 alone is any SIGKILL (ECS developer guide, stopped task errors, 2026-11). */
const KILL_PREFIX = 'OutOfMemoryError';
/**
 * A limit that does not even hold what starts the container: `CannotStartContainerError: … container init was
 * OOM-killed (memory limit too low?)` (github.com/opencontainers/runc, `libcontainer/process_linux.go`, 2026-11).
 */
const KILLED_IN_INIT = 'container init was OOM-killed';

function isMemoryKill(reason: string): boolean {
  return reason.startsWith(KILL_PREFIX) || reason.includes(KILLED_IN_INIT);
}

/** "256", or 256; ECS writes numbers of MiB as text. */
const mebibytes = v.pipe(
  v.union([v.pipe(v.string(), v.regex(/^\d{1,9}$/)), v.number()]),
  v.transform(Number),
  v.integer(),
  v.minValue(0),
);
const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,255}$/));
const isoTime = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.finite());

const container = v.object({
  name,
  memory: v.optional(mebibytes, 0),
  reason: v.optional(v.string(), ''),
  exitCode: v.optional(v.number()),
});
const taskStateChange = v.object({
  source: v.literal('aws.ecs'),
  'detail-type': v.literal('ECS Task State Change'),
  time: isoTime,
  detail: v.object({
    clusterArn: v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster\/[A-Za-z0-9_-]{1,255}$/)),
    group: v.optional(v.string(), ''),
    lastStatus: v.string(),
    desiredStatus: v.string(),
    stopCode: v.optional(v.string()),
    stoppedReason: v.optional(v.string(), ''),
    memory: v.optional(mebibytes, 0),
    containers: v.array(container),
  }),
});
const heartbeat = v.object({ heartbeat: isoTime });

type Task = v.InferOutput<typeof taskStateChange>['detail'];
type Schema = v.GenericSchema;

/** The error names places only: a value of the event may be a secret, and errors are logged. */
function parsed<const TSchema extends Schema>(schema: TSchema, event: unknown): v.InferOutput<TSchema> {
  const result = v.safeParse(schema, event);
  if (result.success) return result.output;
  const places = result.issues.map((issue) => v.getDotPath(issue) ?? 'the event itself');
  throw new MemoryKillEventError(
    `The event is neither an "ECS Task State Change" of aws.ecs nor {"heartbeat":"<ISO time>"}: ` +
      `missing or not allowed is ${[...new Set(places)].join(', ')}.`,
  );
}

/**
 * Whether a reason in this event is news. Every later event of a task repeats the reasons of containers that stopped
 * before. A sidecar's kill shows while its task goes on running, an essential container's stops the task. What is left
 * out is the end of a task that stops for another reason: a deployment hours after a kill would repeat it at a time
 * when the next image already runs, and the kill would be held against that one.
 *
 * Imprecise remains: a task that goes on running sends further events (a health check, another sidecar), each of which
 * marks the old kill again at its own time, as does an essential container that exits later for whatever reason; and
 * a kill while a task is being stopped is missed. The limit is right in all of them, because a running task cannot be
 * resized: the kill looks younger than it is, which keeps a size for longer, never shorter.
 */
function tellsOfKills({ lastStatus, desiredStatus, stopCode }: Task): boolean {
  if (stopCode === 'EssentialContainerExited' || stopCode === 'TaskFailedToStart') return true;
  return lastStatus === 'RUNNING' && desiredStatus === 'RUNNING';
}

/** The service of a task, by names; undefined for a task that belongs to none. */
function serviceOf({ clusterArn, group }: Task): { readonly cluster: string; readonly service: string } | undefined {
  const service = /^service:([A-Za-z0-9_-]{1,255})$/.exec(group)?.[1];
  return service === undefined ? undefined : { cluster: clusterArn.slice(clusterArn.lastIndexOf('/') + 1), service };
}

/**
 * The containers that were killed at their memory limit, by an EventBridge event "ECS Task State Change". None for a
 * task without a service, because no size of it is managed, and none for a container that no limit held, which Fargate
 * does not know.
 *
 * @throws {MemoryKillEventError} For any other event, without repeating anything of it.
 */
export function memoryKillsIn(event: unknown): readonly RecordedKill[] {
  const { time: at, detail: task } = parsed(taskStateChange, event);
  const place = serviceOf(task);
  if (place === undefined || !tellsOfKills(task)) return [];
  return task.containers
    .filter(({ reason }) => isMemoryKill(reason))
    .map(({ name, memory }) => ({ ...place, container: name, limitMiB: memory || task.memory, at }))
    .filter(({ limitMiB }) => limitMiB > 0);
}

/** ECS says "Task failed ELB (or container) health checks …" (ECS developer guide, stopped task errors, 2026-11). */
const FAILED_HEALTH_CHECK = /^Task failed .*health checks/;
/** 0 is success; 137 and 143 are what ECS itself sends, and a memory kill, which is recorded as one. */
const NO_FAILURE: readonly number[] = [0, 137, 143];

function isFailure({ lastStatus, stopCode, stoppedReason, containers }: Task): boolean {
  if (lastStatus !== 'STOPPED') return false;
  if (FAILED_HEALTH_CHECK.test(stoppedReason)) return true;
  const failed = containers.some(({ exitCode = 0 }) => !NO_FAILURE.includes(exitCode));
  return stopCode === 'EssentialContainerExited' && failed;
}

/**
 * The failure that an "ECS Task State Change" event tells. A JVM whose heap is exhausted exits by itself: no kill.
 *
 * @throws {MemoryKillEventError} For any other event, without repeating anything of it.
 */
export function taskFailureIn(event: unknown): RecordedFailure | undefined {
  const { time: at, detail: task } = parsed(taskStateChange, event);
  const place = serviceOf(task);
  return place !== undefined && isFailure(task) ? { ...place, at } : undefined;
}

/** The line that makes a failed task a metric: its Maximum marks the minute, so a second delivery changes nothing. */
export function failureMetricLine({ cluster, service, at }: RecordedFailure): string {
  const dimensions = { ClusterName: cluster, ServiceName: service };
  return metricLine({ dimensions, metrics: [[RECORDED.failed, 'None', 1]], at });
}

/**
 * The line that makes a kill a metric. Unit None: CloudWatch's Megabytes are 1,000,000 bytes, and a reader without a
 * unit gets any. A timestamp may be two weeks old; EventBridge delivers for a day. A repeated line changes no Maximum.
 */
export function killMetricLine({ cluster, service, container, limitMiB, at }: RecordedKill): string {
  const dimensions = { ClusterName: cluster, ServiceName: service, ContainerName: container };
  return metricLine({ dimensions, metrics: [[RECORDED.killed, 'None', limitMiB]], at });
}

/** The line that says: kills of this account and region are being recorded, so none recorded means none happened. */
export function heartbeatLine(at: number): string {
  return metricLine({ dimensions: {}, metrics: [[RECORDED.recorder, 'None', 1]], at });
}

/**
 * What the recorder prints for an event: a heartbeat, or a line for each kill and for a task that failed.
 *
 * @throws {MemoryKillEventError} For an event that is neither.
 */
export function linesToRecord(event: unknown): readonly string[] {
  const isHeartbeat = typeof event === 'object' && event !== null && 'heartbeat' in event;
  if (isHeartbeat) return [heartbeatLine(parsed(heartbeat, event).heartbeat)];
  const failure = taskFailureIn(event);
  return [...memoryKillsIn(event).map(killMetricLine), ...(failure === undefined ? [] : [failureMetricLine(failure)])];
}
