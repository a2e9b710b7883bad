import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment, Revision } from '../../../core/model/service.ts';
import type { Window } from '../../../core/model/time.ts';
import { seenTimeline } from '../../../core/usage/seen-size.ts';
import { currentSizeTimeline, percentWorth, reservedTimeline, timelineOf } from '../../../core/usage/size-timeline.ts';
import { size } from '../../support/builders.ts';
import { alwaysOfFewer } from '../../support/properties.ts';

const ALWAYS = Number.NEGATIVE_INFINITY;
const FOREVER = Number.POSITIVE_INFINITY;
/** Ten points of a second, so that times are seconds × 1000. */
const WINDOW: Window = { startTime: 0, endTime: 10_000, periodSeconds: 1 };
const NOW = size(512, 1024);

const revision = (cpuUnits: number, image = 'a'): Revision => ({
  taskDefinitionArn: `arn:${cpuUnits}`,
  taskSize: size(cpuUnits, 2 * cpuUnits),
  images: { web: image },
});
const deployment = (startedAt: number, cpuUnits: number, fields: Partial<Deployment> = {}): Deployment => ({
  startedAt,
  finishedAt: startedAt + 500,
  outcome: 'successful',
  revision: revision(cpuUnits),
  ...fields,
});
const span = (startTime: number, cpuUnits: number) => ({
  startTime,
  taskSize: size(cpuUnits, 2 * cpuUnits),
  images: { web: 'a' },
});
/** CPU worth × 100 at each point: the size in force, NaN where there is none. */
const sizes = (timeline: Parameters<typeof percentWorth>[0]) =>
  [...percentWorth(timeline, WINDOW).cpu].map((worth) => worth * 100);
const GAP = Number.NaN;
const BOTH = ['cpu', 'memory'] as const;

describe('timelineOf', () => {
  it('is the current size all the time without a deployment', () => {
    expect(timelineOf([], NOW)).toEqual({
      source: 'Deployments',
      spans: [{ startTime: ALWAYS, taskSize: NOW }],
      mixed: [],
      deployedAt: [],
    });
  });

  it('is the size before and the size after one deployment', () => {
    expect(timelineOf([deployment(3000, 512, { before: revision(1024) })], NOW)).toEqual({
      source: 'Deployments',
      spans: [span(ALWAYS, 1024), span(3000, 512)],
      mixed: [{ startTime: 3000, endTime: 3500, resources: BOTH }],
      deployedAt: [3000],
    });
  });

  it('is unknown before the first deployment, when nobody says what ran', () => {
    expect(timelineOf([deployment(3000, 512)], NOW).spans).toEqual([span(3000, 512)]);
  });

  it('ends where it began, when a deployment was rolled back', () => {
    const back = deployment(3000, 256, { outcome: 'rolledBack', before: revision(1024) });
    const { spans, mixed } = timelineOf([back], NOW);
    expect(spans).toEqual([span(ALWAYS, 1024)]);
    expect(mixed).toHaveLength(1);
  });

  it('is mixed to the end, while a deployment is in progress', () => {
    const { finishedAt: _, ...running } = deployment(6000, 256, { outcome: 'inProgress', before: revision(1024) });
    const timeline = timelineOf([running], NOW);
    expect(timeline.spans).toEqual([span(ALWAYS, 1024)]);
    expect(timeline.mixed).toEqual([{ startTime: 6000, endTime: FOREVER, resources: BOTH }]);
    expect(sizes(timeline)).toEqual([1024, 1024, 1024, 1024, 1024, 1024, GAP, GAP, GAP, GAP]);
  });

  it('is not mixed between equal sizes, however long the deployment takes', () => {
    const { finishedAt: _, ...open } = deployment(3000, 512, { outcome: 'inProgress', before: revision(512, 'b') });
    expect(sizes(timelineOf([open], NOW))).toEqual(Array(10).fill(512));
    expect(timelineOf([deployment(3000, 512, { before: revision(512) })], NOW).mixed).toEqual([]);
  });

  it('is mixed only in the resource that changes', () => {
    const before: Revision = { ...revision(512), taskSize: size(512, 2048) };
    const worth = percentWorth(timelineOf([deployment(3000, 512, { before })], NOW), WINDOW);
    expect([...worth.cpu.subarray(2, 5)]).toEqual([5.12, 5.12, 5.12]);
    expect([...worth.memory.subarray(2, 5)]).toEqual([20.48, GAP, 10.24]);
    expect(worth).toMatchObject({ mixedPoints: 1, unknownPoints: 0 });
  });

  it('is mixed where what ran before is another size than the deployment before it left', () => {
    const second = deployment(6000, 512, { before: revision(2048) });
    expect(timelineOf([deployment(1000, 512, { before: revision(512) }), second], NOW).mixed).toHaveLength(1);
  });

  it('knows three resizes: points 1, 4 and 7 are mixed', () => {
    const three = [deployment(1000, 512, { before: revision(256) }), deployment(4000, 2048), deployment(7000, 1024)];
    expect(sizes(timelineOf(three, NOW))).toEqual([256, GAP, 512, 512, GAP, 2048, 2048, GAP, 1024, 1024]);
  });

  it('does not depend on the order of the deployments, also of those that began together', () => {
    const { finishedAt: _, ...open } = deployment(5000, 4096, { outcome: 'inProgress' });
    const all = [
      deployment(1000, 512, { before: revision(256) }),
      deployment(4000, 2048),
      deployment(4000, 1024),
      deployment(4000, 8192, { finishedAt: 4700 }),
      deployment(5000, 256),
      open,
    ];
    alwaysOfFewer(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(timelineOf(shuffled, NOW)).toEqual(timelineOf(all, NOW));
    });
  });

  it('takes the one that ended last for the size that stayed', () => {
    const both = [deployment(4000, 2048, { finishedAt: 4900 }), deployment(4000, 1024)];
    expect(timelineOf(both, NOW).spans.map(({ taskSize }) => taskSize.cpuUnits)).toEqual([1024, 2048]);
  });
});

