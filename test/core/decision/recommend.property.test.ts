import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import type { Recommendation } from '../../../core/decision/recommendation.ts';
import type { RunningService } from '../../../core/model/service.ts';
import { acceptsOf, hasOneValuePerKey, misfit, ownEntry, type Sizes } from '../../../core/model/sizes.ts';
import type { Resource } from '../../../core/model/task-size.ts';
import { toDocument } from '../../../core/publication/sizes-document.ts';
import { adversarial, inputOfScene, type Scene, scenes } from '../../support/arbitraries.ts';
import { container, containerUsage, flat, inputOf, parameterKeys, size } from '../../support/builders.ts';
import { contexts } from '../../support/context-arbitraries.ts';
import { always, alwaysOfFewer } from '../../support/properties.ts';

/** Alerts and skips change nothing: there the sizes are the running ones, whatever they are. */
function isChange(recommendation: Recommendation): boolean {
  return recommendation.kind !== 'skipped' && recommendation.alerts.length === 0;
}

const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const;
/** Memory that is not measured is the smallest of the CPU. */
function measured(scene: Scene): readonly { readonly resource: Resource }[] {
  return [{ resource: 'cpu' }, ...(scene.memory === undefined ? [] : [{ resource: 'memory' } as const])];
}

const resources = fc.constantFrom<Resource>('cpu', 'memory');
/** What goes wrong once in a thousand scenes is looked for, too. */

function taskAmount(scene: Scene, resource: Resource): number {
  return recommend(inputOfScene(scene)).sizes.task[SIDES[resource]];
}

/** The scene with every point of a resource's series changed; null stays null. */
function withPoints(scene: Scene, resource: Resource, change: (point: number, index: number) => number): Scene {
  const points = scene[resource]?.map((point, index) => (point === null ? null : change(point, index)));
  return points === undefined ? scene : { ...scene, [resource]: points };
}

/** What may be applied; a skip applies nothing, so what runs. */
function applicableOf(recommendation: Recommendation): Sizes {
  return recommendation.kind === 'skipped' ? recommendation.sizes : recommendation.applicable.sizes;
}

/** Only the weeks of the risk and the longest gap know when a point was. */
function withoutTimes(recommendation: Recommendation) {
  const { assessments, ...rest } = { ...recommendation, risk: {} };
  const timeless = Object.entries(assessments).map(([resource, assessment]) => {
    const { longestGapHours: _, ...quality } = assessment.quality;
    return [resource, { ...assessment, quality }];
  });
  return { ...rest, assessments: Object.fromEntries(timeless) };
}

function assertDeployable(input: RecommendInput): void {
  const { service } = input.evidence;
  const recommendation = recommend(input);
  if (!isChange(recommendation)) return;
  for (const sizes of [recommendation.sizes, applicableOf(recommendation)]) {
    expect(misfit(sizes, service.containers, acceptsOf(service))).toBeUndefined();
    expect(hasOneValuePerKey(sizes, input.target.parameters)).toBe(true);
    for (const value of Object.values(toDocument(sizes, input.target.parameters))) expect(value).toMatch(/^\d+$/);
  }
}

describe('a recommendation (docs/contracts.md, what always holds, 1)', () => {
  it('is a valid pair whose containers fit inside, and a document can say it', () => {
    always(scenes(), (scene) => assertDeployable(inputOfScene(scene)));
  });

  it('is that for every series a metric could go wrong with, and never throws', () => {
    always(scenes(adversarial), (scene) => assertDeployable(inputOfScene(scene)));
  });

  it('gives every container that is sized its floors', () => {
    always(scenes(), (scene) => {
      const recommendation = recommend(inputOfScene(scene));
      if (!isChange(recommendation)) return;
      for (const { name } of scene.service.containers) {
        const { minimumMemoryMiB = 0, heap } = ownEntry(scene.target.containers, name) ?? {};
        const size = ownEntry(recommendation.sizes.containers, name);
        const limit = size?.memoryMiB ?? size?.memoryReservationMiB;
        const floor = Math.max(minimumMemoryMiB, heap === undefined ? 0 : Math.ceil(heap.maximumMiB * 1.25));
        if (limit !== undefined) expect(limit).toBeGreaterThanOrEqual(floor);
      }
    });
  });

  it('finds containers that fit, unless one of them has the whole task beside others', () => {
    always(scenes(), (scene) => {
      const recommendation = recommend(inputOfScene(scene));
      if (recommendation.kind === 'skipped') return;
      if (!recommendation.alerts.some(({ code }) => code === 'ContainersDoNotFit')) return;
      const keys = Object.values(scene.target.parameters.containers).flatMap((each) => Object.values(each));
      expect(keys.some((key) => key === 'taskCpu' || key === 'taskMemory')).toBe(true);
    });
  });
});

