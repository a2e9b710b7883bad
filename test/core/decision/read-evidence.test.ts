import { describe, expect, it } from 'vitest';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import { type RawEvidence, readEvidence } from '../../../core/decision/read-evidence.ts';
import { averagePoints, peakPoints, usageOf } from '../../../core/usage/usage.ts';
import { container, service, size } from '../../support/builders.ts';
import {
  bothOf,
  DAY_MILLISECONDS,
  days,
  deployed,
  pointsOf,
  ranBefore,
  rawEvidence,
} from '../../support/raw-evidence.ts';

const WINDOW = days(2);
const START = WINDOW.startTime;
const HOUR = 3_600_000;
const GAP = Number.NaN;

type Fields = NonNullable<Parameters<typeof rawEvidence>[0]>;

function read(fields: Fields = {}) {
  return readEvidence(rawEvidence({ window: WINDOW, ...fields }));
}

function contextOf(fields: Fields = {}): EvidenceContext {
  const { context } = read(fields);
  if (context === undefined) throw new Error('no context');
  return context;
}

const known = (...deployments: Extract<RawEvidence['history'], { kind: 'known' }>['deployments'][number][]) =>
  ({ kind: 'known', deployments }) as const;
const unavailable = { kind: 'unavailable', detail: 'CODE_DEPLOY' } as const;
const reserved = (cpu: number) => ({ cpu: pointsOf(WINDOW, () => cpu), memory: pointsOf(WINDOW, () => 2 * cpu) });

describe('what percent is read as', () => {
  it('is the current size without a deployment: 10 % of 2048 and 50 % of 6144', () => {
    const { cpu, memory, context } = read();
    expect([peakPoints(cpu)[0], memory && averagePoints(memory)[0]]).toEqual([204.7998046875, 3072]);
    expect(context).toMatchObject({ resizes: 0, mixedPoints: 0, unknownPoints: 0, killsKnown: true, kills: [] });
    expect(context?.timeline.source).toBe('Deployments');
    expect(context).toHaveProperty('daysSinceDeployment', undefined);
  });

  it('is the size of its time: 10 % of 1024 before, 10 % of 2048 after', () => {
    const deployment = deployed(START + 10 * HOUR, size(2048, 6144), { before: ranBefore(size(1024, 6144)) });
    const { cpu, context } = read({ history: known(deployment) });
    // The 120th point is the deployment's: two revisions, and a start, for which a quarter of an hour is left out.
    expect([...peakPoints(cpu).subarray(118, 124)]).toEqual([
      102.400390625,
      102.400390625,
      GAP,
      GAP,
      GAP,
      204.7998046875,
    ]);
    // 48 - 10 hours = 1.58 days.
    expect(context).toMatchObject({ resizes: 1, mixedPoints: 1, daysSinceDeployment: 1.6 });
  });

  it('counts only resizes, and only those in the window', () => {
    const history = known(
      deployed(START - 5 * HOUR, size(512, 1024), { before: ranBefore(size(256, 1024)) }),
      deployed(START + 5 * HOUR, size(512, 1024)),
      deployed(START + 10 * HOUR, size(512, 2048)),
      deployed(START + 15 * HOUR, size(1024, 2048)),
      deployed(WINDOW.endTime + HOUR, size(256, 512)),
    );
    expect(contextOf({ history }).resizes).toBe(2);
  });

  it('is unknown before the first deployment, where nobody says what ran', () => {
    const history = known(deployed(START + 10 * HOUR, size(2048, 6144)));
    expect(contextOf({ history })).toMatchObject({ unknownPoints: 120, mixedPoints: 1 });
  });

  it('is measured by Container Insights, where the deployments do not reach back or are not known', () => {
    const late = known(deployed(START + 10 * HOUR, size(2048, 6144)));
    for (const history of [late, unavailable]) {
      const { timeline, unknownPoints } = contextOf({ history, metrics: { reserved: reserved(512) } });
      expect([timeline.source, unknownPoints]).toEqual(['ContainerInsights', 0]);
      expect(timeline.spans).toMatchObject([{ taskSize: size(512, 1024) }]);
    }
  });

  it('is known by the deployments, where they reach back, whatever is measured', () => {
    const early = known(deployed(START - HOUR, size(2048, 6144)));
    expect(contextOf({ history: early, metrics: { reserved: reserved(512) } }).timeline.source).toBe('Deployments');
  });

  it('is what the deployments say, when Container Insights has no point', () => {
    const late = known(deployed(START + 10 * HOUR, size(2048, 6144)));
    const context = contextOf({ history: late, metrics: { reserved: reserved(GAP) } });
    expect([context.timeline.source, context.unknownPoints]).toEqual(['Deployments', 120]);
  });

  it('is the current size, when nobody knows', () => {
    expect(contextOf({ history: unavailable }).timeline.source).toBe('CurrentSize');
    const empty = contextOf({ history: unavailable, metrics: { reserved: reserved(GAP) } });
    expect(empty.timeline.source).toBe('CurrentSize');
  });
});

