import { describe, expect, it } from 'vitest';
import { hasDayOfPoints, lastResized } from '../../../core/decision/came-up.ts';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import type { Deployment } from '../../../core/model/service.ts';
import type { TaskSize } from '../../../core/model/task-size.ts';
import { context, DAY, inputOf, NO_DATA, size, usage } from '../../support/builders.ts';

const HOUR_MILLISECONDS = 3_600_000;
/** What runs in all of this. */
const RUNS = size(2048, 6144);
const LARGER = size(4096, 8192);
const at = (hour: number) => DAY.startTime + hour * HOUR_MILLISECONDS;
const iso = (hour: number) => new Date(at(hour)).toISOString();
const revision = (taskSize: TaskSize) => ({ taskDefinitionArn: 'arn:1', taskSize, images: {} });

function deployed(hour: number, taskSize: TaskSize, fields: Partial<Deployment> = {}): Deployment {
  return {
    startedAt: at(hour),
    finishedAt: at(hour + 1),
    outcome: 'successful',
    revision: revision(taskSize),
    ...fields,
  };
}

function resizedIn(fields: Partial<EvidenceContext>, changedAt?: string) {
  return lastResized(inputOf({ evidence: { context: context(fields) } }).evidence, changedAt);
}

describe('when the size that runs came into force', () => {
  it.each<[string, readonly Deployment[]]>([
    ['the last deployment that changed it', [deployed(9, RUNS), deployed(1, LARGER), deployed(5, RUNS)]],
    ['what ECS says ran before', [deployed(5, RUNS, { before: revision(LARGER) })]],
    ['a first deployment of which nobody knows what ran before', [deployed(5, RUNS)]],
    ['a size that was rolled back in between', [deployed(5, RUNS), deployed(7, LARGER, { outcome: 'rolledBack' })]],
  ])('is told by %s', (_, deployments) => {
    expect(resizedIn({ deployments })).toEqual({ at: at(5), pointsFrom: at(6) });
  });

  it('is the start of a deployment whose end is not known', () => {
    const { finishedAt: _, ...open } = deployed(5, RUNS);
    expect(resizedIn({ deployments: [open] })).toEqual({ at: at(5), pointsFrom: at(5) });
  });

  it('is not yet, while its deployment goes on', () => {
    const deployments = [deployed(5, RUNS, { outcome: 'inProgress' })];
    expect(resizedIn({ deployments })).toEqual({ at: at(5), pointsFrom: Number.POSITIVE_INFINITY });
  });

  const spans = (...all: readonly (readonly [number, TaskSize])[]): EvidenceContext['timeline'] => ({
    source: 'ContainerInsights',
    spans: all.map(([startTime, taskSize]) => ({ startTime, taskSize })),
    mixed: [],
    deployedAt: [],
  });
  const ALWAYS = Number.NEGATIVE_INFINITY;
  const CURRENT: EvidenceContext['timeline'] = { ...spans([ALWAYS, RUNS]), source: 'CurrentSize' };

  it.each<[string, EvidenceContext['timeline'], string | undefined, ReturnType<typeof lastResized>]>([
    ['where Container Insights saw it change', spans([ALWAYS, LARGER], [at(3), RUNS]), undefined, from(at(3))],
    ['nowhere, where it saw one size', spans([ALWAYS, RUNS]), iso(2), undefined],
    ['with the last change, where it has not seen it yet', spans([ALWAYS, LARGER]), iso(2), from(at(2), Infinity)],
    [
      'at the end, where it has not seen it and nobody wrote it',
      spans([ALWAYS, LARGER]),
      undefined,
      from(at(24), Infinity),
    ],
    ['with the last change, where nothing is known', CURRENT, iso(2), from(at(2))],
    ['nowhere, where nothing is known and nothing changed', CURRENT, undefined, undefined],
    ['nowhere, where ECS remembers no deployment', { ...CURRENT, source: 'Deployments' }, iso(2), undefined],
  ])('is told %s', (_, timeline, changedAt, expected) => {
    expect(resizedIn({ timeline }, changedAt)).toEqual(expected);
  });

  function from(startedAt: number, pointsFrom = startedAt) {
    return { at: startedAt, pointsFrom };
  }

  it('is not known where only series are given', () => {
    expect(lastResized(inputOf().evidence)).toBeUndefined();
  });
});

describe('a day of points', () => {
  const hours = (keeps: (hour: number) => boolean) =>
    usage(Array.from({ length: 24 }, (_, hour) => (keeps(hour) ? 100 : null)));
  const has = (fields: object, from = at(0)) => hasDayOfPoints({ ...inputOf().evidence, ...fields }, from);

  it.each<[string, object, boolean]>([
    ['is there with all of them', {}, true],
    ['is there with memory alone', { cpu: NO_DATA }, true],
    [
      'is there with half of them over the day',
      { cpu: hours((hour) => hour % 2 === 1 || hour === 0), memory: NO_DATA },
      true,
    ],
    ['is not there without one', { cpu: NO_DATA, memory: NO_DATA }, false],
    ['is not there where CPU alone is measured and is silent', { cpu: NO_DATA, memory: undefined }, false],
    [
      'is not there with the first and the last alone',
      { cpu: hours((hour) => hour % 23 === 0), memory: NO_DATA },
      false,
    ],
    ['is not there with 23 hours in a row', { cpu: hours((hour) => hour > 0), memory: NO_DATA }, false],
  ])('%s', (_, fields, expected) => {
    expect(has(fields)).toBe(expected);
  });

  it('counts what is left out as a start: it was measured', () => {
    const { cpu } = inputOf().evidence;
    const leftOut = new Uint8Array(24).fill(1);
    expect(has({ cpu: { ...NO_DATA, leftOut }, memory: undefined })).toBe(true);
    expect(cpu.leftOut).toBeUndefined();
  });

  it('is not there where it began an hour before', () => {
    expect([has({}, at(1)), has({}, at(-5))]).toEqual([false, true]);
  });
});
