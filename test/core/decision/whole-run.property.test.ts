import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../core/configuration/policies.ts';
import { readEvidence } from '../../../core/decision/read-evidence.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import type { Deployment } from '../../../core/model/service.ts';
import { type Resource, SIDES, type TaskSize, validPairs } from '../../../core/model/task-size.ts';
import { container, parameterKeys, service, target } from '../../support/builders.ts';
import { alwaysOfFewer, FEWER } from '../../support/properties.ts';
import { days, deployed, pointsOf, ranBefore, rawEvidence } from '../../support/raw-evidence.ts';

/** Enough for production's 168 hours, and less than what memory must be full for. */
const WINDOW = days(9);
const POINTS = 9 * 288;
const PERIOD = 300_000;

const sizes = fc.constantFrom(...validPairs('LINUX').filter(({ cpuUnits }) => cpuUnits >= 512 && cpuUnits <= 8192));
const point = fc.integer({ min: 0, max: POINTS - 1 });
/** Shares of the smallest size that runs in the window. */
const share = (max: number) => fc.double({ min: 0.01, max, noNaN: true });

/** Use that comes now and then, beside what is always used. */
const bursts = fc.array(
  fc.record({
    at: point,
    points: fc.integer({ min: 1, max: 30 }),
    every: fc.constantFrom(12, 288, POINTS),
    to: share(0.3),
  }),
  { maxLength: 3 },
);
const stories = fc.record({
  running: sizes,
  before: fc.option(sizes, { nil: undefined }),
  resizedAt: point,
  deployments: fc.array(fc.record({ at: point, minutes: fc.integer({ min: 1, max: 200 }) }), { maxLength: 12 }),
  pending: fc.option(fc.array(point, { maxLength: 60 }), { nil: undefined }),
  tasks: fc.constantFrom(undefined, 0, 1, 3),
  off: fc.option(fc.record({ at: point, points: fc.integer({ min: 1, max: 400 }) }), { nil: undefined }),
  base: share(0.3),
  bursts,
  policy: fc.constantFrom(...Object.values(builtInPolicies)),
});
type Story = typeof stories extends fc.Arbitrary<infer Value> ? Value : never;

function sizeAt({ running, before, resizedAt }: Story, index: number): TaskSize {
  return before !== undefined && index < resizedAt ? before : running;
}

/** What is used at a point, as a share of the smallest size. */
function useAt({ base, bursts: all }: Story, index: number): number {
  const reached = all.flatMap(({ at, points, every, to }) => ((index + POINTS - at) % every < points ? [to] : []));
  return Math.max(base, ...reached);
}

function deploymentsOf({ running, before, resizedAt, deployments }: Story): readonly Deployment[] {
  const at = (index: number) => WINDOW.startTime + index * PERIOD;
  const plain = deployments.map(({ at: index, minutes }) => {
    const size = before !== undefined && index < resizedAt ? before : running;
    return deployed(at(index) + 1, size, { finishedAt: at(index) + minutes * 60_000, before: ranBefore(size) });
  });
  return before === undefined ? plain : [...plain, deployed(at(resizedAt), running, { before: ranBefore(before) })];
}

/** What a whole run finds where what is used of a resource becomes something else. */
function found(story: Story, resource: Resource, change: (use: number) => number): TaskSize {
  const side = SIDES[resource];
  const smallest = (of: keyof TaskSize) => Math.min(story.running[of], story.before?.[of] ?? Number.POSITIVE_INFINITY);
  const isOff = (index: number) =>
    story.off !== undefined && index >= story.off.at && index < story.off.at + story.off.points;
  const percent = (of: keyof TaskSize) => {
    const highest = pointsOf(WINDOW, (index) => {
      if (isOff(index)) return Number.NaN;
      const use = useAt(story, index) * smallest(of);
      // Nothing uses more than there is.
      return Math.min(100, ((of === side ? change(use) : use) / sizeAt(story, index)[of]) * 100);
    });
    return { average: highest.map((value) => value * 0.9), maximum: highest };
  };
  const evidence = readEvidence(
    rawEvidence({
      window: WINDOW,
      service: service({ taskSize: story.running, containers: [container('web')] }),
      history: { kind: 'known', deployments: deploymentsOf(story) },
      metrics: {
        cpu: percent('cpuUnits'),
        memory: percent('memoryMiB'),
        ...(story.pending && { pending: pointsOf(WINDOW, (index) => (story.pending?.includes(index) ? 1 : 0)) }),
        ...(story.tasks !== undefined && { running: pointsOf(WINDOW, () => Number(story.tasks)) }),
      },
    }),
  );
  return recommend({ target: target({ policy: story.policy, parameters: parameterKeys() }), evidence }).sizes.task;
}

/** How often more use gave more, of as many runs: a comparison that is always even would say nothing. */
const LEAST_GROWN = FEWER.numRuns / 10;

const resources = fc.constantFrom<Resource>('cpu', 'memory');

/** Memory beyond its size is killed, and is no use; CPU is cut off there. */
const largest = (resource: Resource) => (resource === 'memory' ? 3 : 6);

describe('a whole run, with deployments, starts, pending tasks and pauses (docs/contracts.md, what always holds, 5)', () => {
  it('gives no less of a resource that is used k times as much', () => {
    let grown = 0;
    alwaysOfFewer(stories, resources, fc.double({ min: 1, max: 6, noNaN: true }), (story, resource, factor) => {
      const k = Math.min(factor, largest(resource));
      const [less, more] = [found(story, resource, (use) => use), found(story, resource, (use) => use * k)];
      expect(more[SIDES[resource]]).toBeGreaterThanOrEqual(less[SIDES[resource]]);
      if (more[SIDES[resource]] > less[SIDES[resource]]) grown += 1;
    });
    expect(grown).toBeGreaterThanOrEqual(LEAST_GROWN);
  });

  it('gives no less of a resource of which c more is used all the time', () => {
    let grown = 0;
    alwaysOfFewer(stories, resources, fc.double({ min: 0, max: 1, noNaN: true }), (story, resource, amount) => {
      const side = SIDES[resource];
      const smallest = Math.min(story.running[side], story.before?.[side] ?? Number.POSITIVE_INFINITY);
      const c = smallest * (resource === 'memory' ? amount * 0.6 : amount);
      const [less, more] = [found(story, resource, (use) => use), found(story, resource, (use) => use + c)];
      expect(more[side]).toBeGreaterThanOrEqual(less[side]);
      if (more[side] > less[side]) grown += 1;
    });
    expect(grown).toBeGreaterThanOrEqual(LEAST_GROWN);
  });
});
