/**
 * Events "ECS Task State Change" as EventBridge delivers them, written by hand after the example of the ECS developer
 * guide (ecs_task_events) and DescribeTasks' types: every field that a Fargate task of a service has, with the secrets
 * that real ones carry.
 */

export interface TaskContainer {
  readonly name: string;
  readonly [field: string]: unknown;
}

const taskArn = 'arn:aws:ecs:us-east-1:123456789012:task/connector-production-connect/0d3f5c1e6b8a4f6f9f0c2a7b1d4e8c93';

export const KILL_REASON = 'OutOfMemoryError: Container killed due to memory usage';

function container(name: string, fields: Readonly<Record<string, unknown>>): TaskContainer {
  return {
    containerArn: `${taskArn.replace(':task/', ':container/')}/5f1a8a8e-${name}`,
    image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}:7.6.0`,
    imageDigest: 'sha256:74b2c688c700ec95a93e478cdb959737c148df3fbf5ea706abe0318726e885e6',
    lastStatus: 'RUNNING',
    name,
    runtimeId: '0d3f5c1e6b8a4f6f9f0c2a7b1d4e8c93-527074092',
    taskArn,
    networkInterfaces: [{ attachmentId: '1b2c', privateIpv4Address: '10.0.3.17' }],
    ...fields,
  };
}

/** The service's task while it runs and nothing was killed. */
export const runningTask = {
  attachments: [
    { id: '1b2c', type: 'eni', status: 'ATTACHED', details: [{ name: 'networkInterfaceId', value: 'eni-0abc' }] },
  ],
  attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
  availabilityZone: 'us-east-1a',
  capacityProviderName: 'FARGATE',
  clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/connector-production-connect',
  connectivity: 'CONNECTED',
  connectivityAt: '2026-11-21T20:11:12.402Z',
  containers: [
    container('connect', { cpu: '2048', memory: '4096', healthStatus: 'HEALTHY' }),
    container('instantclient', { cpu: '0', memory: '2048' }),
  ] as readonly TaskContainer[],
  cpu: '2048',
  createdAt: '2026-11-21T20:11:08.015Z',
  desiredStatus: 'RUNNING',
  enableExecuteCommand: false,
  ephemeralStorage: { sizeInGiB: 20 },
  group: 'service:kafka-connect',
  launchType: 'FARGATE',
  lastStatus: 'RUNNING',
  memory: '6144',
  overrides: {
    containerOverrides: [
      { name: 'connect', environment: [{ name: 'CONNECT_SASL_PASSWORD', value: 'swordfish' }] },
      { name: 'instantclient' },
    ],
  },
  platformVersion: '1.4.0',
  pullStartedAt: '2026-11-21T20:11:20.100Z',
  pullStoppedAt: '2026-11-21T20:12:01.700Z',
  startedAt: '2026-11-21T20:12:09.300Z',
  startedBy: 'ecs-svc/4871204113276651043',
  taskArn,
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/connector-production-connect:42',
  updatedAt: '2026-11-22T03:14:15.926Z',
  version: 4,
};

/** An event with this detail, at 03:14:15 UTC. */
export function taskStateChange(detail: Readonly<Record<string, unknown>>) {
  return {
    version: '0',
    id: '317d5fee-2ce1-5c1e-b6b5-4a3c6c5a1c11',
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: '123456789012',
    time: '2026-11-22T03:14:15Z',
    region: 'us-east-1',
    resources: [taskArn],
    detail: { ...runningTask, ...detail },
  };
}

/** The essential container was killed at its 4096 MiB, and the task stops for it. */
export const essentialKill = taskStateChange({
  containers: [
    container('connect', { cpu: '2048', memory: '4096', lastStatus: 'STOPPED', exitCode: 137, reason: KILL_REASON }),
    container('instantclient', { cpu: '0', memory: '2048', lastStatus: 'STOPPED', exitCode: 143 }),
  ],
  desiredStatus: 'STOPPED',
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  stoppingAt: '2026-11-22T03:13:40.201Z',
  stoppedAt: '2026-11-22T03:14:15.926Z',
  executionStoppedAt: '2026-11-22T03:13:51.000Z',
  version: 7,
});

/** The sidecar was killed at its 2048 MiB, and the task goes on. */
export const sidecarKill = taskStateChange({
  containers: [
    container('connect', { cpu: '2048', memory: '4096', healthStatus: 'HEALTHY' }),
    container('instantclient', { cpu: '0', memory: '2048', lastStatus: 'STOPPED', exitCode: 137, reason: KILL_REASON }),
  ],
  version: 5,
});
