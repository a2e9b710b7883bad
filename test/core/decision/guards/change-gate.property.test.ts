import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assessment, assess } from '../../../../core/decision/assess.ts';
import type { ChangeContext } from '../../../../core/decision/change-context.ts';
import type { RecommendInput } from '../../../../core/decision/evidence.ts';
import { activeFreeze } from '../../../../core/decision/guards/freeze.ts';
import { activeBreaches } from '../../../../core/decision/guards/restoration.ts';
import { recommend } from '../../../../core/decision/recommend.ts';
import type { DecidedRecommendation } from '../../../../core/decision/recommendation.ts';
import { isDeployable } from '../../../../core/decision/standing-sizes.ts';
import { ownEntry, type Sizes } from '../../../../core/model/sizes.ts';
import type { Resource } from '../../../../core/model/task-size.ts';
import { type TaskSize, validPairs } from '../../../../core/model/task-size.ts';
import { runningProblem, runningSizes } from '../../../../core/sizing/running-sizes.ts';
import { DAY_POLICY, size } from '../../../support/builders.ts';
import { remembered } from '../../../support/change-arbitraries.ts';
import { plain } from '../../../support/plain.ts';
import { always, FEWER } from '../../../support/properties.ts';

type Remembered = RecommendInput & { readonly change: ChangeContext };
const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const;
const RESOURCES: readonly Resource[] = ['cpu', 'memory'];
const DAY_MILLISECONDS = 86_400_000;
/** 61440 MiB are a memory of the last CPU row only: one row below it the next memory is 65536. */
const LAST_ROW = 32_768;

/** The decision of an input, unless it is skipped or an alert keeps everything as it is. */
function changing(input: RecommendInput): DecidedRecommendation | undefined {
  const recommendation = recommend(input);
  return recommendation.kind === 'skipped' || recommendation.alerts.length > 0 ? undefined : recommendation;
}

function baseOf({ live, evidence, target }: RecommendInput): Sizes {
  return live ?? runningSizes(evidence.service, target.parameters);
}

const bounded = ({ target, neverAbove, evidence }: RecommendInput): boolean =>
  Object.keys(target.maximumTaskSize).length > 0 ||
  (neverAbove !== undefined && target.policy.neverAbovePolicy !== undefined) ||
  evidence.context?.rolledBack !== undefined;

/** Nothing is pinned, frozen or advised only: the gate has the word. */
function isGated({ change, target }: Remembered, { verdict }: DecidedRecommendation): boolean {
  return change.pin === undefined && verdict.kind === 'act' && activeFreeze(target.freeze, change.time) === undefined;
}

/** What a rollback forbids depends on what runs, so that it is not the same evidence every day. */
/** The evidence of a service whose sizes are known as far back as anybody remembers, with no rollback. */
function settled({ evidence }: RecommendInput): RecommendInput['evidence'] {
  if (evidence.context === undefined) return evidence;
  const { rolledBack: _, timeline, ...context } = evidence.context;
  return { ...evidence, context: { ...context, deployments: [], timeline: { ...timeline, source: 'Deployments' } } };
}

/** The next day, on which what was written is live and runs, as the state would remember it. */
function nextDay(input: Remembered, { applicable }: DecidedRecommendation): Remembered {
  const { change, target } = input;
  const before = baseOf(input);
  const isChange = JSON.stringify(applicable.sizes) !== JSON.stringify(before);
  const { containers } = input.evidence.service;
  const service = {
    ...input.evidence.service,
    taskSize: applicable.sizes.task,
    containers: containers.map((each) => ({ ...each, ...ownEntry(applicable.sizes.containers, each.name) })),
  };
  const agreement = isChange ? {} : applicable.agreement;
  const changedAt = isChange ? new Date(change.time).toISOString() : change.changedAt;
  return {
    ...input,
    target,
    evidence: { ...input.evidence, service },
    live: applicable.sizes,
    change: {
      time: change.time + DAY_MILLISECONDS,
      agreement,
      breaches: change.breaches,
      heldSince: {},
      ...(changedAt !== undefined && { changedAt }),
    },
  };
}

function memoryOf(name: string, { containers }: Sizes): number | undefined {
  const { memoryMiB, memoryReservationMiB = memoryMiB } = ownEntry(containers, name) ?? {};
  return memoryReservationMiB;
}

/** Whether what containers keep without the gate, or need, is more than that much memory. */
function limitsPass(most: number, input: RecommendInput, { bounds }: DecidedRecommendation): boolean {
  const share = 1 + input.target.policy.memory.headroomPercent / 100;
  const base = baseOf(input);
  const kept = [...bounds.containers].map(([name, { needed }]) => {
    return Math.max(needed.memoryMiB, Math.ceil((memoryOf(name, base) ?? 0) / share));
  });
  return kept.reduce((sum, each) => sum + each, 0) > most;
}

