import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../core/configuration/policies.ts';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import type { Opinion, OpinionAnswer } from '../../../core/decision/opinion.ts';
import type { SecondOpinion } from '../../../core/decision/second-opinion.ts';
import type { TaskSize } from '../../../core/model/task-size.ts';
import type { SizeTimeline } from '../../../core/usage/size-timeline.ts';
import {
  type Case,
  container,
  context,
  DAY,
  DAY_POLICY,
  decided,
  flat,
  inputOf,
  MORNING,
  NO_DATA,
  parameterKeys,
  size,
  usage,
  viewed,
} from '../../support/builders.ts';
import { known, NOT_ENROLLED, opinion, SERVICE_ARN, taking } from '../../support/opinions.ts';
import { plain } from '../../support/plain.ts';

const heardOf = (input: RecommendInput, answer: OpinionAnswer): SecondOpinion | undefined =>
  viewed({ ...input, opinion: answer }).secondOpinion;

/** 200 CPU units and 1,000 MiB in a 1024 / 4096 task without containers: 250 and 1250 with headroom, so 256 / 2048. */
function alone({ service, ...rest }: Case = {}): RecommendInput {
  return plain({ ...rest, service: { serviceArn: SERVICE_ARN, ...service } });
}

/** Why an opinion differs that is of the running size, in the last day. */
function because(input: RecommendInput, task: TaskSize, fields: Partial<Opinion> = {}) {
  const current = input.evidence.service.taskSize;
  const heard = heardOf(input, taking(task, { current, lookbackDays: 1, ...fields }));
  return heard?.kind === 'differs' ? heard.because : heard?.kind;
}

describe('a second opinion', () => {
  it('is not there where nobody asked', () => {
    expect(viewed(alone())).not.toHaveProperty('secondOpinion');
  });

  it('agrees on the same size, and says what it is of', () => {
    const said = { refreshedAt: '2026-11-22T00:00:00.000Z', savingsUsdPerMonth: 12.5 };
    expect(heardOf(alone(), taking(size(256, 2048), said))).toEqual({
      kind: 'agrees',
      task: size(256, 2048),
      current: size(2048, 6144),
      lookbackDays: 14,
      ...said,
    });
  });

  it('agrees where it finds the size right and names no other', () => {
    const right = known({ finding: 'Optimized', current: size(256, 2048) });
    expect(heardOf(alone(), right)).toMatchObject({ kind: 'agrees', task: size(256, 2048) });
  });

  it('differs on another size', () => {
    const said = { current: size(1024, 4096), lookbackDays: 1 };
    expect(heardOf(alone(), taking(size(512, 2048), said))).toEqual({
      kind: 'differs',
      because: ['OtherEstimate'],
      task: size(512, 2048),
      ...said,
    });
  });

  it.each<[string, RecommendInput, OpinionAnswer]>([
    ['it has none of this service', alone(), { kind: 'known', byArn: new Map([['other', opinion()]]) }],
    ['it finds the size wrong and names no other', alone(), known()],
    ['nobody knows the ARN of the service', plain(), taking(size(512, 2048))],
  ])('is none where %s', (_, input, answer) => {
    expect(heardOf(input, answer)).toMatchObject({ kind: 'none', because: 'NoOpinion' });
  });

  it('is none where the account has none, with the words of the answer', () => {
    const { because: cause, detail } = NOT_ENROLLED as Extract<OpinionAnswer, { kind: 'unavailable' }>;
    expect(heardOf(alone(), NOT_ENROLLED)).toEqual({ kind: 'none', because: cause, detail });
  });
});

