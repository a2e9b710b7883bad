import { describe, expect, it } from 'vitest';
import { filledTimeline, seenSizeOf, seenTimeline } from '../../../core/usage/seen-size.ts';
import { percentWorth, type SizeTimeline } from '../../../core/usage/size-timeline.ts';
import { service, size } from '../../support/builders.ts';

const ALWAYS = Number.NEGATIVE_INFINITY;
const FOREVER = Number.POSITIVE_INFINITY;
/** Ten points of a second, so that times are seconds × 1000. */
const WINDOW = { startTime: 0, endTime: 10_000, periodSeconds: 1 };
const GAP = Number.NaN;
const [SMALL, MIDDLE, LARGE] = [size(256, 512), size(512, 1024), size(1024, 2048)];

const running = (taskSize = LARGE, registeredAt?: number) =>
  service({ taskSize, ...(registeredAt !== undefined && { registeredAt }) });
/** CPU worth × 100 at each point: the size in force, NaN where there is none. */
const sizes = (timeline: SizeTimeline) => [...percentWorth(timeline, WINDOW).cpu].map((worth) => worth * 100);

describe('what was seen to run', () => {
  it('is the size that runs, without a time at first sight', () => {
    expect(seenSizeOf(undefined, running(), 5000)).toEqual(LARGE);
    expect(seenSizeOf({ ...LARGE, since: 1 }, running(), 5000)).toEqual({ ...LARGE, since: 1 });
  });

  it('is another size since the look that finds it, after the former one until the other was registered', () => {
    expect(seenSizeOf(SMALL, running(LARGE, 4000), 5000)).toEqual({
      ...LARGE,
      since: 5000,
      before: [{ ...SMALL, until: 4000 }],
    });
  });

  it('forgets a former size of which nobody knows how long it ran', () => {
    expect(seenSizeOf(SMALL, running(), 5000)).toEqual({ ...LARGE, since: 5000 });
    expect(seenSizeOf({ ...SMALL, since: 4500 }, running(LARGE, 4000), 5000)).toEqual({ ...LARGE, since: 5000 });
  });

  it('is four former sizes at most, newest first', () => {
    let seen = seenSizeOf(undefined, running(SMALL), 0);
    for (let day = 1; day <= 6; day += 1) {
      seen = seenSizeOf(seen, running(day % 2 === 0 ? SMALL : MIDDLE, day * 10 - 1), day * 10);
    }
    expect(seen.since).toBe(60);
    expect(seen.before?.map(({ until }) => until)).toEqual([59, 49, 39, 29]);
  });
});

describe('seenTimeline', () => {
  it('knows each size for as long as it ran for sure', () => {
    const timeline = seenTimeline({
      ...LARGE,
      since: 7000,
      before: [
        { ...MIDDLE, since: 3000, until: 6000 },
        { ...SMALL, until: 2000 },
      ],
    });
    expect(sizes(timeline)).toEqual([256, 256, GAP, 512, 512, 512, GAP, 1024, 1024, 1024]);
    expect(timeline.source).toBe('CurrentSize');
  });

  it('takes the size that was seen first to have run always', () => {
    expect(seenTimeline(LARGE).spans).toEqual([{ startTime: ALWAYS, taskSize: LARGE }]);
    expect(seenTimeline(LARGE)).not.toHaveProperty('unknown');
  });
});

describe('filledTimeline', () => {
  const known = (fields: Partial<SizeTimeline>): SizeTimeline => ({
    source: 'Deployments',
    spans: [{ startTime: ALWAYS, taskSize: MIDDLE }],
    mixed: [],
    deployedAt: [],
    ...fields,
  });
  const both = ['cpu', 'memory'] as const;

  it('is the timeline itself, where nothing is unknown', () => {
    const whole = known({});
    expect(filledTimeline(whole, seenTimeline(LARGE), WINDOW)).toBe(whole);
  });

  it('takes what the other knows before the first span, and nothing before the window', () => {
    const late = known({ spans: [{ startTime: 4000, taskSize: MIDDLE }] });
    const filled = filledTimeline(late, seenTimeline(SMALL), WINDOW);
    expect(filled.spans).toEqual([
      { startTime: 0, taskSize: SMALL },
      { startTime: 4000, taskSize: MIDDLE },
    ]);
    expect(filled.unknown).toEqual([]);
  });

  it('takes what the other knows of an unknown stretch, with what is mixed in it, and leaves the rest unknown', () => {
    const holed = known({
      spans: [
        { startTime: ALWAYS, taskSize: MIDDLE },
        { startTime: 8000, taskSize: MIDDLE },
      ],
      unknown: [{ startTime: 2000, endTime: 8000 }],
    });
    const other = known({
      spans: [
        { startTime: 1000, taskSize: SMALL },
        { startTime: 5000, taskSize: LARGE },
      ],
      mixed: [
        { startTime: 4000, endTime: 5000, resources: both },
        { startTime: 0, endTime: 1000, resources: both },
      ],
      unknown: [{ startTime: 6000, endTime: FOREVER }],
    });
    const filled = filledTimeline(holed, other, WINDOW);
    expect(sizes(filled)).toEqual([512, 512, 256, 256, GAP, 1024, GAP, GAP, 512, 512]);
    expect(filled.unknown).toEqual([{ startTime: 6000, endTime: 8000 }]);
  });

  it('stays as it is where the other knows nothing either', () => {
    const nothing = known({ spans: [] });
    expect(sizes(filledTimeline(nothing, nothing, WINDOW))).toEqual(Array(10).fill(GAP));
  });
});
