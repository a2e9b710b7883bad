import { describe, expect, it } from 'vitest';
import { mergedSizes, runningSizes } from '../../../core/sizing/running-sizes.ts';
import { CONNECTOR_KEYS, container, parameterKeys, service, size } from '../../support/builders.ts';

describe('runningSizes', () => {
  it('is what the task definition declares, for the numbers that are published', () => {
    expect(runningSizes(service(), CONNECTOR_KEYS)).toEqual({
      task: size(2048, 6144),
      containers: { connect: { cpuUnits: 2048, memoryMiB: 4096 }, instantclient: { memoryMiB: 2048 } },
    });
  });

  it('has nothing of containers without a key', () => {
    expect(runningSizes(service(), parameterKeys())).toEqual({ task: size(2048, 6144), containers: {} });
  });

  it('gives a number that is published and not declared a share of what is left: 6144 - 2048 = 4096', () => {
    const containers = [container('connect'), container('instantclient', { memoryMiB: 2048 })];
    expect(runningSizes(service({ containers }), CONNECTOR_KEYS).containers).toEqual({
      connect: { cpuUnits: 2048, memoryMiB: 4096 },
      instantclient: { memoryMiB: 2048 },
    });
  });

  it('knows reservations', () => {
    const keys = parameterKeys({
      soft: { memory: 'a', memoryReservation: 'b' },
      half: { memory: 'c', memoryReservation: 'd' },
    });
    const containers = [
      container('soft', { memoryMiB: 2000, memoryReservationMiB: 1000 }),
      // 6144 - 1000 = 5144 are left, and the reservation must be below the limit of 3000.
      container('half', { memoryMiB: 3000 }),
    ];
    expect(runningSizes(service({ containers }), keys).containers).toEqual({
      soft: { memoryMiB: 2000, memoryReservationMiB: 1000 },
      half: { memoryMiB: 3000, memoryReservationMiB: 2999 },
    });
  });
});

describe('mergedSizes', () => {
  const live = { task: size(2048, 6144), containers: { connect: { cpuUnits: 1024, memoryMiB: 4000 } } };

  it('adds the running numbers that the document lacks', () => {
    expect(mergedSizes(live, service(), CONNECTOR_KEYS)?.containers).toEqual({
      connect: { cpuUnits: 1024, memoryMiB: 4000 },
      instantclient: { memoryMiB: 2048 },
    });
  });

  it('keeps containers that do not run yet', () => {
    // 4096 + 2048 of those that run, and 64.
    const seeded = { task: size(2048, 7168), containers: { added: { memoryMiB: 64 } } };
    expect(mergedSizes(seeded, service(), parameterKeys())).toEqual(seeded);
  });

  it('is nothing, when the running numbers do not fit into the document', () => {
    const small = { task: size(1024, 4096), containers: { connect: { cpuUnits: 1024, memoryMiB: 4096 } } };
    expect(mergedSizes(small, service(), CONNECTOR_KEYS)).toBeUndefined();
  });
});
