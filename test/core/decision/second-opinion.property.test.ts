import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChangeContext } from '../../../core/decision/change-context.ts';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import { DIFFERENCE_CODES, type Opinion, type OpinionAnswer } from '../../../core/decision/opinion.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import { viewsOf } from '../../../core/decision/views.ts';
import { ownEntry } from '../../../core/model/sizes.ts';
import type { Resource } from '../../../core/model/task-size.ts';
import { isSameSize, type TaskSize, validPairs } from '../../../core/model/task-size.ts';
import { runningSizes } from '../../../core/sizing/running-sizes.ts';
import { remembered } from '../../support/change-arbitraries.ts';
import { known, NOT_ENROLLED, SERVICE_ARN } from '../../support/opinions.ts';
import { always, RUNS } from '../../support/properties.ts';

const SIDES = ['cpuUnits', 'memoryMiB'] as const;
const pairs = fc.constantFrom(...validPairs('LINUX'));

const opinions: fc.Arbitrary<Partial<Opinion>> = fc
  .record({
    finding: fc.constantFrom<Opinion['finding']>('Optimized', 'Overprovisioned', 'Underprovisioned'),
    current: pairs,
    task: fc.option(pairs, { nil: undefined }),
    silentAbout: fc.subarray<Resource>(['cpu', 'memory'], { maxLength: 1 }),
    lookbackDays: fc.constantFrom(0.25, 14, 32, 93),
  })
  .map(({ task, ...rest }) => ({ ...rest, ...(task && { task }) }));

const answers: fc.Arbitrary<OpinionAnswer | undefined> = fc.oneof(
  { weight: 6, arbitrary: opinions.map(known) },
  { weight: 1, arbitrary: fc.constant(NOT_ENROLLED) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

function withPolicy(input: RecommendInput, secondOpinion: 'shown' | 'required', answer: OpinionAnswer | undefined) {
  const service = { ...input.evidence.service, serviceArn: SERVICE_ARN };
  const { opinion: _, ...rest } = input;
  return {
    ...rest,
    target: { ...input.target, policy: { ...input.target.policy, secondOpinion } },
    evidence: { ...input.evidence, service },
    ...(answer && { opinion: answer }),
  };
}

const baseOf = ({ live, evidence, target }: RecommendInput): TaskSize =>
  (live ?? runningSizes(evidence.service, target.parameters)).task;

it('a second opinion that is only shown changes nothing, whatever it is', () => {
  always(remembered, answers, (given, answer) => {
    const heard = recommend(withPolicy(given, 'shown', answer));
    expect(heard).toEqual(recommend(withPolicy(given, 'shown', undefined)));
  });
});

it('a second opinion says why it differs, and only then', () => {
  always(remembered, answers, (given, answer) => {
    const input = withPolicy(given, 'shown', answer);
    const recommendation = recommend(input);
    if (recommendation.kind === 'skipped') return;
    const { secondOpinion: heard } = viewsOf(input, recommendation);
    const { sizes } = recommendation;
    expect(heard === undefined).toBe(answer === undefined);
    if (heard === undefined || heard.kind === 'none') return;
    expect(heard.kind === 'agrees').toBe(isSameSize(heard.task, sizes.task));
    if (heard.kind === 'agrees') return;
    expect(heard.because.length).toBeGreaterThan(0);
    expect(DIFFERENCE_CODES.filter((code) => heard.because.includes(code))).toEqual(heard.because);
  });
});

/** Without what takes less beside utilization: a pin, a bound, a size that ECS took back. */
function unbounded({ neverAbove: _, ...input }: RecommendInput & { readonly change: ChangeContext }): RecommendInput {
  const { pin: __, ...change } = input.change;
  const { context, ...evidence } = input.evidence;
  const target = { ...input.target, maximumTaskSize: {} };
  if (context === undefined) return { ...input, change, target, evidence };
  const { rolledBack: ___, ...known } = context;
  return { ...input, change, target, evidence: { ...evidence, context: known } };
}

it('no shrink is applied that a required second opinion does not support', () => {
  let held = 0;
  always(remembered, answers, (given, answer) => {
    const input = withPolicy(unbounded(given), 'required', answer);
    const recommendation = recommend(input);
    if (recommendation.kind === 'skipped' || recommendation.alerts.length > 0) return;
    const base = baseOf(input);
    if (base.cpuUnits === 32_768) return;
    const { sizes, applicable, verdict } = recommendation;
    const opinion = answer?.kind === 'known' ? answer.byArn.get(SERVICE_ARN) : undefined;
    const task = opinion?.task ?? (opinion?.finding === 'Optimized' ? opinion.current : undefined);
    const isSupported = SIDES.every((side, index) => {
      const isSilent = opinion?.silentAbout.includes(index === 0 ? 'cpu' : 'memory') ?? true;
      return sizes.task[side] >= base[side] || (task !== undefined && !isSilent && task[side] <= sizes.task[side]);
    });
    if (isSupported) return;
    held += 1;
    expect(verdict.kind).not.toBe('act');
    for (const side of SIDES) expect(applicable.sizes.task[side]).toBeGreaterThanOrEqual(base[side]);
  });
  expect(held).toBeGreaterThan(RUNS.numRuns / 20);
});

it('growth is what it is without a second opinion, and floors by kills hold', () => {
  always(remembered, answers, (given, answer) => {
    const input = withPolicy(given, 'required', answer);
    const [strict, shown] = [recommend(input), recommend(withPolicy(given, 'shown', answer))];
    expect(strict.kind).toBe(shown.kind);
    expect(strict.sizes).toEqual(shown.sizes);
    if (strict.kind === 'skipped' || shown.kind === 'skipped' || strict.alerts.length > 0) return;
    const base = baseOf(input);
    if (shown.sizes.task.cpuUnits >= base.cpuUnits && shown.sizes.task.memoryMiB >= base.memoryMiB) {
      expect(strict).toEqual(shown);
    }
    for (const side of SIDES) {
      const grown = shown.applicable.sizes.task[side];
      if (grown > base[side]) expect(strict.applicable.sizes.task[side]).toBeGreaterThanOrEqual(grown);
    }
    for (const { container, floorMiB } of input.evidence.context?.kills ?? []) {
      const before = ownEntry(shown.applicable.sizes.containers, container)?.memoryMiB;
      const after = ownEntry(strict.applicable.sizes.containers, container)?.memoryMiB;
      if (before !== undefined && before >= floorMiB) expect(after).toBeGreaterThanOrEqual(floorMiB);
    }
  });
});
