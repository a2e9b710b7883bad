import { describe, expect, test } from 'vitest';
import type { ScenarioService } from '../../local/scenario.ts';
import { configuration, configured, documentAt, FIRST, roomy, runHere, SECOND, startAws } from './world.ts';

const fleet = configuration({ api: configured('api') });

/** 300 MiB of a reservation of 128 in a task of 2048: ECS says 234 %. */
function soft(overrides: Partial<ScenarioService> = {}): ScenarioService {
  const service = roomy('api', { memoryDenominator: 'softLimits', ...overrides });
  return { ...service, containers: service.containers.map((each) => ({ ...each, memoryReservation: 128 })) };
}

async function secondRun(service: ScenarioService) {
  const aws = await startAws({ services: [service] });
  await runHere(aws, fleet, FIRST);
  const { report } = await runHere(aws, fleet, SECOND);
  return { aws, target: report.targets[0] };
}

describe('percentages of what containers reserve, above 100', () => {
  test('size no memory and are told, where nothing measures the containers', async () => {
    const { aws, target } = await secondRun(soft({ containerInsights: 'disabled' }));
    expect(target?.outcome).not.toBe('failed');
    expect(target?.alerts.map(({ code }) => code)).toContain('MemoryAboveSize');
    expect(target?.alerts.map(({ text }) => text).join()).toContain('such as the memoryReservation of app');
    expect(documentAt(aws, 'api/production')?.sizes).toMatchObject({ taskMemory: '2048' });
  });

  test('do not matter where Container Insights measures the containers', async () => {
    const { aws, target } = await secondRun(soft());
    expect(target?.alerts.map(({ code }) => code)).toEqual([]);
    // 300 MiB with 25 % are 375.
    expect(documentAt(aws, 'api/production')?.sizes).toMatchObject({ taskCpu: '256', taskMemory: '512' });
  });
});