/** Task and containers have at least what they have now. */
function expectKept({ taskSize, containers }: RunningService, sizes: Sizes, resource: Resource): void {
  expect(sizes.task[SIDES[resource]]).toBeGreaterThanOrEqual(taskSize[SIDES[resource]]);
  for (const { name, ...declared } of containers) {
    const size = { ...declared, ...ownEntry(sizes.containers, name) };
    const fields = resource === 'cpu' ? (['cpuUnits'] as const) : (['memoryMiB', 'memoryReservationMiB'] as const);
    for (const field of fields) expect(size[field] ?? 0).toBeGreaterThanOrEqual(declared[field] ?? 0);
  }
}

describe('a resource without good data (invariant 2)', () => {
  const none = fc.constant(Array.from({ length: 24 }, () => null));
  const little = fc.double({ min: 0, max: 90, noNaN: true }).map((first) => [first, ...Array<null>(23).fill(null)]);
  const broken = fc
    .constantFrom(-1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1e300, 1e17)
    .map((bad) => [bad, ...Array<number>(23).fill(3)]);
  const censored = fc.constantFrom(99, 100, 250).map((top) => [top, ...Array<number>(23).fill(3)]);

  it.each<[string, Resource, fc.Arbitrary<readonly (number | null)[]>]>([
    ['no data', 'cpu', none],
    ['no data', 'memory', none],
    ['little data', 'cpu', little],
    ['little data', 'memory', little],
    ['broken data', 'cpu', broken],
    ['broken data', 'memory', broken],
    ['censored data', 'cpu', censored],
  ])('keeps at least the size it has: %s of %s', (_, resource, series) => {
    always(scenes(), series, (scene, points) => {
      const { policy } = scene.target;
      const strict = { ...scene.target, policy: { ...policy, minimumDataHours: 12 } };
      const recommendation = recommend(inputOfScene({ ...scene, target: strict, [resource]: points }));
      for (const sizes of [recommendation.sizes, applicableOf(recommendation)]) {
        expectKept(scene.service, sizes, resource);
      }
    });
  });
});

describe('what may be applied', () => {
  it('is the recommendation when the verdict is to act, else nothing smaller than what runs', () => {
    always(scenes(), (scene) => {
      const recommendation = recommend(inputOfScene(scene));
      if (recommendation.kind === 'skipped') return;
      if (recommendation.verdict.kind === 'act') expect(recommendation.applicable.sizes).toEqual(recommendation.sizes);
      else
        for (const { resource } of measured(scene))
          expectKept(scene.service, recommendation.applicable.sizes, resource);
    });
  });

  it('holds every floor by a kill, whatever the data says', () => {
    always(scenes(), (scene) => {
      const recommendation = recommend(inputOfScene(scene));
      if (!isChange(recommendation)) return;
      for (const { container, floorMiB } of scene.context?.kills ?? []) {
        for (const sizes of [recommendation.sizes, applicableOf(recommendation)]) {
          const size = ownEntry(sizes.containers, container);
          const running = scene.service.containers.find(({ name }) => name === container);
          // One without a limit is killed at the task's: its reservation is no matter.
          const isLimited = running?.memoryMiB !== undefined || size?.memoryMiB !== undefined;
          const limit = size?.memoryMiB ?? size?.memoryReservationMiB;
          if (running && isLimited && limit !== undefined) expect(limit).toBeGreaterThanOrEqual(floorMiB);
        }
      }
    });
  });

  it('never shrinks a resource that a scaling policy holds, nor memory without a record of kills', () => {
    always(scenes(), contexts, (scene, known) => {
      const { sizes } = recommend(inputOfScene({ ...scene, context: known }));
      for (const { resource } of measured(scene)) {
        const isHeld = known.scaling.some((policy) => policy.kind === 'step' || policy.resource === resource);
        const isUnknown = resource === 'memory' && !known.killsKnown;
        if (isHeld || isUnknown) expectKept(scene.service, sizes, resource);
      }
    });
  });
});

describe('the same evidence (invariant 4)', () => {
  it('gives the same sizes and reasons in any order of its points', () => {
    const order = fc.shuffledSubarray([...Array(24).keys()], { minLength: 24 });
    always(scenes(), order, (scene, at) => {
      const shuffled = (points: readonly (number | null)[]) => at.map((index) => points[index] ?? null);
      const other = { ...scene, cpu: shuffled(scene.cpu), memory: scene.memory && shuffled(scene.memory) };
      expect(withoutTimes(recommend(inputOfScene(other)))).toEqual(withoutTimes(recommend(inputOfScene(scene))));
    });
  });

  it('gives the same numbers in any order of the containers', () => {
    always(scenes(), (scene) => {
      const reversed = { ...scene.service, containers: scene.service.containers.toReversed() };
      const before = recommend(inputOfScene(scene));
      const after = recommend(inputOfScene({ ...scene, service: reversed }));
      expect(after.sizes).toEqual(before.sizes);
      expect(after.kind).toBe(before.kind);
    });
  });

  it('gives the same answer twice', () => {
    alwaysOfFewer(scenes(), (scene) => {
      expect(recommend(inputOfScene(scene))).toEqual(recommend(inputOfScene(scene)));
    });
  });

  it('lets a size that is live stand, so that documents do not churn', () => {
    always(scenes(), (scene) => {
      const input = inputOfScene(scene);
      const { sizes } = recommend(input);
      const again = recommend({ ...input, live: sizes });
      if (again.kind !== 'skipped') expect(again.sizes).toEqual(sizes);
    });
  });
});

