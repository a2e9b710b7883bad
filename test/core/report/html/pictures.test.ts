import { describe, expect, it } from 'vitest';
import { recommend } from '../../../../core/decision/recommend.ts';
import { alternativesOf, neighborPairs } from '../../../../core/report/html/alternatives.ts';
import { distributionPicture } from '../../../../core/report/html/distribution-picture.ts';
import { usagePicture } from '../../../../core/report/html/usage-picture.ts';
import { validPairs } from '../../../../core/sizing/fargate-grid.ts';
import { toUsage } from '../../../../core/usage/usage.ts';
import { type Case, context, DAY, flat, inputOf, NO_DATA, size, usage, WINDOWS } from '../../../support/builders.ts';

const HOUR = 3_600_000;

function seen(fields: Case = {}) {
  const input = inputOf(fields);
  return { evidence: input.evidence, recommendation: recommend(input), policy: input.target.policy };
}

describe('usagePicture', () => {
  const timeline = {
    source: 'Deployments' as const,
    spans: [
      { startTime: Number.NEGATIVE_INFINITY, taskSize: size(4096, 8192) },
      { startTime: DAY.startTime - HOUR, taskSize: size(1024, 2048) },
      { startTime: DAY.startTime + 6 * HOUR, taskSize: size(2048, 6144) },
      { startTime: DAY.endTime + HOUR, taskSize: size(256, 512) },
    ],
    mixed: [],
    deployedAt: [DAY.startTime - HOUR, DAY.startTime + 6 * HOUR, DAY.endTime],
  };
  const known = context({
    timeline,
    starts: { ...context().starts, times: [DAY.startTime - 1, DAY.startTime + 6 * HOUR] },
    kills: [{ container: 'connect', limitMiB: 4096, at: DAY.startTime + HOUR, floorMiB: 5120 }],
  });

  it('steps through the sizes in force inside the window and marks what happened in it', () => {
    const { evidence, recommendation } = seen({ evidence: { context: known } });
    const cpu = usagePicture(evidence, recommendation, 'cpu');
    expect(cpu?.sizes).toEqual([
      [DAY.startTime, 1024],
      [DAY.startTime + 6 * HOUR, 2048],
      [DAY.endTime, 2048],
    ]);
    expect(cpu).toMatchObject({
      deployments: [DAY.startTime + 6 * HOUR],
      starts: [DAY.startTime + 6 * HOUR],
      kills: [],
    });
    const memory = usagePicture(evidence, recommendation, 'memory');
    expect(memory?.kills).toEqual([{ at: DAY.startTime + HOUR, amount: 4096, container: 'connect' }]);
    expect(memory?.description).toContain('1 task start, 1 container killed for memory;');
    expect(cpu?.description).toBe(
      'From 2026-11-21 to 2026-11-22: average 700, highest 700 CPU units; size in force 1024, then 2048; recommended 1024; 1 deployment, 1 task start; 0 stretches left out, 0 stretches at the limit.',
    );
  });

  it('shades what was left out and where CPU stood at its limit', () => {
    const leftOut = Uint8Array.from({ length: 24 }, (_, hour) => (hour < 3 ? 1 : 0));
    const percent = Float64Array.from({ length: 24 }, (_, hour) => (hour === 10 ? 99.5 : 40));
    const { evidence, recommendation } = seen({
      evidence: { cpu: toUsage({ maximum: percent }, 20.48, leftOut), context: context() },
    });
    const picture = usagePicture(evidence, recommendation, 'cpu');
    expect(picture?.leftOut).toEqual([{ startTime: DAY.startTime, endTime: DAY.startTime + 3 * HOUR }]);
    expect(picture?.censored).toEqual([{ startTime: DAY.startTime + 10 * HOUR, endTime: DAY.startTime + 11 * HOUR }]);
    expect(picture?.description).toContain('1 stretch left out, 1 stretch at the limit');
  });

  it('says what it does not know: no recommendation, no size, no data, no measure', () => {
    const unknown = context({ timeline: { ...timeline, spans: [], deployedAt: [] } });
    const { evidence, recommendation } = seen({ evidence: { cpu: NO_DATA, memory: NO_DATA, context: unknown } });
    const picture = usagePicture(evidence, recommendation, 'cpu');
    expect(recommendation.kind).toBe('skipped');
    expect(picture?.recommended).toBeUndefined();
    expect(picture?.description).toContain('average 0, highest 0 CPU units; size in force unknown; 0 deployments');
    const { memory: _, ...withoutMemory } = evidence;
    expect(usagePicture(withoutMemory, recommendation, 'memory')).toBeUndefined();
  });

  it('takes the running size for the size in force where nothing else is known', () => {
    const { evidence, recommendation } = seen();
    expect(usagePicture(evidence, recommendation, 'memory')?.sizes).toEqual([
      [DAY.startTime, 6144],
      [DAY.endTime, 6144],
    ]);
  });
});

