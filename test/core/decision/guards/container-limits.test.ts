import { describe, expect, it } from 'vitest';
import type { TaskSize } from '../../../../core/model/task-size.ts';
import {
  AGREED,
  type Case,
  codes,
  container,
  containerUsage,
  DAY_POLICY,
  decided,
  flat,
  inputOf,
  OPEN_GATE,
  parameterKeys,
  size,
} from '../../../support/builders.ts';

const POLICY = { ...DAY_POLICY, changeGate: { ...OPEN_GATE, agreementDays: 7 } };

/** A task whose containers declare `connect` and `sidecar` MiB, need so much with 25 % headroom; the sidecar 100. */
function scene(taskSize: TaskSize, [connect, sidecar]: readonly [number, number], needs: number): Case {
  const containers = [
    container('connect', { cpuUnits: taskSize.cpuUnits, memoryMiB: connect }),
    container('instantclient', { essential: false, memoryMiB: sidecar }),
  ];
  const usage = { connect: containerUsage(690, needs / 1.25), instantclient: containerUsage(1, 40) };
  const evidence = { cpu: flat(700), memory: flat((needs + 100) / 1.25), containers: usage };
  return { target: { policy: POLICY }, service: { taskSize, containers }, evidence, change: {} };
}

const applicableOf = (given: Case) => decided(inputOf(given)).applicable;

describe('limits of containers', () => {
  it('fall by no more than the headroom beside a growth of their task', () => {
    // connect needs 2500 of 1024: 3072. The sidecar keeps 512 / 1.25 = 410 of 512; 162 are left, 2500 : 512.
    const { sizes, holds } = applicableOf(scene(size(1024, 2048), [1024, 512], 2500));
    expect(sizes).toEqual({
      task: size(1024, 3072),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 2635 }, instantclient: { memoryMiB: 437 } },
    });
    expect(holds).toEqual([]);
  });

  it('make the task larger where they do not fit, and it is said what they wait for', () => {
    // 3000 + 100 fit into 4096, 3000 + 2048 / 1.25 = 4639 do not.
    const { sizes, holds } = applicableOf(scene(size(1024, 4096), [2048, 2048], 3000));
    expect(sizes.task).toEqual(size(1024, 5120));
    expect(sizes.containers.instantclient?.memoryMiB).toBeGreaterThanOrEqual(1639);
    expect(holds).toEqual([
      { code: 'LimitsKept', size: size(1024, 5120), target: size(1024, 4096), since: '2026-11-22' },
    ]);
  });

  it('are kept while the decrease of their task waits, and fall with it', () => {
    // 4600 + 100 fit into 5120; while 6144 wait, the sidecar keeps 1639, and 4600 + 1639 ask for 7168.
    const given = scene(size(1024, 6144), [4096, 2048], 4600);
    const waiting = applicableOf(given);
    expect([waiting.sizes.task, codes(waiting.holds)]).toEqual([size(1024, 7168), ['WaitsForAgreement']]);
    const { sizes } = applicableOf({ ...given, change: { agreement: AGREED } });
    // 420 are left, 4600 : 2048, and the last unit is the first's.
    expect(sizes).toEqual({
      task: size(1024, 5120),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 4891 }, instantclient: { memoryMiB: 229 } },
    });
  });

  it('make nothing larger while all that there is holds what was found', () => {
    // A sidecar without limit uses 1600: its 2000 beside 4096 / 1.25 = 3277 and 2000 / 1.25 = 1600 would ask for 7168.
    const { service, evidence, ...given } = scene(size(1024, 6144), [4096, 2000], 1000);
    const containers = [...(service?.containers ?? []), container('agent', { essential: false })];
    const usage = { ...evidence?.containers, agent: containerUsage(1, 1600) };
    const { sizes, holds } = applicableOf({
      ...given,
      service: { ...service, containers },
      evidence: { ...evidence, memory: flat(3100 / 1.25), containers: usage },
    });
    expect(sizes).toEqual({
      task: size(1024, 6144),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 4096 }, instantclient: { memoryMiB: 2000 } },
    });
    expect(codes(holds)).toEqual(['WaitsForAgreement']);
  });

  it('are no reservations: these kill nothing', () => {
    // connect needs 2500 of 2000: beside the sidecar's 100 that fits into 4096, beside 2000 / 1.25 = 1600 it does not.
    const { service, ...given } = scene(size(1024, 4096), [2000, 2000], 2500);
    const containers = service?.containers?.map(({ memoryMiB, ...each }) => ({
      ...each,
      ...(memoryMiB !== undefined && { memoryMiB: 4096, memoryReservationMiB: memoryMiB }),
    }));
    const parameters = parameterKeys({
      connect: { memoryReservation: 'connectReservation' },
      instantclient: { memoryReservation: 'sidecarReservation' },
    });
    const { sizes } = applicableOf({
      ...given,
      target: { policy: POLICY, parameters },
      service: { ...service, ...(containers && { containers }) },
    });
    expect(sizes.task).toEqual(size(1024, 4096));
    expect(sizes.containers.connect?.memoryReservationMiB).toBeGreaterThanOrEqual(2500);
  });

  it('are seen by the person who is asked', () => {
    const given = scene(size(1024, 4096), [2048, 2048], 3000);
    const { proposal } = applicableOf({ ...given, target: { policy: POLICY, mode: 'propose' } });
    // 996 are left, 3000 : 2048.
    expect(proposal.containers).toEqual({
      connect: { cpuUnits: 1024, memoryMiB: 3592 },
      instantclient: { memoryMiB: 504 },
    });
  });

  it('yield to the maximum of the task', () => {
    const given = scene(size(1024, 4096), [2048, 2048], 3000);
    const most = { policy: POLICY, maximumTaskSize: { memoryMiB: 4096 } };
    const { sizes, holds } = applicableOf({ ...given, target: most });
    expect([sizes.task, codes(holds)]).toEqual([size(1024, 4096), []]);
  });
});