describe('starts', () => {
  const boot = pointsOf(WINDOW, (index) => (index === 120 || index === 121 ? 100 : 10));

  it('are kept out of CPU, of the task and of its containers, and not out of memory', () => {
    const pending = pointsOf(WINDOW, (index) => (index === 120 ? 1 : 0));
    const own = bothOf(pointsOf(WINDOW, () => 7));
    const running = pointsOf(WINDOW, (index) => (index === 120 ? 0 : 1));
    const { cpu, memory, containers, context } = read({
      metrics: { cpu: bothOf(boot), pending, running, containers: { connect: { cpu: own, memory: own } } },
    });
    expect([...peakPoints(cpu).subarray(119, 124)]).toEqual([204.7998046875, GAP, GAP, GAP, 204.7998046875]);
    expect([...(containers.connect?.cpu.maximum?.subarray(119, 124) ?? [])]).toEqual([7, GAP, GAP, GAP, 7]);
    expect(containers.connect?.memory.leftOutPoints).toBe(0);
    expect([cpu.censoredPoints, cpu.leftOutPoints, memory?.leftOutPoints]).toEqual([0, 3, 0]);
    expect(context?.starts).toMatchObject({ bootMinutes: 10, bootCpuUnits: 2048, peakPercent: 100, maskedPoints: 3 });
  });

  it('are where Container Insights saw another size, when nobody knows the deployments', () => {
    const sizes = pointsOf(WINDOW, (index) => (index < 120 ? 512 : 1024));
    const metrics = { reserved: { cpu: sizes, memory: sizes } };
    const { times } = contextOf({ history: unavailable, metrics }).starts;
    expect(times).toEqual([WINDOW.startTime + 120 * WINDOW.periodSeconds * 1000]);
  });

  it('are read from the averages, where there are no maxima, and from nothing without either', () => {
    const pending = pointsOf(WINDOW, (index) => (index === 120 ? 1 : 0));
    const running = pointsOf(WINDOW, (index) => (index === 120 ? 0 : 1));
    expect(contextOf({ metrics: { cpu: { average: boot }, pending, running } }).starts.bootMinutes).toBe(10);
    expect(contextOf({ metrics: { cpu: {} } }).starts.times).toEqual([]);
  });
});

describe('kills', () => {
  const killedAtMiB = { connect: pointsOf(WINDOW, (index) => (index === 60 ? 2048 : GAP)) };
  const running = service({ containers: [container('connect', { image: 'b' })] });
  const revision = (image: string) => ({ ...ranBefore(size(2048, 6144)), images: { connect: image } });

  it('count, when the image is not known to have changed', () => {
    expect(contextOf({ metrics: { killedAtMiB } }).kills).toMatchObject([{ container: 'connect', floorMiB: 2560 }]);
    const same = deployed(START + 10 * HOUR, size(2048, 6144), { before: revision('b'), revision: revision('b') });
    const context = contextOf({ service: running, history: known(same), metrics: { killedAtMiB } });
    expect(context.kills).toHaveLength(1);
  });

  it('count, though the image changed after them: a new tag is no proof that the cause is gone', () => {
    // The kill was in the sixth hour, the image came in the eleventh, and nobody saw the new one run for three days.
    const changed = deployed(START + 10 * HOUR, size(2048, 6144), { before: revision('a'), revision: revision('b') });
    const fields = { service: running, metrics: { killedAtMiB } };
    expect(contextOf({ ...fields, history: known(changed) }).kills).toHaveLength(1);
  });

  it('count, while the new image is still being rolled out', () => {
    const { finishedAt: _, ...rolling } = deployed(START + 10 * HOUR, size(2048, 6144), { before: revision('a') });
    const history = known({ ...rolling, outcome: 'inProgress', revision: revision('b') });
    expect(contextOf({ service: running, history, metrics: { killedAtMiB } }).kills).toHaveLength(1);
  });

  it('are known for two days after the recorder was last seen', () => {
    const seen = (killsRecordedAt: number) => contextOf({ metrics: { killsRecordedAt } }).killsKnown;
    const { endTime } = WINDOW;
    expect([seen(endTime - 2 * DAY_MILLISECONDS), seen(endTime - 2 * DAY_MILLISECONDS - 1)]).toEqual([true, false]);
    const { killsRecordedAt: _, ...metrics } = rawEvidence({ window: WINDOW }).metrics;
    expect(readEvidence({ ...rawEvidence({ window: WINDOW }), metrics }).context?.killsKnown).toBe(false);
  });
});

