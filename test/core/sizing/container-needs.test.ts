import { describe, expect, it } from 'vitest';
import { type ContainerNeedsInput, containerNeeds } from '../../../core/sizing/container-needs.ts';
import { container, flat, NO_DATA, usage } from '../../support/builders.ts';

function needs(fields: Partial<ContainerNeedsInput> = {}): readonly (readonly [string, number, string])[] {
  const input: ContainerNeedsInput = {
    resource: 'memory',
    containers: [container('web', { memoryMiB: 300 }), container('log', { memoryMiB: 100 })],
    usage: {},
    taskNeeded: 800,
    policy: { peakStatistic: 'max', headroomPercent: 25 },
    minimumPoints: 12,
    ...fields,
  };
  return containerNeeds(input).map(({ container: name, needed, source }) => [name, needed, source]);
}

describe('containerNeeds', () => {
  it('splits the need of the task as the containers declare: 300 of 400 = 600, 100 of 400 = 200', () => {
    expect(needs()).toEqual([
      ['web', 600, 'DeclaredShare'],
      ['log', 200, 'DeclaredShare'],
    ]);
  });

  it('counts with the reservation where there is one: 100 of 200, so 400 each', () => {
    const containers = [
      container('web', { memoryMiB: 300, memoryReservationMiB: 100 }),
      container('log', { memoryMiB: 100 }),
    ];
    expect(needs({ containers }).map(([, needed]) => needed)).toEqual([400, 400]);
  });

  it('splits CPU by declared CPU: 128 of 512 = 200, 384 of 512 = 600', () => {
    const containers = [container('web', { cpuUnits: 128 }), container('log', { cpuUnits: 384 })];
    expect(needs({ containers, resource: 'cpu' }).map(([, needed]) => needed)).toEqual([200, 600]);
  });

  it('gives nothing to a container that declares nothing beside one that does', () => {
    expect(needs({ containers: [container('web', { memoryMiB: 300 }), container('log')] })).toEqual([
      ['web', 800, 'DeclaredShare'],
      ['log', 0, 'DeclaredShare'],
    ]);
  });

  it('splits evenly when nobody declares anything, and never gives more than the task needs: floor(800 / 3) = 266', () => {
    const containers = ['a', 'b', 'c'].map((name) => container(name));
    expect(needs({ containers }).map(([, needed]) => needed)).toEqual([266, 266, 266]);
    expect(needs({ containers, resource: 'cpu' }).map(([, needed]) => needed)).toEqual([266, 266, 266]);
  });

  it('reads the own metrics of a container where there are enough: 200 × 1.25 = 250', () => {
    expect(needs({ usage: { web: flat(200) } })[0]).toEqual(['web', 250, 'ContainerInsights']);
  });

  it.each([
    ['too few points', usage([200, 200])],
    ['only gaps', NO_DATA],
  ])('falls back to the declared share with %s', (_, series) => {
    expect(needs({ usage: { web: series } })[0]).toEqual(['web', 600, 'DeclaredShare']);
  });

  it('gives at least the memory that was seen, in however few points: 3300 × 1.25 = 4125', () => {
    expect(needs({ usage: { web: usage([3300, 12]) } })).toEqual([
      ['web', 4125, 'ContainerInsights'],
      ['log', 200, 'DeclaredShare'],
    ]);
    // CPU is shared: what a container lacks for a minute kills nothing.
    const containers = [container('web', { cpuUnits: 128 }), container('log', { cpuUnits: 384 })];
    expect(needs({ containers, resource: 'cpu', usage: { web: usage([3300]) } })[0]?.[1]).toBe(200);
  });

  it('never takes memory below 100 MiB, or what is declared where that is less, whatever was used', () => {
    const small = { cpu: flat(1), memory: flat(10) };
    const containers = [container('web', { memoryMiB: 300 }), container('log', { memoryMiB: 64 })];
    const measured = { web: small.memory, log: small.memory };
    expect(needs({ containers, usage: measured }).map(([, needed]) => needed)).toEqual([100, 64]);
    expect(needs({ containers, usage: { web: small.cpu }, resource: 'cpu' })[0]?.[1]).toBe(2);
  });

  it('falls back even where no point is asked for and there is none', () => {
    expect(needs({ usage: { web: NO_DATA }, minimumPoints: 0 })[0]).toEqual(['web', 600, 'DeclaredShare']);
  });

  it('is not fooled by a container that is called like a property of objects', () => {
    expect(needs({ containers: [container('constructor', { memoryMiB: 1 })] })).toEqual([
      ['constructor', 800, 'DeclaredShare'],
    ]);
  });
});
