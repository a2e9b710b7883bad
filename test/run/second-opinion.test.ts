import { describe, expect, it } from 'vitest';
import type { Target } from '../../core/configuration/configuration.ts';
import type { TaskSize } from '../../core/model/task-size.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { DAY_POLICY, OPEN_GATE, service, size } from '../support/builders.ts';
import { configurationOf, fakeWorld, stageTarget } from '../support/fake-ports.ts';
import { NOT_ENROLLED, SERVICE_ARN, taking } from '../support/opinions.ts';

const POLICY = { ...DAY_POLICY, changeGate: OPEN_GATE };
const shown = stageTarget('production', { policy: POLICY });
const required = stageTarget('production', { policy: { ...POLICY, secondOpinion: 'required' } });
const LIVE = '/rightsizer/connector/production';

/** A day in which a fifth of 2048 / 6144 is used, and what a second run writes after the way back was written. */
async function twoRuns(target: Target, answer = NOT_ENROLLED) {
  const world = fakeWorld();
  world.home.services.answers.set(target.id, service({ serviceArn: SERVICE_ARN }));
  world.home.opinions.answer = () => answer;
  const configuration = {
    ...configurationOf(target),
    sources: { ...configurationOf(target).sources, computeOptimizer: true },
  };
  const run = async (day: number) => {
    const request = { time: Date.UTC(2026, 10, day, 6), dryRun: false };
    const { report } = await runRightsizer({
      configuration,
      request,
      ports: world,
      signal: new AbortController().signal,
    });
    return report.targets[0];
  };
  await run(21);
  const report = await run(22);
  const live = JSON.parse(world.home.documents.text(LIVE) ?? '{}');
  return { world, report, live: size(Number(live.taskCpu), Number(live.taskMemory)) };
}

describe('a run with a second opinion', () => {
  it('asks once about the service, and reports what it heard beside what it found', async () => {
    const { world, report, live } = await twoRuns(shown, taking(size(4096, 8192)));
    expect(world.calls.filter((call) => call.startsWith('opinions'))).toEqual(
      Array.from({ length: 2 }, () => `opinions ${SERVICE_ARN}`),
    );
    expect(report?.secondOpinion).toMatchObject({ kind: 'differs', task: size(4096, 8192) });
    expect([report?.evidence?.verdict.kind, live]).toEqual(['act', report?.recommended?.task]);
  });

  it.each<[string, TaskSize | undefined, 'act' | 'advise']>([
    ['as small', size(256, 512), 'act'],
    ['larger', size(2048, 6144), 'advise'],
    ['missing', undefined, 'advise'],
  ])(
    'shrinks under a policy that requires it only where it is not missing and not larger: %s',
    async (_, task, kind) => {
      const { report, live } = await twoRuns(required, task === undefined ? NOT_ENROLLED : taking(task));
      expect(report?.evidence?.verdict.kind).toBe(kind);
      expect(live).toEqual(kind === 'act' ? report?.recommended?.task : size(2048, 6144));
      expect(report?.recommended?.task.cpuUnits).toBeLessThan(2048);
    },
  );
});
