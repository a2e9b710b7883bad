import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsNeeded, type RawEvidence, readEvidence } from '../../../core/decision/read-evidence.ts';
import type { Deployment } from '../../../core/model/service.ts';
import type { MetricPart, ServiceMetrics } from '../../../core/model/service-metrics.ts';
import { service, size } from '../../support/builders.ts';
import { RUNS } from '../../support/properties.ts';
import { bothOf, days, deployed, pointsOf, ranBefore, rawEvidence } from '../../support/raw-evidence.ts';

const WINDOW = days(2);
const POINTS = 576;
const HOUR = 3_600_000;
const sizes = [size(256, 512), size(512, 1024), size(1024, 2048)] as const;

/** A deployment in the window or before it; what ran before may not be told. */
const deployments: fc.Arbitrary<Deployment> = fc
  .record({
    hours: fc.integer({ min: -30, max: 47 }),
    after: fc.constantFrom(...sizes),
    before: fc.option(fc.constantFrom(...sizes), { nil: undefined }),
    sampleSeconds: fc.constantFrom(undefined, 20, 60),
  })
  .map(({ hours, after, before, sampleSeconds }) => {
    const made = deployed(WINDOW.startTime + hours * HOUR, after, { ...(before && { before: ranBefore(before) }) });
    return sampleSeconds === undefined ? made : { ...made, revision: { ...made.revision, sampleSeconds } };
  });

interface Ran {
  readonly tasks: readonly number[];
  readonly samplesPerTask: number;
  readonly runningCount: number;
  readonly history: RawEvidence['history'];
}

/** Tasks that ran at each point, as Container Insights counts them; CPU samples of one or the other resolution. */
const rans: fc.Arbitrary<Ran> = fc.record({
  tasks: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0, 1, 1, 2, 2, 4)), {
      minLength: 1,
      maxLength: 6,
    })
    .map((stretches) => {
      const all = stretches.flatMap(([length, count]) => Array.from({ length }, () => count));
      return Array.from({ length: POINTS }, (_, index) => all[index % all.length] as number);
    }),
  samplesPerTask: fc.constantFrom(5, 5, 5, 15),
  runningCount: fc.constantFrom(1, 2, 4),
  history: fc.oneof(
    fc.array(deployments, { maxLength: 3 }).map((all) => ({ kind: 'known', deployments: all }) as const),
    fc.constant({ kind: 'unavailable', detail: 'EXTERNAL' } as const),
  ),
});

/** What Container Insights and samples say of what ran; CPU has a point wherever a task ran. */
function seen({ tasks, samplesPerTask, runningCount, history }: Ran): RawEvidence {
  const at = (of: (count: number) => number) => pointsOf(WINDOW, (index) => of(tasks[index] as number));
  const whileRunning = (value: number) => at((count) => (count > 0 ? value : Number.NaN));
  const metrics: Partial<ServiceMetrics> = {
    cpu: bothOf(whileRunning(30)),
    memory: bothOf(whileRunning(40)),
    samples: at((count) => (count > 0 ? count * samplesPerTask : Number.NaN)),
    running: at((count) => count),
    pending: at((count) => Number(count === 0)),
    reserved: { cpu: at(() => 512), memory: at(() => 1024) },
  };
  return rawEvidence({ window: WINDOW, metrics, history, service: service({ runningCount, taskSize: sizes[1] }) });
}

const FIELDS = { reserved: ['reserved'], tasks: ['pending', 'running'] } as const;

function without({ metrics, ...raw }: RawEvidence, parts: readonly MetricPart[]): RawEvidence {
  const fields: readonly string[] = Object.entries(FIELDS).flatMap(([part, names]) =>
    parts.includes(part as MetricPart) ? names : [],
  );
  const kept = Object.entries(metrics).filter(([name]) => !fields.includes(name));
  return { ...raw, metrics: Object.fromEntries(kept) as unknown as ServiceMetrics };
}

/** All that decides; how well two counts agree is only shown where they do not. */
function evidenceOf(raw: RawEvidence) {
  const { context, ...evidence } = readEvidence(raw);
  const { counts, ...rest } = context ?? {};
  return { ...evidence, ...rest, tasks: counts?.tasks, from: counts?.from };
}

describe('series of Container Insights that nobody asks for', () => {
  it('would have changed nothing of the evidence', () => {
    const left = { reserved: 0, tasks: 0 };
    fc.assert(
      fc.property(rans, (ran) => {
        const all = seen(ran);
        const needed = partsNeeded(without(all, ['reserved', 'tasks']));
        const unneeded = (['reserved', 'tasks'] as const).filter((part) => !needed.includes(part));
        for (const part of unneeded) left[part] += 1;
        expect(evidenceOf(without(all, unneeded))).toEqual(evidenceOf(all));
      }),
      RUNS,
    );
    expect(Math.min(left.reserved, left.tasks)).toBeGreaterThan(RUNS.numRuns / 25);
  });

  it('are sizes where deployments tell them all, and counts where the samples of CPU are whole and agree', () => {
    const steady: Ran = {
      tasks: Array.from({ length: POINTS }, () => 2),
      samplesPerTask: 5,
      runningCount: 2,
      history: { kind: 'known', deployments: [] },
    };
    const needed = (fields: Partial<Ran> = {}) =>
      partsNeeded(without(seen({ ...steady, ...fields }), ['reserved', 'tasks']));
    expect(needed()).toEqual([]);
    expect(needed({ runningCount: 4 })).toEqual(['tasks']);
    expect(needed({ samplesPerTask: 15 })).toEqual(['tasks']);
    expect(needed({ tasks: steady.tasks.with(100, 0) })).toEqual(['tasks']);
    expect(needed({ history: { kind: 'unavailable', detail: 'EXTERNAL' } })).toEqual(['reserved', 'tasks']);
    const late = deployed(WINDOW.startTime + HOUR, sizes[1]);
    expect(needed({ history: { kind: 'known', deployments: [late] } })).toEqual(['reserved', 'tasks']);
  });
});