describe('distributionPicture', () => {
  it('shares the points out and marks statistic, need and recommendation', () => {
    const points = Array.from({ length: 24 }, (_, hour) => (hour < 18 ? 0 : 1000));
    const picture = distributionPicture(seen({ evidence: { cpu: usage(points) } }), 'cpu');
    // p99.5 of 24 points is the highest, 1000; with 25 % headroom 1250; the row that holds it is 2048.
    expect(picture?.marks).toEqual([
      { label: 'p99.5', amount: 1000 },
      { label: 'needed', amount: 1250 },
      { label: 'recommended', amount: 2048 },
    ]);
    expect(picture?.bins.filter(({ sharePercent }) => sharePercent > 0).map((bin) => bin.sharePercent)).toEqual([
      75, 25,
    ]);
    // 2048 / 48 = 42.67 a bin: 1000 is in the bin that begins at 23 × 42.67.
    expect(picture?.bins.findLastIndex(({ sharePercent }) => sharePercent > 0)).toBe(23);
    expect(distributionPicture(seen(), 'memory')?.marks[0]).toEqual({ label: 'highest', amount: 3000 });
  });

  it('leaves points that are not there out', () => {
    const points = Array.from({ length: 24 }, (_, hour) => (hour < 4 ? null : 500));
    const picture = distributionPicture(seen({ evidence: { cpu: usage(points) } }), 'cpu');
    expect(picture?.bins.map(({ sharePercent }) => sharePercent).filter((share) => share > 0)).toEqual([100]);
  });

  it('marks only the statistic where nothing was decided, and is absent without data or measure', () => {
    const few = usage(Array.from({ length: 24 }, (_, hour) => (hour < 4 ? 500 : null)));
    const skipped = seen({ evidence: { cpu: few, memory: NO_DATA } });
    expect(skipped.recommendation.kind).toBe('skipped');
    expect(distributionPicture(skipped, 'cpu')?.marks).toEqual([{ label: 'p99.5', amount: 500 }]);
    expect(distributionPicture(skipped, 'memory')).toBeUndefined();
  });
});

describe('alternatives', () => {
  it.each([
    [size(1024, 4096), [size(512, 4096), size(1024, 3072), size(1024, 5120), size(2048, 4096)]],
    [size(256, 512), [size(256, 1024), size(512, 1024)]],
    [size(32768, 249856), [size(16384, 122880), size(32768, 122880)]],
  ])('steps once in each direction from %o', (task, expected) => {
    expect(neighborPairs(task, validPairs('LINUX'))).toEqual(expected);
  });

  it('prices each size and counts the points of each week above it', () => {
    const week = 7 * 24;
    const points = Array.from({ length: 3 * week }, (_, hour) => (hour === 5 ? 1500 : hour < week ? 600 : 300));
    const cpu = usage(points.map((value, hour) => (hour < 2 * week ? value : null)));
    const { evidence } = seen({ evidence: { cpu } });
    const { memory: _, ...withoutMemory } = evidence;
    const found = alternativesOf(withoutMemory, size(1024, 4096));
    expect(found.map(({ task }) => task.cpuUnits)).toEqual([512, 1024, 1024, 1024, 2048, 2048]);
    expect(found[0]).toEqual({
      task: size(512, 4096),
      isRunning: false,
      isRecommended: false,
      // 730 × (0.5 × 0.04048 + 4 × 0.004445) = 27.75
      usdPerMonth: 27.75,
      weeks: { cpu: [168, 0, null] },
    });
    expect(found[2]).toMatchObject({ isRecommended: true, weeks: { cpu: [1, 0, null] } });
    expect(found[5]).toMatchObject({ task: size(2048, 6144), isRunning: true, weeks: { cpu: [0, 0, null] } });
  });

  it('shows no money where no price is confirmed', () => {
    const { evidence } = seen({ service: { platform: WINDOWS }, evidence: { cpu: flat(1) } });
    expect(alternativesOf(evidence, size(2048, 6144)).some((each) => 'usdPerMonth' in each)).toBe(false);
  });
});