describe('a deployment that cannot be read any more', () => {
  const gone = (startedAt: number, outcome: Deployment['outcome'] = 'successful') => ({
    startedAt,
    ...(outcome !== 'inProgress' && { finishedAt: startedAt + 500 }),
    outcome,
    detail: 'gone',
  });

  it('makes the size unknown until the next one that can: points 3 and 4, and 5 in which both ran', () => {
    const all = [deployment(1000, 512, { before: revision(512) }), deployment(5000, 1024)];
    const timeline = timelineOf(all, NOW, [gone(3000)]);
    expect(timeline.unknown).toEqual([{ startTime: 3000, endTime: 5000 }]);
    expect(sizes(timeline)).toEqual([512, 512, 512, GAP, GAP, GAP, 1024, 1024, 1024, 1024]);
    expect(percentWorth(timeline, WINDOW)).toMatchObject({ unknownPoints: 2, mixedPoints: 1 });
  });

  it('leaves everything unknown after it, where no other follows, and before it, where it is the first', () => {
    expect(sizes(timelineOf([], NOW, [gone(3000), gone(4000)]))).toEqual(Array(10).fill(GAP));
    const last = timelineOf([deployment(1000, 512, { before: revision(512) })], NOW, [gone(3000)]);
    expect(last.unknown).toEqual([{ startTime: 3000, endTime: FOREVER }]);
  });

  it('left the size of before, where it was rolled back: only its own points are mixed', () => {
    const first = deployment(1000, 512, { before: revision(512) });
    const back = timelineOf([first], NOW, [gone(3000, 'rolledBack')]);
    expect(sizes(back)).toEqual([512, 512, 512, GAP, 512, 512, 512, 512, 512, 512]);
    expect(timelineOf([first], NOW, [gone(3000, 'inProgress')]).mixed).toEqual([
      { startTime: 3000, endTime: FOREVER, resources: BOTH },
    ]);
  });

  it('does not depend on the order of those that began together', () => {
    const both = [gone(3000), { ...gone(3000), detail: 'another' }];
    expect(timelineOf([], NOW, both)).toEqual(timelineOf([], NOW, [...both].reverse()));
  });
});

