import { describe, expect, it } from 'vitest';
import { recommend } from '../../../../core/decision/recommend.ts';
import { riskOf } from '../../../../core/decision/views.ts';
import { dayText } from '../../../../core/model/time.ts';
import { oneTaskPricing } from '../../../../core/money/tariff.ts';
import { alternativesOf } from '../../../../core/report/html/alternatives.ts';
import { distributionPicture } from '../../../../core/report/html/distribution-picture.ts';
import { usagePicture } from '../../../../core/report/html/usage-picture.ts';
import { toUsage } from '../../../../core/usage/usage.ts';
import { type Case, context, DAY, inputOf, NO_DATA, size, usage, WINDOWS } from '../../../support/builders.ts';

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
    starts: { ...context().starts, times: [DAY.startTime - 1, DAY.startTime + 6 * HOUR, DAY.startTime + 7 * HOUR] },
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
      starts: [DAY.startTime + 6 * HOUR, DAY.startTime + 7 * HOUR],
      kills: [],
    });
    const memory = usagePicture(evidence, recommendation, 'memory');
    expect(memory?.kills).toEqual([{ at: DAY.startTime + HOUR, amount: 4096, container: 'connect' }]);
    expect(memory?.description).toContain('2 task starts, 1 container killed for memory.');
    expect(cpu?.description).toBe(
      'From 2026-11-21 to 2026-11-22: average 700, highest 700 CPU units; size in force 1024, then 2048; recommended 1024; 1 deployment, 2 task starts.',
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
    expect(picture?.description).toContain('average 0, highest 0 CPU units; size in force unknown.');
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

  it('marks the floor that decides, with its cause', () => {
    const floored = seen({ target: { minimumTaskSize: { cpuUnits: 4096, memoryMiB: 8192 } } });
    expect(distributionPicture(floored, 'cpu')?.marks).toContainEqual({
      label: expect.stringMatching(/^floor \(.+\)$/),
      amount: 4096,
    });
  });

  it('marks only the statistic where nothing was decided, and is absent without data or measure', () => {
    const few = usage(Array.from({ length: 24 }, (_, hour) => (hour < 4 ? 500 : null)));
    const skipped = seen({ evidence: { cpu: few, memory: NO_DATA } });
    expect(skipped.recommendation.kind).toBe('skipped');
    expect(distributionPicture(skipped, 'cpu')?.marks).toEqual([{ label: 'p99.5', amount: 500 }]);
    expect(distributionPicture(skipped, 'memory')).toBeUndefined();
  });
});

describe('alternativesOf', () => {
  const WEEK = 7 * 24;
  const weeks = (count: number) => ({ ...DAY, startTime: DAY.endTime - count * WEEK * HOUR, periodSeconds: 3600 });

  function compared(fields: Case) {
    const { evidence, recommendation } = seen(fields);
    if (recommendation.kind === 'skipped') throw new Error('nothing was decided');
    return { evidence, recommendation, found: alternativesOf(evidence, recommendation) };
  }

  it('shows the sizes that the risk names, and the running one, with its price and its numbers', () => {
    // Three weeks of hours: 600 in the first, then 300; at 05:00 of the first day 700.
    const points = Array.from({ length: 3 * WEEK }, (_, hour) => (hour === 5 ? 700 : hour < WEEK ? 600 : 300));
    const cpu = usage(points);
    const memory = usage(points.map(() => 3000));
    const window = weeks(3);
    const pricing = oneTaskPricing(inputOf({}).evidence.service);
    const { evidence, found, recommendation } = compared({ evidence: { window, cpu, memory, pricing } });
    const named = riskOf(evidence, recommendation).alternatives ?? [];
    expect(named.length).toBeGreaterThan(3);
    for (const { kind, task, usdPerMonth, cpu: seenCpu, memory: seenMemory } of named) {
      const same = found.sizes.find(
        (each) => each.task.cpuUnits === task.cpuUnits && each.task.memoryMiB === task.memoryMiB,
      );
      expect(same).toMatchObject({ kind, usdPerMonth, cpu: seenCpu, memory: seenMemory });
    }
    expect(found.sizes.filter(({ isRunning }) => isRunning)).toMatchObject([
      { kind: 'running', task: size(2048, 6144) },
    ]);
    expect(found.sizes.map(({ task }) => task.cpuUnits)).toEqual([512, 1024, 1024, 1024, 2048, 2048]);
    expect(found.weekStarts).toEqual([0, 1, 2].map((week) => window.startTime + week * WEEK * HOUR));
    expect(found.periodMinutes).toBe(60);
    // 730 × (0.5 × 0.04048 + 4 × 0.004445) = 27.75.
    expect(found.sizes[0]?.task).toEqual(size(512, 4096));
    expect(found.sizes[0]?.usdPerMonth).toBe(27.75);
    // 168 hours of the first week are above 512, one of them above 600.
    expect(found.sizes[0]).toMatchObject({
      kind: 'lessCpu',
      weeks: [
        { cpu: 168, memory: 0 },
        { cpu: 0, memory: 0 },
        { cpu: 0, memory: 0 },
      ],
    });
  });

  it('leaves weeks and resources without a point out', () => {
    const points = Array.from({ length: 3 * WEEK }, (_, hour) => (hour < WEEK ? null : 300));
    const memory = usage(points.map((value, hour) => (hour < 2 * WEEK ? null : value)));
    const { found } = compared({ evidence: { window: weeks(3), cpu: usage(points), memory } });
    expect(found.weekStarts).toHaveLength(2);
    const recommended = found.sizes.find(({ kind }) => kind === 'recommended');
    expect(recommended?.weeks).toEqual([{ cpu: 0 }, { cpu: 0, memory: 0 }]);
    const { evidence, recommendation } = compared({});
    const { memory: _, ...withoutMemory } = evidence;
    expect(alternativesOf(withoutMemory, recommendation).sizes[0]?.weeks).toEqual([{ cpu: 0 }]);
  });

  it('compares the recommended size with the running one where there are not two weeks to tell apart', () => {
    const { found } = compared({});
    expect(found.sizes.map(({ kind }) => kind)).toEqual(['recommended', 'running']);
  });

  it('shows the running size once where it is what is recommended', () => {
    const { recommendation } = compared({});
    const { found } = compared({ service: { taskSize: recommendation.sizes.task } });
    expect(found.sizes).toMatchObject([{ kind: 'recommended', isRunning: true }]);
  });

  it('shows no money where no price is known', () => {
    const pricing = oneTaskPricing(inputOf({ service: { platform: WINDOWS } }).evidence.service);
    const { found } = compared({ service: { platform: WINDOWS }, evidence: { pricing } });
    expect(found.sizes.some((each) => 'usdPerMonth' in each)).toBe(false);
  });
});

describe('dayText', () => {
  it.each([
    ['2026-11-03T23:59:00Z', 'Nov 3'],
    ['2026-01-31T00:00:00Z', 'Jan 31'],
  ])('names the day of %s in UTC', (time, expected) => {
    expect(dayText(Date.parse(time))).toBe(expected);
  });
});
