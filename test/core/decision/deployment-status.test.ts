import { describe, expect, it } from 'vitest';
import { deploymentStatus, type StatusInput } from '../../../core/decision/deployment-status.ts';
import type { Deployment } from '../../../core/model/service.ts';
import { CONNECTOR_KEYS, parameterKeys, service, size } from '../../support/builders.ts';

const MINUTE = 60_000;
const SINCE = '2026-11-20T06:00:00.000Z';
const LIVE = { task: size(1024, 4096), containers: {} };
const iso = (minutes: number) => new Date(Date.parse(SINCE) + minutes * MINUTE).toISOString();

/** A deployment so many minutes after the live sizes were written; it takes ten minutes. */
function deployment(minutes: number, outcome: Deployment['outcome'] = 'successful', taskSize = LIVE.task): Deployment {
  const startedAt = Date.parse(SINCE) + minutes * MINUTE;
  return {
    startedAt,
    ...(outcome !== 'inProgress' && { finishedAt: startedAt + 10 * MINUTE }),
    outcome,
    revision: { taskDefinitionArn: `arn:${minutes}`, taskSize, images: {} },
  };
}

function statusOf(running: { cpuUnits: number; memoryMiB: number }, ...deployments: readonly Deployment[]) {
  const input: StatusInput = {
    live: LIVE,
    liveSince: SINCE,
    service: service({ taskSize: running, containers: [] }),
    keys: parameterKeys(),
    deployments,
  };
  return deploymentStatus(input);
}

describe('what is live against what runs', () => {
  const runs = LIVE.task;
  const other = size(2048, 6144);

  it.each<[string, DeploymentStatusCase]>([
    ['that ECS forgot its deployment', { running: runs, deployments: [], since: SINCE }],
    ['its deployment ended', { running: runs, deployments: [deployment(30)], since: iso(40) }],
    [
      'the first deployment with it ended, when others came later',
      { running: runs, deployments: [deployment(2000), deployment(30), deployment(500)], since: iso(40) },
    ],
    [
      'a deployment of another size before it does not count',
      { running: runs, deployments: [deployment(1, 'successful', other), deployment(90)], since: iso(100) },
    ],
    ['a deployment from before does not count', { running: runs, deployments: [deployment(-30)], since: SINCE }],
  ])('is deployed, since %s', (_, { running, deployments, since }) => {
    expect(statusOf(running, ...deployments)).toEqual({ kind: 'deployed', since });
  });

  it('is deployed since a start, where ECS does not say when it ended', () => {
    const { finishedAt: _, ...open } = deployment(30);
    expect(statusOf(runs, open)).toEqual({ kind: 'deployed', since: iso(30) });
  });

  it('is not deployed while the deployment that brings it goes on', () => {
    expect(statusOf(runs, deployment(30, 'inProgress'))).toEqual({ kind: 'inProgress', since: iso(30) });
  });

  it.each<[string, readonly Deployment[], number]>([
    ['an earlier one brought it', [deployment(30), deployment(90, 'inProgress')], 40],
    [
      'it ran before the one that goes on',
      [{ ...deployment(90, 'inProgress'), before: { taskDefinitionArn: 'arn:1', taskSize: runs, images: {} } }],
      0,
    ],
    ['what goes on brings another size', [deployment(90, 'inProgress', other)], 0],
  ])('is deployed, where %s', (_, deployments, minutes) => {
    expect(statusOf(runs, ...deployments)).toEqual({ kind: 'deployed', since: iso(minutes) });
  });

  it.each<[string, readonly Deployment[]]>([
    ['no deployment came', []],
    ['the last one came before', [deployment(-1, 'successful', other)]],
    ['one is on its way', [deployment(90, 'inProgress')]],
    // A deployment that began within the hour may have read the sizes before.
    ['one came so soon that it may have read the sizes before', [deployment(60, 'successful', other)]],
    ['one with other sizes was taken back', [deployment(90, 'rolledBack', other)]],
  ])('is not deployed yet, when %s', (_, deployments) => {
    expect(statusOf(other, ...deployments)).toEqual({ kind: 'notDeployed', since: SINCE });
  });

  it('has drifted, when other sizes were deployed more than an hour later, since the newest of them', () => {
    const deployments = [deployment(61, 'successful', other), deployment(200, 'successful', other)];
    expect(statusOf(other, ...deployments)).toEqual({ kind: 'drifted', since: iso(200) });
    expect(statusOf(other, ...deployments.toReversed())).toEqual({ kind: 'drifted', since: iso(200) });
  });

  it('was rolled back, when ECS took its newest deployment back, whatever is on its way', () => {
    const deployments = [deployment(30, 'rolledBack'), deployment(40, 'inProgress')];
    expect(statusOf(other, ...deployments)).toEqual({ kind: 'rolledBack', since: iso(30) });
  });

  it('compares containers too, as far as both say them', () => {
    const live = { task: size(2048, 6144), containers: { connect: { memoryMiB: 4000 } } };
    const input = { live, liveSince: SINCE, service: service(), keys: CONNECTOR_KEYS, deployments: [] };
    expect(deploymentStatus(input).kind).toBe('notDeployed');
    const same = { ...live, containers: { connect: { memoryMiB: 4096 } } };
    expect(deploymentStatus({ ...input, live: same }).kind).toBe('deployed');
  });
});

interface DeploymentStatusCase {
  readonly running: { readonly cpuUnits: number; readonly memoryMiB: number };
  readonly deployments: readonly Deployment[];
  readonly since: string;
}