describe('currentSizeTimeline', () => {
  it('is the current size, and says that it is no more than that', () => {
    expect(currentSizeTimeline(NOW)).toEqual({
      source: 'CurrentSize',
      spans: [{ startTime: ALWAYS, taskSize: NOW }],
      mixed: [],
      deployedAt: [],
    });
  });
});

describe('a size that was seen to come', () => {
  it('is unknown before: 1 % of its CPU from the third point on, which begins at 600', () => {
    const { cpu, unknownPoints } = percentWorth(seenTimeline({ ...NOW, since: 600 }), {
      startTime: 0,
      endTime: 1200,
      periodSeconds: 0.3,
    });
    expect([...cpu]).toEqual([Number.NaN, Number.NaN, NOW.cpuUnits / 100, NOW.cpuUnits / 100]);
    expect(unknownPoints).toBe(2);
  });
});

describe('reservedTimeline', () => {
  const reserved = (cpu: readonly number[]) => {
    const values = Float64Array.from(cpu);
    return reservedTimeline({ cpu: values, memory: values.map((value) => value * 2) }, WINDOW);
  };

  it('has a span for each run of equal sizes, and both points of a change are mixed', () => {
    const timeline = reserved([512, 512.2, 512, 1024, 1024, 1024, 1024, 256, 256, 256]);
    expect(timeline.source).toBe('ContainerInsights');
    expect(timeline.spans).toEqual([
      { startTime: ALWAYS, taskSize: size(512, 1024) },
      { startTime: 3000, taskSize: size(1024, 2048) },
      { startTime: 7000, taskSize: size(256, 512) },
    ]);
    expect(timeline.deployedAt).toEqual([3000, 7000]);
    expect(sizes(timeline)).toEqual([512, 512, GAP, GAP, 1024, 1024, GAP, GAP, 256, 256]);
  });

  it('reads through gaps and zeros: the first size is that of the beginning', () => {
    expect(sizes(reserved([GAP, 0, 512, GAP, 512, 512, GAP, 512, 512, 512]))).toEqual(Array(10).fill(512));
  });

  it('sees a resize of memory alone', () => {
    const cpu = new Float64Array(4).fill(512);
    const { spans } = reservedTimeline({ cpu, memory: Float64Array.of(1024, 1024, 2048, 2048) }, WINDOW);
    expect(spans.map(({ taskSize }) => taskSize.memoryMiB)).toEqual([1024, 2048]);
  });

  it('knows nothing without a point, or without memory', () => {
    expect(reserved([GAP, GAP]).spans).toEqual([]);
    expect(reservedTimeline({ cpu: Float64Array.of(512), memory: Float64Array.of() }, WINDOW).spans).toEqual([]);
  });
});

describe('percentWorth', () => {
  it('is a hundredth of the size: 512 / 100 and 1024 / 100', () => {
    const worth = percentWorth(currentSizeTimeline(NOW), { ...WINDOW, endTime: 2000 });
    expect(worth).toEqual({
      cpu: Float64Array.of(5.12, 5.12),
      memory: Float64Array.of(10.24, 10.24),
      mixedPoints: 0,
      unknownPoints: 0,
    });
  });

  it('leaves out a point whole, when it touches a mixed stretch', () => {
    const mixed = [
      { startTime: 1999, endTime: 2000, resources: BOTH },
      { startTime: 4000, endTime: 4001, resources: BOTH },
      { startTime: 5500, endTime: 6500, resources: BOTH },
    ];
    const worth = percentWorth({ ...currentSizeTimeline(NOW), mixed }, WINDOW);
    expect([...worth.cpu].map(Number.isNaN)).toEqual([0, 1, 0, 0, 1, 1, 1, 0, 0, 0].map((flag) => flag === 1));
    expect(worth).toMatchObject({ mixedPoints: 4, unknownPoints: 0 });
  });

  it('is unknown before the first size that is known', () => {
    const worth = percentWorth(timelineOf([deployment(2000, 512)], NOW), WINDOW);
    // Two points before, and one in which the deployment ran.
    expect(worth).toMatchObject({ unknownPoints: 2, mixedPoints: 1 });
    expect([...worth.memory].map((value) => value * 100)).toEqual([GAP, GAP, GAP, ...Array(7).fill(1024)]);
  });
});
