import { describe, expect, it } from 'vitest';
import { keepResource } from '../../../core/decision/found.ts';
import { CONNECTOR_CONTAINERS, container, parameterKeys, size } from '../../support/builders.ts';

const keys = parameterKeys();
const sizes = { task: size(1024, 4096), containers: { connect: { memoryMiB: 4000 }, seeded: { cpuUnits: 64 } } };

describe('keeping what sizes give of a resource', () => {
  it('is the task and every container: as the sizes say, else as declared, else nothing', () => {
    const containers = [...CONNECTOR_CONTAINERS, container('bare')];
    expect(keepResource('memory', { sizes, containers, keys, reasons: [] })).toEqual({
      kind: 'atLeast',
      memoryMiB: 4096,
      containers: {
        connect: { memoryMiB: 4000 },
        instantclient: { memoryMiB: 2048 },
        bare: { memoryMiB: 0 },
        seeded: { memoryMiB: 0 },
      },
      reasons: [],
    });
  });

  it('counts a reservation rather than the limit beside it, and says why', () => {
    const containers = [container('web', { memoryMiB: 900, memoryReservationMiB: 300, cpuUnits: 128 })];
    const reasons = [{ code: 'NeverShrink', resource: 'cpu', amount: 1024 }] as const;
    const keep = { sizes: { task: size(1024, 4096), containers: {} }, containers, keys, reasons };
    expect(keepResource('memory', keep)).toMatchObject({ containers: { web: { memoryMiB: 300 } } });
    expect(keepResource('cpu', keep)).toEqual({
      kind: 'atLeast',
      cpuUnits: 1024,
      containers: { web: { cpuUnits: 128 } },
      reasons,
    });
  });

  it('asks nothing of its own for a container that has all of the task, under one key', () => {
    const keep = { sizes, containers: [container('connect'), container('bare')], reasons: [] };
    const whole = parameterKeys({ connect: { memory: parameterKeys().task.memory } });
    expect(keepResource('memory', { ...keep, keys: whole })).toMatchObject({ memoryMiB: 4096 });
    expect(keepResource('memory', { ...keep, keys: whole }).containers).not.toHaveProperty('connect');
    expect(keepResource('cpu', { ...keep, keys: whole }).containers).toHaveProperty('connect');
  });
});
