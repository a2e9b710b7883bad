import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leftOutNow, parseMemory, renderMemory } from '../../../core/fleet/fleet-memory.ts';
import { FleetTooWideError, lanesOf, MOST_BATCHES } from '../../../core/fleet/lanes.ts';
import { target } from '../../support/builders.ts';
import { always, alwaysOfFewer } from '../../support/properties.ts';

const ROLE = 'arn:aws:iam::111111111111:role/sizes';
const HOME = { home: { accountId: '999999999999', region: 'us-east-1' }, leftOut: [] };

function stages(service: string, names: readonly string[], place: { roleArn?: string; region?: string } = {}) {
  return names.map((stage) => target({ id: `${service}/${stage}`, service, stage, ...place }));
}

describe('lanes', () => {
  it('are accounts and regions: those of the recommender for targets that name none, by whatever role', () => {
    const targets = [
      ...stages('a', ['p']),
      ...stages('b', ['p'], { region: 'us-east-1' }),
      ...stages('c', ['p'], { roleArn: ROLE }),
      ...stages('d', ['p'], { roleArn: ROLE, region: 'eu-west-1' }),
      ...stages('e', ['p'], { roleArn: 'arn:aws:iam::999999999999:role/sizes' }),
    ];
    expect(lanesOf(targets, HOME)).toEqual([
      { name: '999999999999 us-east-1', batches: [['a/p', 'b/p', 'e/p']] },
      { name: '111111111111 us-east-1', batches: [['c/p']] },
      { name: '111111111111 eu-west-1', batches: [['d/p']] },
    ]);
  });

  it('have batches of whole services, full as far as the next one fits', () => {
    const targets = ['a', 'b', 'c'].flatMap((service) => stages(service, ['p', 'm']));
    expect(lanesOf(targets, { ...HOME, batchTargets: 5 })[0]?.batches).toEqual([
      ['a/p', 'a/m', 'b/p', 'b/m'],
      ['c/p', 'c/m'],
    ]);
    expect(lanesOf(targets, { ...HOME, batchTargets: 1 })[0]?.batches).toHaveLength(3);
  });

  it('cut a service that has more stages than one worker answers', () => {
    const names = Array.from({ length: 310 }, (_, index) => `s${index}`);
    const [lane] = lanesOf([...stages('wide', names), ...stages('next', ['p'])], HOME);
    expect(lane?.batches.map(({ length }) => length)).toEqual([150, 150, 11]);
    expect(lane?.batches.flat()).toEqual([...names.map((name) => `wide/${name}`), 'next/p']);
  });

  it('begin with what was left out longest, and so do the services in them', () => {
    const targets = [
      ...stages('a', ['p']),
      ...['b', 'c', 'd'].flatMap((service) => stages(service, ['p'], { roleArn: ROLE })),
    ];
    const leftOut = ['d/p', 'gone/p', 'c/p'];
    const lanes = lanesOf(targets, { ...HOME, leftOut, batchTargets: 1 });
    expect(lanes.map(({ name }) => name)).toEqual(['111111111111 us-east-1', '999999999999 us-east-1']);
    expect(lanes[0]?.batches).toEqual([['d/p'], ['c/p'], ['b/p']]);
  });

  it('begin a service with the stages that were left out, and cut it behind them', () => {
    const names = Array.from({ length: 160 }, (_, index) => `s${index}`);
    const [lane] = lanesOf(stages('wide', names), { ...HOME, leftOut: ['wide/s159', 'wide/s7'] });
    expect(lane?.batches[0]?.slice(0, 3)).toEqual(['wide/s159', 'wide/s7', 'wide/s8']);
    expect(lane?.batches.map(({ length }) => length)).toEqual([150, 10]);
  });

  it('leave nobody out again before everybody else had a turn, whatever a day answers and the memory has room for', () => {
    const name = fc.integer({ min: 1, max: 60 }).map((length) => 'x'.repeat(length));
    alwaysOfFewer(
      name,
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 20, max: 200 }),
      (service, count, daily) => {
        const names = Array.from({ length: count }, (_, index) => `s${index}`);
        const targets = stages(service, names);
        const answered = new Set<string>();
        let memory = parseMemory(undefined);
        for (let day = 0; day < Math.ceil(count / daily); day += 1) {
          const ids = lanesOf(targets, { ...HOME, ...memory }).flatMap(({ batches }) => batches.flat());
          for (const id of ids.slice(0, daily)) answered.add(id);
          memory = parseMemory(renderMemory({ leftOut: leftOutNow(ids.slice(daily), memory.leftOut) }));
        }
        expect(answered.size).toBe(count);
      },
    );
  });

  it('have larger batches where there would be more than an execution takes', () => {
    const targets = Array.from({ length: MOST_BATCHES + 1 }, (_, index) => stages(`s${index}`, ['p'])).flat();
    const [lane] = lanesOf(targets, { ...HOME, batchTargets: 1 });
    expect(lane?.batches).toHaveLength(251);
    expect(lane?.batches[0]).toEqual(['s0/p', 's1/p']);
  });

  it('are refused where there are more of them than batches may be', () => {
    const wide = Array.from({ length: MOST_BATCHES + 1 }, (_, index) =>
      stages(`s${index}`, ['p'], { region: `r${index}` }),
    );
    expect(() => lanesOf(wide.flat(), HOME)).toThrow(FleetTooWideError);
    expect(() => lanesOf(wide.flat(), HOME)).toThrow(/501 accounts and regions; one execution takes 500/);
  });

  it('have every target once, all stages of a service of a lane in one batch, and never too many batches', () => {
    const place = fc.record({
      service: fc.integer({ min: 0, max: 40 }),
      stage: fc.integer({ min: 0, max: 4 }),
      region: fc.constantFrom('us-east-1', 'eu-west-1'),
    });
    const key = ({ service, stage }: { service: number; stage: number }) => `${service}/${stage}`;
    always(
      fc.uniqueArray(place, { selector: key, maxLength: 120 }),
      fc.integer({ min: 1, max: 9 }),
      (places, batchTargets) => {
        const targets = places.flatMap(({ service, stage, region }) => stages(`${service}`, [`${stage}`], { region }));
        const lanes = lanesOf(targets, { ...HOME, batchTargets });
        const batches = lanes.flatMap(({ name, batches }) => batches.map((ids) => [name, ids] as const));
        expect(batches.flatMap(([, ids]) => ids).toSorted()).toEqual(targets.map(({ id }) => id).toSorted());
        const homes = batches.flatMap(([name, ids]) => [...new Set(ids.map((id) => `${name} ${id.split('/')[0]}`))]);
        expect(new Set(homes).size).toBe(homes.length);
        expect(batches.length).toBeLessThanOrEqual(MOST_BATCHES);
        expect(lanesOf(targets, { ...HOME, batchTargets })).toEqual(lanes);
      },
    );
  });
});