describe('memory that climbs', () => {
  it('is found between deployments: 100 MiB a day, every 7 days: 500 + 7 × 100 = 1200', () => {
    const window = days(28);
    const climbing = pointsOf(window, (index) => (100 * (500 + 100 * ((index / 288) % 7))) / 6144);
    const at = (day: number) =>
      deployed(window.startTime + day * DAY_MILLISECONDS, size(2048, 6144), { before: ranBefore(size(2048, 6144)) });
    const { context } = readEvidence(
      rawEvidence({ window, history: known(at(7), at(14), at(21)), metrics: { memory: bothOf(climbing) } }),
    );
    expect(context?.growth?.slopeMiBPerDay).toBeCloseTo(100, 1);
    expect(context?.growth?.neededMiB).toBeCloseTo(1200, 0);
  });
});

it('says which size ECS took back, where it did', () => {
  const taken = deployed(START + 10 * HOUR, size(512, 1024), { outcome: 'rolledBack' });
  expect(contextOf({ history: known(taken) }).rolledBack).toEqual({ at: START + 10 * HOUR, taskSize: size(512, 1024) });
  expect(contextOf({ history: known() })).toHaveProperty('rolledBack', undefined);
});

describe('money', () => {
  const settings = { discountPercent: 0, regions: {} };

  it('is read with the tasks that Container Insights counted', () => {
    const running = pointsOf(WINDOW, (index) => (index % 2 === 0 ? 1 : 2));
    const { pricing, context } = read({ metrics: { running }, money: { settings } });
    expect(context?.counts).toEqual({ tasks: running, from: 'RunningTaskCount' });
    // 10 % of 2048 units, in one task and in two.
    expect([...(context?.load?.demand ?? [])].slice(0, 2)).toEqual([204.8, 409.6]);
    expect(pricing).toMatchObject({ kind: 'priced', tariff: { tasks: { mean: 1.5, from: 'RunningTaskCount' } } });
  });

  it('is read with the tasks that the samples of CPU tell, without Container Insights: 15 in five minutes are 3', () => {
    const samples = pointsOf(WINDOW, () => 15);
    const { pricing, context } = read({ metrics: { samples }, money: { settings } });
    expect(context?.load?.demand[0]).toBeCloseTo(3 * 204.8);
    expect(pricing).toMatchObject({ tariff: { tasks: { mean: 3, from: 'SampleCount' } } });
  });

  it('has no total of CPU without averages', () => {
    const samples = pointsOf(WINDOW, () => 15);
    const maximum = pointsOf(WINDOW, () => 10);
    expect(contextOf({ metrics: { samples, cpu: { maximum } } })).toHaveProperty('load', undefined);
  });

  it('is not there where nobody asks for it', () => {
    expect(read()).not.toHaveProperty('pricing');
  });

  it('comes from the Price List where that has answered', () => {
    const linuxX86 = { perVcpuUsd: 1, perGbUsd: 0.1 };
    const answer = { kind: 'known', prices: { linuxX86 }, asOf: '2026-11-20' } as const;
    expect(read({ money: { settings, answer } }).pricing).toMatchObject({
      kind: 'priced',
      tariff: { prices: linuxX86, source: { kind: 'PriceList', asOf: '2026-11-20' } },
    });
  });
});