/**
 * What an amount of use must give at least: what less use gave, and no more than what runs where no task can use so
 * much, or where too few points are left without those that no task can.
 */
function leastFor(more: Scene, before: number, resource: Resource): number {
  const { reasons } = recommend(inputOfScene(more));
  const cannotBe = reasons.some((reason) => {
    if (reason.code === 'BrokenData' || reason.code === 'InsufficientData') return reason.resource === resource;
    return reason.code === 'MemoryAboveSize' && resource === 'memory';
  });
  return cannotBe ? Math.min(before, more.service.taskSize[SIDES[resource]]) : before;
}

describe('more usage of a resource (invariant 5)', () => {
  it('never gives less of it: multiplied', () => {
    always(scenes(), resources, fc.double({ min: 1, max: 20, noNaN: true }), (scene, resource, factor) => {
      const more = withPoints(scene, resource, (point) => point * factor);
      expect(taskAmount(more, resource)).toBeGreaterThanOrEqual(leastFor(more, taskAmount(scene, resource), resource));
    });
  });

  it('never gives less of it: raised by a constant', () => {
    always(scenes(), resources, fc.double({ min: 0, max: 200, noNaN: true }), (scene, resource, more) => {
      const raised = withPoints(scene, resource, (point) => point + more);
      expect(taskAmount(raised, resource)).toBeGreaterThanOrEqual(
        leastFor(raised, taskAmount(scene, resource), resource),
      );
    });
  });

  it('never lowers the empirical requirement, whatever point is raised', () => {
    const point = fc.integer({ min: 0, max: 23 });
    always(scenes(), resources, point, fc.double({ min: 0, max: 500, noNaN: true }), (scene, resource, at, by) => {
      const raised = withPoints(scene, resource, (value, index) => (index === at ? value + by : value));
      if (leastFor(raised, Number.POSITIVE_INFINITY, resource) < Number.POSITIVE_INFINITY) return;
      const before = recommend(inputOfScene(scene)).assessments[resource]?.needed ?? 0;
      expect(recommend(inputOfScene(raised)).assessments[resource]?.needed ?? 0).toBeGreaterThanOrEqual(before);
    });
  });

  it('is covered by the pair, unless a bound or the grid says otherwise', () => {
    const bounded = ['MaximumTaskSize', 'NeverAbovePolicy', 'NoPairHolds'];
    always(scenes(), resources, (scene, resource) => {
      const recommendation = recommend(inputOfScene(scene));
      if (!isChange(recommendation) || recommendation.reasons.some(({ code }) => bounded.includes(code))) return;
      const needed = recommendation.assessments[resource]?.needed ?? 0;
      expect(recommendation.sizes.task[SIDES[resource]]).toBeGreaterThanOrEqual(needed);
    });
  });

  it('is the same as more headroom: it never gives less', () => {
    always(scenes(), resources, fc.integer({ min: 0, max: 300 }), (scene, resource, more) => {
      const { policy } = scene.target;
      const headroomPercent = policy[resource].headroomPercent + more;
      const generous = { ...policy, [resource]: { ...policy[resource], headroomPercent } };
      const after = taskAmount({ ...scene, target: { ...scene.target, policy: generous } }, resource);
      expect(after).toBeGreaterThanOrEqual(taskAmount(scene, resource));
    });
  });

  it('is the same as a higher price of a shortage: it never gives less', () => {
    const times = fc.double({ min: 1, max: 50, noNaN: true });
    always(scenes(), resources, times, (scene, resource, k) => {
      const { policy } = scene.target;
      const { cpuUsdPerHour, memoryUsdPerKill } = policy.shortage;
      const dearer = {
        ...policy,
        shortage: { cpuUsdPerHour: cpuUsdPerHour * k, memoryUsdPerKill: memoryUsdPerKill * k },
      };
      const after = taskAmount({ ...scene, target: { ...scene.target, policy: dearer } }, resource);
      expect(after).toBeGreaterThanOrEqual(taskAmount(scene, resource));
    });
  });
});

describe('a container under the key of its task, beside one that declares nothing', () => {
  it('lets the task stand, however often it is kept at its size: 3000 × 1.25 + 100 × 1.25 = 3875 of 4096', () => {
    const input = inputOf({
      service: { taskSize: size(1024, 4096), containers: [container('app'), container('side')] },
      target: {
        parameters: parameterKeys({ app: { memory: parameterKeys().task.memory } }),
        guards: { neverShrink: ['memory'] },
      },
      evidence: {
        cpu: flat(200),
        memory: flat(3100),
        containers: { app: containerUsage(10, 3000), side: containerUsage(10, 100) },
      },
    });
    const { sizes } = recommend(input);
    expect(sizes).toEqual({ task: size(512, 4096), containers: { app: { memoryMiB: 4096 } } });
    expect(recommend({ ...input, live: sizes }).sizes).toEqual(sizes);
  });
});
