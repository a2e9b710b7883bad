import { describe, expect, it } from 'vitest';
import type { TargetReport } from '../../core/report/report.ts';
import type { LocalAws } from '../../local/server.ts';
import { oneTask, runHere, startAws } from './world.ts';

const CLUSTER = 'kiosk-production';
const YML = {
  services: {
    kiosk: {
      cluster: 'kiosk-{stage}',
      service: 'web',
      parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' } },
      stages: { production: { policy: 'validation', mode: 'apply' } },
    },
  },
  policies: { validation: { changeGate: { agreementDays: 1, cooldownDays: 0 } } },
};
const LARGE = { taskCpu: '512', taskMemory: '4096' };

/** 90 CPU units and 640 MiB; its container is killed on the morning of 7 October, which no point of memory shows. */
function kiosk(): Promise<LocalAws> {
  return startAws({
    services: [
      oneTask({
        cluster: CLUSTER,
        service: 'web',
        ...LARGE,
        containerInsights: 'enabled',
        containers: [
          {
            name: 'app',
            image: 'kiosk/web:r-101',
            load: {
              cpuUnits: { base: 90, noiseShare: 0.1 },
              memoryMiB: { base: 640, noiseShare: 0.02, burstShare: 0.01 },
            },
          },
        ],
        memoryKills: [{ at: '2026-10-07T09:40:30Z', container: 'app', limitMiB: 1024 }],
      }),
    ],
  });
}

const liveOf = (aws: LocalAws) =>
  JSON.parse(aws.parameters().find(({ name }) => name.endsWith('/production'))?.value ?? '{}') as typeof LARGE;

function deploy(aws: LocalAws, at: string, image: string): void {
  aws.setNow(new Date(at));
  const containers = [{ name: 'app', image }];
  aws.deploy({ cluster: CLUSTER, service: 'web', ...liveOf(aws), minutes: 6, containers });
}

async function runOn(aws: LocalAws, day: string): Promise<TargetReport> {
  const { report } = await runHere(aws, YML, `${day}T06:00:00Z`);
  const [target] = report.targets;
  if (target === undefined) throw new Error('no target');
  return target;
}

describe('a kill after a shrink', () => {
  it.each([
    ['no other deployment', false],
    ['a deployment of another image in between, which is none of ours', true],
  ])('puts the size before back, with %s', async (_, hasCommit) => {
    const aws = await kiosk();
    await runOn(aws, '2026-10-05');
    await runOn(aws, '2026-10-06');
    // At most 640 x 1.02 x 1.01 = 659 MiB, and flat: 1024 hold it.
    expect(liveOf(aws)).toEqual({ taskCpu: '256', taskMemory: '1024' });
    deploy(aws, '2026-10-06T10:00:00Z', 'kiosk/web:r-101');
    await runOn(aws, '2026-10-07');
    if (hasCommit) deploy(aws, '2026-10-07T15:00:00Z', 'kiosk/web:r-102');
    const seen = await runOn(aws, '2026-10-08');
    expect(seen.alerts.map(({ code }) => code)).toContain('Breach');
    expect(seen.publication).toMatchObject({ kind: 'written', cause: 'restore' });
    expect(liveOf(aws)).toEqual(LARGE);
    await runOn(aws, '2026-10-09');
    expect(liveOf(aws)).toEqual(LARGE);
  });
});
