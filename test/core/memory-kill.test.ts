import { describe, expect, it } from 'vitest';
import {
  failureMetricLine,
  heartbeatLine,
  killMetricLine,
  linesToRecord,
  MemoryKillEventError,
  memoryKillsIn,
  type RecordedKill,
  taskFailureIn,
} from '../../core/memory-kill.ts';
import {
  essentialKill,
  KILL_REASON,
  runningTask,
  sidecarKill,
  type TaskContainer,
  taskStateChange,
} from '../handlers/task-state-change.ts';

const at = Date.UTC(2026, 10, 22, 3, 14, 15);
const connect: RecordedKill = {
  cluster: 'connector-production-connect',
  service: 'kafka-connect',
  container: 'connect',
  limitMiB: 4096,
  at,
};
const instantclient: RecordedKill = { ...connect, container: 'instantclient', limitMiB: 2048 };

/** The task runs, and its sidecar stopped with this. */
function sidecarStopped(fields: Readonly<Record<string, unknown>>, detail: Readonly<Record<string, unknown>> = {}) {
  const [first, second] = sidecarKill.detail.containers as readonly TaskContainer[];
  return taskStateChange({ ...sidecarKill.detail, containers: [first, { ...second, ...fields }], ...detail });
}

/** The task never started: what starts the container needs more memory than it has. */
function initKilled() {
  const reason =
    'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: ' +
    'OCI runtime create failed: runc create failed: container init was OOM-killed (memory limit too low?): unknown';
  return sidecarStopped({ reason }, stopped('STOPPED', 'TaskFailedToStart'));
}

