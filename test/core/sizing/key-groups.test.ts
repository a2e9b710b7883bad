import { describe, expect, it } from 'vitest';
import { boundByKey, isFixed, partKey } from '../../../core/sizing/key-groups.ts';
import { container, parameterKeys } from '../../support/builders.ts';

const web = container('web', { cpuUnits: 100, memoryMiB: 512 });
const bare = container('web');

describe('partKey', () => {
  it.each([
    ['nothing', {}, undefined, undefined],
    ['CPU and the limit', { cpu: 'c', memory: 'm' }, 'c', 'm'],
    ['the reservation before the limit', { memory: 'm', memoryReservation: 's' }, undefined, 's'],
  ])('is the key of what is sized: %s', (_, keys, cpu, memory) => {
    const parameters = parameterKeys({ web: keys });
    expect([partKey(web, 'cpuUnits', parameters), partKey(web, 'memoryMiB', parameters)]).toEqual([cpu, memory]);
  });

  it('is none for a container that is called like a property of objects', () => {
    expect(partKey(container('constructor'), 'cpuUnits', parameterKeys())).toBeUndefined();
  });
});

describe('isFixed', () => {
  it('is what is declared and has no key', () => {
    const keys = parameterKeys({ web: { memoryReservation: 's' } });
    expect([isFixed(web, 'cpuUnits', keys), isFixed(web, 'memoryMiB', keys)]).toEqual([true, false]);
    expect([isFixed(bare, 'cpuUnits', parameterKeys()), isFixed(bare, 'memoryMiB', parameterKeys())]).toEqual([
      false,
      false,
    ]);
    expect(isFixed(web, 'memoryMiB', parameterKeys())).toBe(true);
  });
});

describe('boundByKey', () => {
  const containers = ['a', 'b', 'c'].map((name) => container(name));

  it('gives the containers that share a key the largest of their bounds', () => {
    const keys = parameterKeys({ a: { cpu: 'x', memory: 'm' }, b: { cpu: 'x', memory: 'm' }, c: { memory: 'n' } });
    const bound = { a: { memoryMiB: 300, cpuUnits: 10 }, b: { memoryMiB: 100, cpuUnits: 20 }, c: { memoryMiB: 5 } };
    expect(boundByKey(bound, containers, keys)).toEqual({
      a: { memoryMiB: 300, cpuUnits: 20 },
      b: { memoryMiB: 300, cpuUnits: 20 },
      c: { memoryMiB: 5 },
    });
  });

  it('gives a limit what a reservation needs that shares its key, and leaves the rest alone', () => {
    const keys = parameterKeys({ a: { memory: 'y', memoryReservation: 'x' }, b: { memory: 'x' }, c: { memory: 'z' } });
    expect(boundByKey({ a: { memoryMiB: 300 } }, containers, keys)).toEqual({
      a: { memoryMiB: 300 },
      b: { memoryMiB: 300 },
      c: {},
    });
  });

  it('drops containers that are not there', () => {
    expect(boundByKey({ gone: { memoryMiB: 300 } }, [], parameterKeys())).toEqual({});
  });
});
