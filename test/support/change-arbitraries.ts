import fc from 'fast-check';
import type { FreezeWindow } from '../../core/configuration/configuration.ts';
import type { ChangeGate } from '../../core/configuration/policy.ts';
import type { ActivePin, Agreed, Breach, ChangeContext } from '../../core/decision/change-context.ts';
import type { RecommendInput } from '../../core/decision/evidence.ts';
import { isDeployable } from '../../core/decision/standing-sizes.ts';
import type { Sizes } from '../../core/model/sizes.ts';
import { type TaskSize, validPairs } from '../../core/model/task-size.ts';
import { fitContainers } from '../../core/sizing/fit-containers.ts';
import { inputOfScene, scenes } from './arbitraries.ts';
import { context, DAY, MORNING } from './builders.ts';
import { rarely } from './context-arbitraries.ts';

const DAY_MILLISECONDS = 86_400_000;

export const gates: fc.Arbitrary<ChangeGate> = fc.record({
  agreementDays: fc.integer({ min: 1, max: 7 }),
  cooldownDays: fc.integer({ min: 0, max: 7 }),
  minimumSavingUsdPerMonth: fc.constantFrom(0, 2, 50),
  minimumSavingPercent: fc.constantFrom(0, 5, 30),
  oneCpuRowPerChange: fc.boolean(),
  watchDays: fc.constant(7),
});

/** A time up to ten days before and after the run. */
const times = fc.integer({ min: -10, max: 10 }).map((days) => new Date(MORNING + days * DAY_MILLISECONDS));
const isoTimes = times.map((time) => time.toISOString());
const days = isoTimes.map((time) => time.slice(0, 10));

const agreed: fc.Arbitrary<Agreed> = fc.record({ since: days, lastDay: days, days: fc.integer({ min: 1, max: 9 }) });
const agreements: fc.Arbitrary<ChangeContext['agreement']> = fc.record(
  { cpu: agreed, memory: agreed },
  { requiredKeys: [] },
);

/** Sizes that a document of this target may hold; undefined where none of the task size fits. */
function documentOf(input: RecommendInput, task: TaskSize): Sizes | undefined {
  const { containers } = input.evidence.service;
  const sizes = fitContainers({ task, containers, keys: input.target.parameters, bounds: new Map() });
  return isDeployable(sizes, input) ? sizes : undefined;
}

/** Deployable sizes of the target, of any task size. */
function documents(input: RecommendInput): fc.Arbitrary<Sizes | undefined> {
  const { operatingSystem } = input.evidence.service.platform;
  const fitting = validPairs(operatingSystem).flatMap((task) => documentOf(input, task) ?? []);
  return fitting.length === 0 ? fc.constant(undefined) : fc.constantFrom(...fitting);
}

function breaches(sizes: fc.Arbitrary<Sizes | undefined>): fc.Arbitrary<readonly Breach[]> {
  const one = fc.record({
    resources: fc.subarray(['cpu', 'memory'] as const, { minLength: 1 }),
    sizes,
    at: isoTimes,
    until: isoTimes,
    what: fc.constant('memory reached 4000 of 4096 MiB'),
  });
  const whole = one.map(({ sizes: known, ...rest }) => (known === undefined ? [] : [{ ...rest, sizes: known }]));
  return rarely(whole, []);
}

function pins(sizes: fc.Arbitrary<Sizes | undefined>): fc.Arbitrary<ActivePin | undefined> {
  const broken: Sizes = { task: { cpuUnits: 256, memoryMiB: 512 }, containers: { connect: { memoryMiB: 9999 } } };
  const pin = fc
    .oneof({ weight: 4, arbitrary: sizes }, { weight: 1, arbitrary: fc.constant(broken) })
    .map((known): ActivePin => {
      const said = { until: '2026-12-20T06:00:00.000Z', by: 'somebody', why: 'trial' };
      return known === undefined ? said : { ...said, sizes: known };
    });
  return rarely<ActivePin | undefined>(pin, undefined);
}

/** What may be remembered of a target. */
export function changes(input: RecommendInput): fc.Arbitrary<ChangeContext> {
  const sizes = documents(input);
  return fc
    .record({
      pin: pins(sizes),
      agreement: agreements,
      changedAt: fc.option(isoTimes, { nil: undefined }),
      notDeployedSince: fc.option(isoTimes, { nil: undefined }),
      breaches: breaches(sizes),
      heldSince: fc.dictionary(fc.constantFrom('Frozen', 'OneCpuRow', 'SavingTooSmall'), days),
    })
    .map(({ pin, changedAt, notDeployedSince, ...rest }) => ({
      time: MORNING,
      ...rest,
      ...(pin && { pin }),
      ...(changedAt !== undefined && { changedAt }),
      ...(notDeployedSince !== undefined && { notDeployedSince }),
    }));
}

const freezes: fc.Arbitrary<readonly FreezeWindow[]> = rarely<readonly FreezeWindow[]>(
  fc.constantFrom<readonly FreezeWindow[]>(
    [{ from: '2026-11-01' }],
    [{ weekdays: ['sunday'] }],
    [{ to: '2026-11-01' }],
  ),
  [],
);

/** Inputs of targets with a past: live sizes, a gate, freeze windows, a size ECS took back, and what is remembered. */
export const remembered: fc.Arbitrary<RecommendInput & { readonly change: ChangeContext }> = fc
  .tuple(scenes(), gates, freezes)
  .chain(([scene, changeGate, freeze]) => {
    const policy = { ...scene.target.policy, changeGate };
    const input = inputOfScene({ ...scene, target: { ...scene.target, policy, freeze } });
    const { operatingSystem } = input.evidence.service.platform;
    const suspects = rarely<TaskSize | undefined>(fc.constantFrom(...validPairs(operatingSystem)), undefined);
    return fc
      .tuple(documents(input), suspects, changes(input))
      .map(([live, suspect, change]) => ({ ...withSuspect(input, suspect), ...(live && { live }), change }));
  });

function withSuspect(input: RecommendInput, taskSize: TaskSize | undefined): RecommendInput {
  if (taskSize === undefined) return input;
  const rolledBack = { at: DAY.startTime, taskSize };
  const known = { ...(input.evidence.context ?? context()), rolledBack };
  return { ...input, evidence: { ...input.evidence, context: known } };
}