describe('a task definition that was deleted', () => {
  // 95 % of 2048 MiB until a day ago, when the task grew to 4096: the same use is 47.5 % of that.
  const resizedAt = START + 24 * HOUR;
  const memory = bothOf(pointsOf(WINDOW, (index) => (index < 288 ? 95 : 47.5)));
  const gone = { startedAt: START - HOUR, finishedAt: START, outcome: 'successful' as const, detail: 'It is gone.' };
  const history = { kind: 'known' as const, deployments: [deployed(resizedAt, size(2048, 4096))], unreadable: [gone] };
  const grown = { service: service({ taskSize: size(2048, 4096) }), history };
  const highest = (fields: Fields) => {
    const { memory: series } = read({ ...grown, ...fields, metrics: { memory, ...fields.metrics } });
    return Math.max(...(series ? peakPoints(series) : []).filter((value) => !Number.isNaN(value)));
  };

  it('leaves out its own stretch, which is not read with the size that runs now', () => {
    expect(highest({})).toBe(1945.599609375);
    expect(contextOf(grown)).toMatchObject({ unknownPoints: 288, mixedPoints: 1, sizesUnreadable: ['It is gone.'] });
  });

  it('is made up for by what Container Insights saw reserved, or by what was seen to run', () => {
    const cpu = pointsOf(WINDOW, () => 2048);
    const measured = { reserved: { cpu, memory: pointsOf(WINDOW, (index) => (index < 288 ? 2048 : 4096)) } };
    expect(contextOf({ ...grown, metrics: measured })).toMatchObject({ unknownPoints: 0 });
    expect(contextOf({ ...grown, metrics: measured })).toHaveProperty('sizesUnreadable', undefined);
    expect(highest({ metrics: measured })).toBe(1945.599609375);
    const seenSize = {
      ...size(2048, 4096),
      since: resizedAt,
      before: [{ ...size(2048, 2048), until: resizedAt - 60_000 }],
    };
    // Nobody knows of the minute between the registration and the deployment.
    expect(contextOf({ ...grown, seenSize }).unknownPoints).toBe(1);
    expect(highest({ seenSize })).toBe(1945.599609375);
    expect(contextOf({ ...grown, seenSize: size(2048, 4096) }).unknownPoints).toBe(288);
  });

  it('is filled from Container Insights where it lies between two that can be read', () => {
    const first = deployed(START - 2 * HOUR, size(2048, 4096));
    const between = { ...gone, startedAt: START + 10 * HOUR };
    const holed = { kind: 'known' as const, deployments: [first, ...history.deployments], unreadable: [between] };
    expect(contextOf({ ...grown, history: holed }).unknownPoints).toBe(168);
    expect(contextOf({ ...grown, history: holed, metrics: { reserved: reserved(2048) } }).unknownPoints).toBe(0);
  });
});

describe('a recorder of memory kills', () => {
  it('does not speak for the time before it', () => {
    const killsRecordedSince = START + 24 * HOUR;
    expect(contextOf({ metrics: { killsRecordedSince } }).killsUnknownUntil).toBe(killsRecordedSince);
    expect(contextOf()).toHaveProperty('killsUnknownUntil', undefined);
  });
});

describe('memory beside the containers', () => {
  // 50 % of 6144 are 3072.
  const own = (memoryMiB: number) => ({
    cpu: bothOf(pointsOf(WINDOW, () => 7)),
    memory: bothOf(pointsOf(WINDOW, () => memoryMiB)),
  });

  it('is what all of them do not account for: 3072 - 2400 - 500', () => {
    const containers = { connect: own(2400), instantclient: own(500) };
    expect(contextOf({ metrics: { containers } }).besideMiB).toBe(172);
  });

  it('is not told where one of them is not measured, the means are missing, or nothing is left', () => {
    expect(contextOf({ metrics: { containers: { connect: own(2400) } } })).toHaveProperty('besideMiB', undefined);
    const containers = { connect: own(2400), instantclient: own(672) };
    expect(contextOf({ metrics: { containers } })).toHaveProperty('besideMiB', undefined);
    const maxima = { maximum: pointsOf(WINDOW, () => 50) };
    expect(contextOf({ metrics: { memory: maxima, containers } })).toHaveProperty('besideMiB', undefined);
  });
});