describe('what may be written, whatever is remembered', () => {
  it('can be deployed, and a document can say it', () => {
    always(remembered, (input) => {
      const recommendation = recommend(input);
      if (recommendation.kind === 'skipped') return;
      // Alerts, and pins that cannot be used, leave what is there, whatever it is.
      if (!isDeployable(baseOf(input), input)) return;
      const { sizes, withoutShrink, proposal } = recommendation.applicable;
      for (const each of [sizes, withoutShrink, proposal]) expect(isDeployable(each, input)).toBe(true);
    });
  });

  it('does not shrink what is live without agreement, unless a bound or a pin takes it', () => {
    always(remembered, (given) => {
      const changeGate = { ...given.target.policy.changeGate, agreementDays: 2 };
      const target = { ...given.target, policy: { ...given.target.policy, changeGate } };
      const input = { ...given, target, change: { ...given.change, agreement: {} } };
      const recommendation = changing(input);
      if (recommendation === undefined || input.live === undefined || input.change.pin !== undefined) return;
      if (bounded(input) || input.live.task.cpuUnits === LAST_ROW || recommendation.verdict.kind !== 'act') return;
      for (const resource of RESOURCES) {
        const side = SIDES[resource];
        expect(recommendation.applicable.sizes.task[side]).toBeGreaterThanOrEqual(input.live.task[side]);
      }
    });
  });

  it('grows at once, as far as was found', () => {
    always(remembered, (input) => {
      const recommendation = changing(input);
      if (recommendation === undefined || !isGated(input, recommendation)) return;
      const base = baseOf(input).task;
      const { sizes, applicable } = recommendation;
      for (const resource of RESOURCES) {
        const side = SIDES[resource];
        if (sizes.task[side] <= base[side] || base.cpuUnits === LAST_ROW) continue;
        expect(applicable.sizes.task[side]).toBeGreaterThanOrEqual(sizes.task[side]);
        expect(applicable.withoutShrink.task[side]).toBeGreaterThanOrEqual(sizes.task[side]);
      }
    });
  });

  it('never makes the task larger than what is live or found, because something waits, unless for limits of containers', () => {
    always(remembered, (input) => {
      const recommendation = changing(input);
      if (recommendation === undefined || !isGated(input, recommendation)) return;
      const base = baseOf(input).task;
      const { sizes, applicable } = recommendation;
      // A row of CPU begins with more memory than the row below it, and ends with less than the row above.
      const most = {
        cpuUnits: Math.max(base.cpuUnits, sizes.task.cpuUnits),
        memoryMiB: Math.max(base.memoryMiB, sizes.task.memoryMiB),
      };
      const isLastRow = most.cpuUnits === LAST_ROW || applicable.withoutShrink.task.cpuUnits === LAST_ROW;
      if (isLastRow || !isPair(most, input) || limitsPass(most.memoryMiB, input, recommendation)) return;
      expect(applicable.withoutShrink.task.cpuUnits).toBeLessThanOrEqual(most.cpuUnits);
      expect(applicable.withoutShrink.task.memoryMiB).toBeLessThanOrEqual(most.memoryMiB);
    });
  });

  it('takes no container further below what it has than the headroom, unless the gate lets its task shrink', () => {
    always(remembered, (input) => {
      const recommendation = changing(input);
      if (recommendation === undefined || !isGated(input, recommendation) || bounded(input)) return;
      const base = baseOf(input);
      const { applicable, bounds } = recommendation;
      if (!isDeployable(base, input) || applicable.sizes.task.memoryMiB < base.task.memoryMiB) return;
      const share = 1 + input.target.policy.memory.headroomPercent / 100;
      for (const name of Object.keys(base.containers)) {
        const [before = 0, now = Number.POSITIVE_INFINITY] = [base, applicable.sizes].map((each) =>
          memoryOf(name, each),
        );
        expect(now).toBeGreaterThanOrEqual(Math.min(before, Math.ceil(before / share)));
        expect(now).toBeGreaterThanOrEqual(bounds.containers.get(name)?.minimum.memoryMiB ?? 0);
      }
    });
  });

  it('counts a day once: a second run on it agrees on nothing new and decides the same', () => {
    always(remembered, (input) => {
      const first = recommend(input);
      if (first.kind === 'skipped') return;
      const change = { ...input.change, agreement: first.applicable.agreement, time: input.change.time + 3_600_000 };
      const second = recommend({ ...input, change });
      if (second.kind === 'skipped') throw new Error('skipped');
      expect(second.applicable.agreement).toEqual(first.applicable.agreement);
    });
  });

  it('is what is live under a freeze, but for validity, bounds, floors and the way back', () => {
    always(remembered, (given) => {
      const target = { ...given.target, freeze: [{ from: '2026-11-01' }], containers: {}, minimumTaskSize: {} };
      const context = given.evidence.context && { ...given.evidence.context, kills: [] };
      const { context: _, ...evidence } = given.evidence;
      const { pin: _pin, ...rest } = given.change;
      const service = {
        ...evidence.service,
        containers: evidence.service.containers.map(({ heap: _heap, image: _image, ...each }) => each),
      };
      const input = {
        ...given,
        target: { ...target, guards: { neverShrink: [] } },
        evidence: { ...evidence, service, ...(context && { context }) },
        change: { ...rest, breaches: [] },
      };
      const recommendation = changing(input);
      if (recommendation === undefined || input.live === undefined || bounded(input)) return;
      expect(recommendation.applicable.sizes).toEqual(input.live);
    });
  });

  it('goes down one CPU row at most, where the policy goes row by row', () => {
    always(remembered, (input) => {
      const recommendation = changing(input);
      if (recommendation === undefined || !isGated(input, recommendation) || bounded(input)) return;
      if (!input.target.policy.changeGate.oneCpuRowPerChange) return;
      const base = baseOf(input).task.cpuUnits;
      const rows = validPairs('LINUX').map(({ cpuUnits }) => cpuUnits);
      const next = Math.max(256, ...rows.filter((cpuUnits) => cpuUnits < base));
      const { sizes, proposal } = recommendation.applicable;
      for (const { task } of [sizes, proposal]) expect(task.cpuUnits).toBeGreaterThanOrEqual(next);
    });
  });

  it('says what it waits for, whenever it is not what was found', () => {
    always(remembered, (input) => {
      const recommendation = changing(input);
      if (recommendation === undefined) return;
      const { sizes, holds } = recommendation.applicable;
      const isWaiting = JSON.stringify(sizes.task) !== JSON.stringify(recommendation.sizes.task);
      if (recommendation.verdict.kind === 'act' && isWaiting) expect(holds.length).toBeGreaterThan(0);
    });
  });
});