describe('memoryKillsIn', () => {
  it.each<[string, unknown, readonly RecordedKill[]]>([
    ['an essential container was killed', essentialKill, [connect]],
    ['a sidecar was killed while the task runs', sidecarKill, [instantclient]],
    ['both were killed', bothKilled(), [connect, instantclient]],
    ['nothing was killed', taskStateChange({}), []],
    ['a container ended with 137 and no reason', sidecarStopped({ reason: undefined }), []],
    ['a container ended with 137 and another reason', sidecarStopped({ reason: 'Error: health checks failed' }), []],
    ['the reason has another case', sidecarStopped({ reason: KILL_REASON.toLowerCase() }), []],
    ['the reason names the error further on', sidecarStopped({ reason: `CannotStart: ${KILL_REASON}` }), []],
    ['the reason is the bare word', sidecarStopped({ reason: 'OutOfMemoryError' }), [instantclient]],
    ['the killed container has exit code 1', sidecarStopped({ exitCode: 1 }), [instantclient]],
    ['its limit does not even hold its init', initKilled(), [instantclient]],
    ['the task belongs to no service', sidecarStopped({}, { group: 'family:connector' }), []],
    ['the task has no group', sidecarStopped({}, { group: undefined }), []],
    ['the task is a daemon', sidecarStopped({}, { group: 'daemon:agent' }), []],
    ['there are no containers', taskStateChange({ containers: [] }), []],
  ])('when %s', (_, event, expected) => {
    expect(memoryKillsIn(event)).toEqual(expected);
  });

  it.each<[string, Readonly<Record<string, unknown>>, number]>([
    ['RUNNING, to go on', { lastStatus: 'RUNNING', desiredStatus: 'RUNNING' }, 1],
    ['RUNNING, because the essential container exited', stopped('RUNNING', 'EssentialContainerExited'), 1],
    [
      'DEPROVISIONING, because the essential container exited',
      stopped('DEPROVISIONING', 'EssentialContainerExited'),
      1,
    ],
    ['STOPPED, because the essential container exited', stopped('STOPPED', 'EssentialContainerExited'), 1],
    ['RUNNING, to be stopped by a deployment', stopped('RUNNING', 'ServiceSchedulerInitiated'), 0],
    ['STOPPED by a deployment', stopped('STOPPED', 'ServiceSchedulerInitiated'), 0],
    ['STOPPED by a person', stopped('STOPPED', 'UserInitiated'), 0],
    ['STOPPED for the spot market', stopped('STOPPED', 'SpotInterruption'), 0],
    ['not RUNNING yet', { lastStatus: 'PENDING', desiredStatus: 'RUNNING' }, 0],
    ['STOPPED without a code', { lastStatus: 'STOPPED', desiredStatus: 'STOPPED' }, 0],
  ])("takes the reason of a sidecar's kill for news in a task that is %s: %o", (_, detail, kills) => {
    expect(memoryKillsIn(sidecarStopped({}, detail))).toHaveLength(kills);
  });

  it.each<[string, unknown, unknown, readonly number[]]>([
    ["the container's own", '2048', '6144', [2048]],
    ["the container's own as a number", 2048, 6144, [2048]],
    ["the task's where the container has 0", '0', '6144', [6144]],
    ["the task's where the container has 0 as a number", 0, '6144', [6144]],
    ["the task's where the container has none", undefined, '6144', [6144]],
    ['none where neither has one', undefined, undefined, []],
  ])('takes for the limit %s', (_, containerMemory, taskMemory, expected) => {
    const event = sidecarStopped({ memory: containerMemory }, { memory: taskMemory });
    expect(memoryKillsIn(event).map(({ limitMiB }) => limitMiB)).toEqual(expected);
  });

  it('knows clusters of other partitions', () => {
    const clusterArn = 'arn:aws-us-gov:ecs:us-gov-west-1:123456789012:cluster/secret_1';
    expect(memoryKillsIn(sidecarStopped({}, { clusterArn }))).toEqual([{ ...instantclient, cluster: 'secret_1' }]);
  });

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'the event itself'],
    ['null', null, 'the event itself'],
    ['text', JSON.stringify(sidecarKill), 'the event itself'],
    ['a list', [sidecarKill], 'source, detail-type, time, detail'],
    ['an empty object', {}, 'source, detail-type, time, detail'],
    ['of another source', { ...sidecarKill, source: 'my.app' }, 'source'],
    ['of another type', { ...sidecarKill, 'detail-type': 'ECS Deployment State Change' }, 'detail-type'],
    ['without a time', { ...sidecarKill, time: undefined }, 'time'],
    ['with a time that is none', { ...sidecarKill, time: '2026-11-22' }, 'time'],
    ['with a time that cannot be', { ...sidecarKill, time: '2026-11-22T25:00:00Z' }, 'time'],
    ['with a detail of text', { ...sidecarKill, detail: '{}' }, 'detail'],
    ['without a cluster', sidecarStopped({}, { clusterArn: undefined }), 'detail.clusterArn'],
    ['with the bare name of a cluster', sidecarStopped({}, { clusterArn: 'connector' }), 'detail.clusterArn'],
    ['with a group that is a number', sidecarStopped({}, { group: 7 }), 'detail.group'],
    ['without a status', sidecarStopped({}, { lastStatus: undefined }), 'detail.lastStatus'],
    ['without a desired status', sidecarStopped({}, { desiredStatus: null }), 'detail.desiredStatus'],
    ['with a stop code that is a number', sidecarStopped({}, { stopCode: 3 }), 'detail.stopCode'],
    ['with a task memory that is no number', sidecarStopped({}, { memory: '6 GB' }), 'detail.memory'],
    ['without containers', sidecarStopped({}, { containers: undefined }), 'detail.containers'],
    ['with containers as an object', sidecarStopped({}, { containers: {} }), 'detail.containers'],
    ['with null for a container', taskStateChange({ containers: [null] }), 'detail.containers.0'],
    ['with a container without a name', sidecarStopped({ name: undefined }), 'detail.containers.1.name'],
    ['with a name of two lines', sidecarStopped({ name: 'a\nb' }), 'detail.containers.1.name'],
    ['with a reason that is no text', sidecarStopped({ reason: { text: KILL_REASON } }), 'detail.containers.1.reason'],
    ['with a memory of text', sidecarStopped({ memory: 'much' }), 'detail.containers.1.memory'],
    ['with a negative memory', sidecarStopped({ memory: -1 }), 'detail.containers.1.memory'],
    ['with half a MiB', sidecarStopped({ memory: 0.5 }), 'detail.containers.1.memory'],
    ['with a memory that is NaN', sidecarStopped({ memory: Number.NaN }), 'detail.containers.1.memory'],
  ])('refuses an event %s', (_, event, places) => {
    expect(() => memoryKillsIn(event)).toThrow(MemoryKillEventError);
    expect(() => memoryKillsIn(event)).toThrow(`missing or not allowed is ${places}.`);
  });

  it('repeats nothing of an event that it refuses', () => {
    const secret = 'swordfish';
    const containers = [{ name: `${secret} `, memory: secret, reason: 1 }];
    const event = { ...taskStateChange({ clusterArn: secret, group: 1, memory: secret, containers }), source: secret };
    expect(() => memoryKillsIn(event)).toThrow(/^(?!.*swordfish)/s);
    expect(() => linesToRecord({ heartbeat: secret, [secret]: secret })).toThrow(/^(?!.*swordfish)/s);
  });

  it('does not change the event', () => {
    const before = structuredClone(essentialKill);
    memoryKillsIn(essentialKill);
    expect(essentialKill).toEqual(before);
  });
});