describe('what was used before the window', () => {
  const window = { startTime: START - 20 * 24 * HOUR, endTime: START, periodSeconds: 3600 };
  // A job in the tenth hour.
  const percent = pointsOf(window, (index) => (index === 10 ? 41.5 : 6));
  const earlier = { window, cpu: percent, memory: percent };

  it('is told with the highest hour of memory, and each of CPU: 41.5 % of 2048 / 6144', () => {
    const { earlierPeak, busy } = contextOf({ metrics: { earlier } });
    expect(earlierPeak).toEqual({ peakMiB: 41.5 * 61.44, at: window.startTime + 10 * HOUR, days: 20 });
    expect([busy?.cpuUnits[10], busy?.startTime]).toEqual([41.5 * 20.48, window.startTime]);
  });

  it('is of the size of its time, and not told where that is not known', () => {
    const small = deployed(START - 10 * 24 * HOUR, size(2048, 6144), { before: ranBefore(size(1024, 4096)) });
    const { earlierPeak, busy } = contextOf({ history: known(small), metrics: { earlier } });
    expect(earlierPeak?.peakMiB).toBe(41.5 * 40.96);
    expect(busy?.cpuUnits[10]).toBe(41.5 * 10.24);
    const late = deployed(START - HOUR / 2, size(2048, 6144));
    const unknown = contextOf({ history: known(late), metrics: { earlier } });
    expect(unknown).toHaveProperty('earlierPeak', undefined);
    expect(unknown.busy?.cpuUnits[10]).toBeNaN();
  });

  it('is told of last year where it rose then', () => {
    const around = { startTime: START - 392 * 24 * HOUR, endTime: START - 329 * 24 * HOUR, periodSeconds: 3600 };
    const of = (after: number) => {
      const used = pointsOf(around, (index) => (index < 28 * 24 ? 1000 : after));
      return read({ metrics: { lastYear: { window: around, cpu: used, memory: used } } });
    };
    const { context, cpu } = of(1500);
    expect(context?.lastYear).toEqual({ times: 1.5, at: START - 364 * 24 * HOUR });
    expect(context?.lastYearBusy?.cpuUnits[0]).toBeCloseTo(1.5 * Number(averagePoints(cpu)[0]));
    expect(of(1000).context).toHaveProperty('lastYear', undefined);
    expect(of(1000).context).toHaveProperty('lastYearBusy', undefined);
  });
});

describe('a size that nobody else knows the past of', () => {
  const seenSize = { ...size(2048, 6144), since: START + 24 * HOUR };

  it('is known before it from what ran then: 10 % of 1024, and nobody knows of the hour between', () => {
    const before = [{ ...size(1024, 6144), until: START + 23 * HOUR }];
    const { cpu, context } = read({ history: unavailable, seenSize: { ...seenSize, before } });
    expect([peakPoints(cpu)[0], peakPoints(cpu)[275], peakPoints(cpu)[288]]).toEqual([
      102.400390625, 102.400390625, 204.7998046875,
    ]);
    expect(context).toMatchObject({ unknownPoints: 12, resizes: 1 });
  });

  it('counts from when it was first seen: 24 of 48 hours are unknown', () => {
    expect(contextOf({ history: unavailable, seenSize }).unknownPoints).toBe(288);
    expect(contextOf({ history: unavailable }).unknownPoints).toBe(0);
  });

  it('is known from deployments and from Container Insights, where those are there', () => {
    expect(contextOf({ seenSize }).unknownPoints).toBe(0);
    expect(contextOf({ history: unavailable, seenSize, metrics: { reserved: reserved(2048) } }).unknownPoints).toBe(0);
  });
});