describe('it differs, because of', () => {
  it('a former size: the one that it looked at does not run', () => {
    expect(because(alone(), size(512, 2048), { current: size(512, 4096) })).toEqual(['FormerSize']);
  });

  it('a former size: a resize lies within its look-back, and not before it', () => {
    const resizedHoursAgo = (hours: number): SizeTimeline => ({
      ...context().timeline,
      spans: [
        { startTime: Number.NEGATIVE_INFINITY, taskSize: size(512, 1024) },
        { startTime: DAY.endTime - hours * 3_600_000, taskSize: size(1024, 4096) },
      ],
    });
    const resized = (hours: number) => alone({ evidence: { context: context({ timeline: resizedHoursAgo(hours) }) } });
    expect(because(resized(23), size(512, 2048))).toEqual(['FormerSize']);
    expect(because(resized(25), size(512, 2048))).toEqual(['OtherEstimate']);
    const same = context({
      timeline: { ...resizedHoursAgo(23), spans: [{ startTime: 0, taskSize: size(1024, 4096) }] },
    });
    expect(because(alone({ evidence: { context: same } }), size(512, 2048))).toEqual(['OtherEstimate']);
  });

  it('target tracking: it is silent about the resource in which the two differ', () => {
    expect(because(alone(), size(1024, 2048), { silentAbout: ['cpu'] })).toEqual(['Bounds']);
    expect(because(alone(), size(512, 2048), { silentAbout: ['memory'] })).toEqual(['OtherEstimate']);
  });

  describe('a floor that it would break', () => {
    const app = (declared = {}) => ({
      target: { parameters: parameterKeys({ app: { memory: 'm' } }) },
      service: { containers: [container('app', { memoryMiB: 4096, ...declared })] },
    });

    it('by the largest heap: 2560 × 1.25 = 3200', () => {
      const input = alone(app({ heap: { maximumMiB: 2560, source: 'command' } }));
      expect(because(input, size(512, 3072))).toEqual(['Bounds']);
      // The CPU row is another question: it holds the heap, so nothing here tells why.
      expect(because(input, size(1024, 4096))).toEqual(['OtherEstimate']);
    });

    it('by a kill, which is above the heap', () => {
      const kills = [{ container: 'app', limitMiB: 3072, at: DAY.startTime, floorMiB: 3840 }];
      const input = alone({
        ...app({ heap: { maximumMiB: 2560, source: 'command' } }),
        evidence: { context: context({ kills }) },
      });
      expect(because(input, size(512, 3072))).toEqual(['Bounds']);
    });

    it('by the configuration: of a container, of the task, or never smaller', () => {
      const own = app();
      const minimum = { ...own, target: { ...own.target, containers: { app: { minimumMemoryMiB: 3000 } } } };
      expect(because(alone(minimum), size(512, 2048))).toEqual(['Bounds']);
      const ofTask = alone({ target: { minimumTaskSize: { cpuUnits: 512, memoryMiB: 3072 } } });
      expect(because(ofTask, size(256, 2048))).toEqual(['Bounds']);
      const never = alone({ target: { guards: { neverShrink: ['cpu'] } } });
      expect(because(never, size(512, 2048))).toEqual(['Bounds']);
    });

    it('by the CPU row of a heap, for want of CPU data', () => {
      const input = alone({
        ...app({ memoryMiB: 512, heap: { maximumMiB: 2048, source: 'command' } }),
        evidence: { cpu: NO_DATA },
        service: {
          ...app().service,
          taskSize: size(256, 1024),
          containers: [container('app', { memoryMiB: 512, heap: { maximumMiB: 2048, source: 'command' } })],
        },
      });
      expect(because(input, size(512, 3072))).toEqual(['Bounds']);
      expect(because(input, size(1024, 2048))).toEqual(['Bounds']);
    });
  });

  it('what our data does not permit: no CPU data keeps 1024, and so do censored points and slow starts', () => {
    expect(because(alone({ evidence: { cpu: NO_DATA } }), size(256, 2048))).toEqual(['Bounds']);
    const slow = { ...context().starts, times: [DAY.startTime], bootMinutes: 10, bootCpuUnits: 1024 };
    const input = alone({ target: { maximumStartMinutes: 12 }, evidence: { context: context({ starts: slow }) } });
    expect(because(input, size(512, 2048))).toEqual(['Bounds']);
    const censored = { ...flat(200), censoredPoints: 6, censoredAt: 1024 };
    expect(because(alone({ evidence: { cpu: censored } }), size(512, 2048))).toEqual(['Bounds']);
    // What keeps one resource says nothing about the other.
    expect(because(alone({ evidence: { memory: NO_DATA } }), size(1024, 4096))).toEqual(['OtherEstimate']);
    expect(because(alone({ evidence: { cpu: censored, memory: NO_DATA } }), size(1024, 2048))).toEqual(['Bounds']);
  });

  it('the way back after a change that went wrong, or that ECS took back', () => {
    const breach = {
      resources: ['cpu'] as const,
      sizes: { task: size(1024, 2048), containers: {} },
      at: new Date(MORNING).toISOString(),
      until: '2026-12-20T06:00:00.000Z',
      what: 'it went wrong',
    };
    expect(because(alone({ change: { breaches: [breach], agreement: {} } }), size(512, 2048))).toEqual(['Bounds']);
    const rolledBack = (taskSize: TaskSize) => context({ rolledBack: { at: DAY.startTime, taskSize } });
    const smaller = alone({ evidence: { context: rolledBack(size(256, 4096)) } });
    expect(because(smaller, size(512, 4096))).toEqual(['Bounds']);
    const larger = alone({ evidence: { cpu: flat(1500), context: rolledBack(size(2048, 4096)) } });
    expect(because(larger, size(2048, 4096))).toEqual(['Bounds']);
  });

  it('limits that it does not know', () => {
    const maximum = alone({ target: { maximumTaskSize: { cpuUnits: 1024 } }, evidence: { cpu: flat(1500) } });
    expect(because(maximum, size(2048, 4096))).toEqual(['Bounds']);
    const policy = { ...DAY_POLICY, name: 'development', neverAbovePolicy: 'production' };
    const bounded = alone({
      target: { policy },
      neverAbove: size(1024, 2048),
      evidence: { cpu: flat(200), memory: flat(3000) },
    });
    expect(because(bounded, size(1024, 4096))).toEqual(['Bounds']);
  });

  it('containers that together need more than the task was seen to use', () => {
    const two = {
      target: { parameters: parameterKeys({ a: { memory: 'a' }, b: { memory: 'b' } }) },
      service: { containers: [container('a', { memoryMiB: 2048 }), container('b', { memoryMiB: 2048 })] },
      evidence: {
        memory: flat(1000),
        containers: {
          // Each had its own hour, so that their peaks add up to more than the task's: (900 + 900) × 1.25 = 2250.
          a: { cpu: flat(100), memory: flat(900) },
          b: { cpu: flat(100), memory: flat(900) },
        },
      },
    };
    expect(because(alone(two), size(256, 2048))).toEqual(['Bounds']);
  });

  it('containers that nobody sizes and that must fit', () => {
    const fixed = alone({ service: { containers: [container('a', { memoryMiB: 3000 })] } });
    expect(because(fixed, size(256, 2048))).toEqual(['Bounds']);
  });

  it('headroom: 450 CPU units fit its 512, and 450 × 1.25 = 563 do not', () => {
    const input = alone({ evidence: { cpu: flat(450) } });
    expect(because(input, size(512, 2048))).toEqual(['Headroom']);
    // 600 do not fit 512 with or without headroom.
    expect(because(alone({ evidence: { cpu: flat(600) } }), size(512, 2048))).toEqual(['OtherEstimate']);
  });

  describe('the time that it looks at', () => {
    /** The first half of the day, and the second. */
    const halves = (first: number, second: number) =>
      usage(Array.from({ length: 24 }, (_, hour) => (hour < 12 ? first : second)));
    const half = { lookbackDays: 0.5 };

    it('which leaves out what we saw before: 600 × 1.25 = 750, and 200 × 1.25 = 250', () => {
      expect(because(alone({ evidence: { cpu: halves(600, 200) } }), size(256, 2048), half)).toEqual(['Window']);
      expect(because(alone({ evidence: { cpu: halves(200, 600) } }), size(256, 2048), half)).toEqual(['OtherEstimate']);
    });

    it('and headroom: 600, and 240 × 1.25 = 300', () => {
      const input = alone({ evidence: { cpu: halves(600, 240) } });
      expect(because(input, size(256, 2048), half)).toEqual(['Headroom', 'Window']);
    });

    it('unless headroom alone tells why: 250 and 240 fit 256', () => {
      const input = alone({ evidence: { cpu: halves(250, 240) } });
      expect(because(input, size(256, 2048), half)).toEqual(['Headroom']);
    });

    it('in which we have no point says nothing', () => {
      const nothing = usage(Array.from({ length: 24 }, (_, hour) => (hour < 20 ? 600 : null)));
      const input = alone({ evidence: { cpu: nothing } });
      expect(because(input, size(256, 2048), { lookbackDays: 0.125 })).toEqual(['OtherEstimate']);
    });

    it('which reaches back further than ours, where it wants more', () => {
      expect(because(alone(), size(1024, 2048), { lookbackDays: 93 })).toEqual(['Window']);
    });

    it('also where only one of the two statistics is there', () => {
      const { average: _, ...onlyMaximum } = flat(450);
      const { maximum: __, ...onlyAverage } = flat(450);
      expect(because(alone({ evidence: { cpu: onlyMaximum } }), size(512, 2048))).toEqual(['Headroom']);
      expect(because(alone({ evidence: { cpu: onlyAverage } }), size(512, 2048))).toEqual(['Headroom']);
    });
  });

  describe('the policy of the stage', () => {
    it('which takes less than the highest use: half of the hours 1500', () => {
      const policy = { ...DAY_POLICY, cpu: { ...DAY_POLICY.cpu, peakStatistic: 'p50' as const } };
      const cpu = usage(Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 1500 : 200)));
      const input = alone({ target: { policy }, evidence: { cpu } });
      expect(because(input, size(2048, 4096))).toEqual(['OtherEstimate']);
    });

    it('which pays for a CPU row that is hardly ever needed', () => {
      const shortage = { ...builtInPolicies.production.shortage, cpuUsdPerHour: 1000 };
      const cpu = usage(Array.from({ length: 24 }, (_, hour) => (hour === 3 ? 700 : 380)));
      const policy = { ...DAY_POLICY, cpu: { ...DAY_POLICY.cpu, peakStatistic: 'p50' as const }, shortage };
      const input = alone({ target: { policy }, evidence: { cpu } });
      expect(decided(input).sizes.task.cpuUnits).toBe(1024);
      expect(because(input, size(512, 2048))).toEqual(['OtherEstimate']);
    });

    it('which pays for memory that makes kills rarer', () => {
      const shortage = { ...builtInPolicies.production.shortage, memoryUsdPerKill: 1_000_000 };
      const memory = usage(Array.from({ length: 24 }, (_, hour) => (hour === 3 ? 1600 : 900)));
      const input = alone({ target: { policy: { ...DAY_POLICY, shortage } }, evidence: { memory } });
      const { sizes } = decided(input);
      expect(sizes.task.memoryMiB).toBeGreaterThan(2048);
      expect(because(input, { ...sizes.task, memoryMiB: 2048 })).toEqual(['OtherEstimate']);
    });
  });

  it('more than one of these, in one order', () => {
    const input = alone({ target: { minimumTaskSize: { memoryMiB: 3072 } }, evidence: { cpu: flat(450) } });
    const codes = because(input, size(512, 2048), { current: size(512, 4096) });
    expect(codes).toEqual(['FormerSize', 'Bounds', 'Headroom']);
  });

  it('memory that nobody measures tells nothing', () => {
    const input = alone({ target: { minimumTaskSize: { memoryMiB: 1024 } } });
    const { memory: _, ...evidence } = input.evidence;
    expect(because({ ...input, evidence }, size(256, 512))).toEqual(['Bounds']);
    expect(because({ ...input, evidence }, size(256, 2048))).toEqual(['OtherEstimate']);
  });
});

it('reads the connector: floors and headroom of both', () => {
  const input = inputOf({ service: { serviceArn: SERVICE_ARN } });
  expect(decided(input).sizes.task).toEqual(size(1024, 4096));
  expect(because(input, size(1024, 3072))).toEqual(['Headroom']);
});