function isPair(task: TaskSize, { evidence }: RecommendInput): boolean {
  return validPairs(evidence.service.platform.operatingSystem).some(
    ({ cpuUnits, memoryMiB }) => cpuUnits === task.cpuUnits && memoryMiB === task.memoryMiB,
  );
}

describe('days of the same evidence, each change deployed', () => {
  /** Seven CPU rows down, each after a week of agreement and a week of cool-down, and some days to spare. */
  const DAYS = 80;

  it('end where utilization wants to be, or where the rest does not pay, and no resource goes back and forth', () => {
    fc.assert(
      fc.property(remembered, (given) => {
        const { pin: _, ...change } = given.change;
        let input: Remembered = {
          ...given,
          target: { ...given.target, freeze: [] },
          evidence: settled(given),
          change: { time: change.time, agreement: {}, heldSince: {}, breaches: [] },
        };
        if (runningProblem(input.evidence.service, input.target.parameters) !== undefined) return;
        const seen: TaskSize[] = [baseOf(input).task];
        for (let day = 0; day < DAYS; day += 1) {
          const recommendation = changing(input);
          if (recommendation === undefined || recommendation.verdict.kind !== 'act') return;
          seen.push(recommendation.applicable.sizes.task);
          input = nextDay(input, recommendation);
        }
        const last = recommend(input);
        if (last.kind === 'skipped') throw new Error('skipped');
        const pays = !last.applicable.holds.some(({ code }) => code === 'SavingTooSmall');
        if (pays) expect(last.applicable.sizes.task).toEqual(last.sizes.task);
        for (const side of Object.values(SIDES)) expectNoReturn(seen.map((task) => task[side]));
      }),
      { ...FEWER, endOnFailure: true },
    );
  });
});

/** What went down stays down. It may rise before: a larger CPU row has larger memory steps, such as 65536 for 61440. */
function expectNoReturn(amounts: readonly number[]): void {
  const top = amounts.lastIndexOf(Math.max(...amounts));
  const up = amounts.slice(0, top + 1);
  const down = amounts.slice(top);
  expect(up).toEqual([...up].sort((a, b) => a - b));
  expect(down).toEqual([...down].sort((a, b) => b - a));
}

it('counts the breaches that have not ended, and no others where nothing is needed any more', () => {
  const nothing = { ...assess(plain().evidence, DAY_POLICY).cpu, needed: 0 } as Assessment;
  always(remembered, ({ change }) => {
    const breaches = change.breaches.map((each) => ({ ...each, needed: size(256, 512) }));
    const active = activeBreaches({ ...change, breaches }, { cpu: nothing, memory: nothing });
    expect(active).toEqual(breaches.filter(({ until }) => Date.parse(until) > change.time));
  });
});