describe('taskFailureIn', () => {
  const failed = { cluster: 'connector-production-connect', service: 'kafka-connect', at };
  const exited = (exitCode: number | undefined, detail: Readonly<Record<string, unknown>> = {}) =>
    sidecarStopped({ exitCode, reason: undefined }, { ...stopped('STOPPED', 'EssentialContainerExited'), ...detail });

  it.each<[string, unknown]>([
    ['a heap exhausted inside a JVM', exited(3)],
    ['an abort', exited(134)],
    [
      'health checks of the load balancer',
      exited(143, {
        ...stopped('STOPPED', 'ServiceSchedulerInitiated'),
        stoppedReason: 'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:…)',
      }),
    ],
    ['health checks of a container', exited(137, { stoppedReason: 'Task failed container health checks' })],
  ])('is one: %s', (_, event) => {
    expect(taskFailureIn(event)).toEqual(failed);
  });

  it.each<[string, unknown]>([
    ['a job that is done', exited(0)],
    ['a job that is done, and the sidecar that ECS ends with it', exited(143)],
    ['a memory kill, which is recorded as one', exited(137)],
    ['no exit code', exited(undefined)],
    ['a task that a deployment stops', exited(1, stopped('STOPPED', 'ServiceSchedulerInitiated'))],
    ['a task that is still stopping: the event that follows tells', exited(3, { lastStatus: 'DEPROVISIONING' })],
    ['a task of no service', exited(3, { group: 'family:connector' })],
  ])('is none: %s', (_, event) => {
    expect(taskFailureIn(event)).toBeUndefined();
  });

  it('becomes a metric of the service that marks its minute', () => {
    expect(JSON.parse(failureMetricLine(failed))).toEqual({
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          {
            Namespace: 'FargateRightsizer',
            Dimensions: [['ClusterName', 'ServiceName']],
            Metrics: [{ Name: 'TaskFailed', Unit: 'None' }],
          },
        ],
      },
      ClusterName: 'connector-production-connect',
      ServiceName: 'kafka-connect',
      TaskFailed: 1,
    });
    expect(linesToRecord(exited(3))).toEqual([failureMetricLine(failed)]);
  });
});

describe('killMetricLine', () => {
  it('is one line of the embedded metric format at the time of the event', () => {
    const line = killMetricLine(connect);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 1795317255000, // 2026-11-22T03:14:15Z: 20,779 days of 86,400 s, and 11,655 s
        CloudWatchMetrics: [
          {
            Namespace: 'FargateRightsizer',
            Dimensions: [['ClusterName', 'ServiceName', 'ContainerName']],
            Metrics: [{ Name: 'KilledAtMemoryMiB', Unit: 'None' }],
          },
        ],
      },
      ClusterName: 'connector-production-connect',
      ServiceName: 'kafka-connect',
      ContainerName: 'connect',
      KilledAtMemoryMiB: 4096,
    });
  });
});

describe('heartbeatLine', () => {
  it('is a metric without dimensions', () => {
    expect(JSON.parse(heartbeatLine(at))).toEqual({
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          { Namespace: 'FargateRightsizer', Dimensions: [[]], Metrics: [{ Name: 'MemoryKillRecorder', Unit: 'None' }] },
        ],
      },
      MemoryKillRecorder: 1,
    });
  });
});

describe('linesToRecord', () => {
  it('gives one line for each kill, and the same lines for a second delivery', () => {
    const lines = linesToRecord(bothKilled());
    expect(lines).toEqual([killMetricLine(connect), killMetricLine(instantclient)]);
    expect(linesToRecord(structuredClone(bothKilled()))).toEqual(lines);
  });

  it('gives no line for an event without a kill', () => {
    expect(linesToRecord(taskStateChange({}))).toEqual([]);
  });

  it('takes nothing else of the event into a line', () => {
    const text = linesToRecord(essentialKill).join('\n');
    expect(text).not.toMatch(/swordfish|Container killed|taskArn|0d3f5c1e/);
  });

  it('gives the heartbeat of a schedule at its time', () => {
    expect(linesToRecord({ heartbeat: '2026-11-22T05:00:00Z' })).toEqual([heartbeatLine(1795323600000)]);
  });

  it.each([
    ['without a time', { heartbeat: null }],
    ['whose placeholder was not replaced', { heartbeat: '<aws.scheduler.scheduled-time>' }],
  ])('refuses a heartbeat %s', (_, event) => {
    expect(() => linesToRecord(event)).toThrow(
      `The event is neither an "ECS Task State Change" of aws.ecs nor {"heartbeat":"<ISO time>"}: missing or not allowed is heartbeat.`,
    );
  });

  it.each([
    ['a run of the recommender', { scheduledTime: '2026-11-22T06:00:00Z' }],
    ['nothing', null],
  ])('refuses %s', (_, event) => {
    expect(() => linesToRecord(event)).toThrow(MemoryKillEventError);
  });
});

function stopped(lastStatus: string, stopCode: string) {
  return { lastStatus, desiredStatus: 'STOPPED', stopCode };
}

function bothKilled() {
  const containers = runningTask.containers.map((each) => ({ ...each, lastStatus: 'STOPPED', reason: KILL_REASON }));
  return taskStateChange({ ...essentialKill.detail, containers });
}