describe('memory in percent of something else than the task', () => {
  const above = { memory: bothOf(pointsOf(WINDOW, (index) => (index < 12 ? 176 : 90))) };
  const used = (memoryMiB: number) => ({
    cpu: bothOf(pointsOf(WINDOW, () => 10)),
    memory: bothOf(pointsOf(WINDOW, () => memoryMiB)),
  });
  const two = service({ taskSize: size(2048, 6144), containers: [container('app'), container('aside')] });
  const peakOf = (containers: Readonly<Record<string, ReturnType<typeof used>>>, metrics = above) =>
    peakPoints(read({ service: two, metrics: { ...metrics, containers } }).memory ?? usageOf({}))[0];

  it('is what all containers used together: 700 + 200 MiB', () => {
    expect(peakOf({ app: used(700), aside: used(200) })).toBe(900);
  });

  it('has levels of the same: 900 of 6144 MiB are 15 %', () => {
    const levelOf = (containers: Readonly<Record<string, ReturnType<typeof used>>>) =>
      contextOf({ service: two, metrics: { ...above, containers } }).levels?.levelPercent;
    expect(levelOf({ app: used(700), aside: used(200) })).toBeCloseTo(14.65, 2);
    expect(levelOf({ app: used(700) })).toBe(90);
  });

  it('stays what it is where one of them is not measured: 176 % of 6144', () => {
    expect(peakOf({ app: used(700) })).toBeCloseTo(10_813.44, 2);
  });

  it('is of the task where it is not above it for an hour: 90 % of 6144', () => {
    const fine = { memory: bothOf(pointsOf(WINDOW, (index) => (index < 11 ? 90 : 80))) };
    expect(peakOf({ app: used(700), aside: used(200) }, fine)).toBeCloseTo(5529.6, 2);
  });

  it('stays what it is without containers', () => {
    const alone = service({ taskSize: size(2048, 6144), containers: [] });
    expect(peakPoints(read({ service: alone, metrics: above }).memory ?? usageOf({}))[0]).toBeCloseTo(10_813.44, 2);
  });
});

describe('what could not be read', () => {
  it('is told with its cause', () => {
    const denied = { kind: 'unavailable', detail: 'AccessDeniedException' } as const;
    expect(contextOf({ history: unavailable, scaling: denied })).toMatchObject({
      historyUnknown: 'CODE_DEPLOY',
      deployments: [],
      scalingUnknown: 'AccessDeniedException',
      scaling: [],
    });
  });

  it('is no kill, where the recorder never said a word', () => {
    const raw = rawEvidence({ window: WINDOW, metrics: { taskFailures: pointsOf(WINDOW, () => 1) } });
    const { killsRecordedAt: _, ...metrics } = raw.metrics;
    const { killsKnown, killedInWindow, taskFailures } = readEvidence({ ...raw, metrics }).context ?? {};
    expect({ killsKnown, killedInWindow, failures: taskFailures?.[0] }).toEqual({
      killsKnown: false,
      killedInWindow: false,
      failures: 1,
    });
  });
});

describe('memory above 100 %', () => {
  it('is what all containers used together: 1000 + 500 MiB', () => {
    const using = (mebibytes: number) => {
      const points = bothOf(pointsOf(WINDOW, () => mebibytes));
      return { cpu: points, memory: points };
    };
    const memory = bothOf(pointsOf(WINDOW, () => 150));
    const all = { connect: using(1000), instantclient: using(500) };
    const found = (containers: Partial<typeof all>) => {
      const { memory: series } = read({ metrics: { memory, containers } });
      return series && peakPoints(series)[0];
    };
    expect(found(all)).toBe(1500);
    // Half of what was used is no need: 150 % of 6144 stays.
    expect(found({ connect: all.connect })).toBe(9216);
  });
});

describe('averages without maxima', () => {
  it('are what is read: of the task, 50 % of 6144, and of its containers', () => {
    const averages = (value: number) => ({ average: pointsOf(WINDOW, () => value) });
    const own = averages(700);
    const { memory, containers, context } = read({
      metrics: { memory: averages(50), containers: { connect: { cpu: own, memory: own } } },
    });
    expect(memory && averagePoints(memory)[0]).toBe(3072);
    expect(containers.connect && peakPoints(containers.connect.memory)[0]).toBe(700);
    expect(context?.levels?.levelPercent).toBe(50);
  });
});

describe('a gap of memory beside kills', () => {
  it('is a time in which nothing ran, and takes no kill away', () => {
    const memory = bothOf(pointsOf(WINDOW, (index) => (index > 100 ? GAP : 50)));
    const killedAtMiB = { connect: pointsOf(WINDOW, (index) => (index === 50 ? 512 : GAP)) };
    expect(contextOf({ metrics: { memory, killedAtMiB } }).kills).toMatchObject([
      { container: 'connect', limitMiB: 512 },
    ]);
  });
});
