import { describe, expect, it } from 'vitest';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import { evidenceAlerts, FACT_SENTENCES, facts } from '../../../core/decision/facts.ts';
import type { Reason } from '../../../core/decision/recommendation.ts';
import { booted, type Case, containerUsage, context, inputOf, parameterKeys, size } from '../../support/builders.ts';

const own = { connect: containerUsage(9, 9), instantclient: containerUsage(9, 9) };

function reasons(known: Partial<EvidenceContext>, evidence: Case['evidence'] = { containers: own }) {
  return facts(inputOf({ evidence: { ...evidence, context: context(known) } }), size(256, 512));
}

describe('evidenceAlerts', () => {
  it('say that the deployments could not be read, and nothing where they were', () => {
    const alerts = (known: Partial<EvidenceContext>) =>
      evidenceAlerts(inputOf({ evidence: { context: context(known) } }));
    expect(alerts({ historyUnknown: 'AccessDeniedException' })).toEqual([
      { code: 'HistoryUnknown', source: 'Deployments', detail: 'AccessDeniedException' },
    ]);
    expect(alerts({})).toEqual([]);
  });
});

describe('facts', () => {
  it('are none, where nothing is known or nothing is worth saying', () => {
    expect(facts(inputOf(), size(256, 512))).toEqual([]);
    expect(reasons({})).toEqual([]);
  });

  it.each<[string, Partial<EvidenceContext>, Reason]>([
    ['resizes', { resizes: 3 }, { code: 'SizeHistory', source: 'Deployments', resizes: 3, leftOutPoints: 0 }],
    [
      'points left out: 2 + 3',
      { mixedPoints: 2, unknownPoints: 3 },
      { code: 'SizeHistory', source: 'Deployments', resizes: 0, leftOutPoints: 5 },
    ],
    [
      'a history that nobody knows',
      { timeline: { ...context().timeline, source: 'CurrentSize' } },
      { code: 'SizeHistory', source: 'CurrentSize', resizes: 0, leftOutPoints: 0 },
    ],
    [
      'a leak, in whole numbers',
      { growth: { slopeMiBPerDay: 60.4, daysUntilLimit: 52.9, usualDays: 6.96, baseMiB: 500, neededMiB: 920.1 } },
      { code: 'LeakSuspected', slopeMiBPerDay: 60, daysUntilLimit: 53, usualDays: 7, needed: 921 },
    ],
  ])('name %s', (_, known, reason) => {
    expect(reasons(known)).toEqual([reason]);
  });

  it('name starts, and what they would take with less CPU: 5 × 1024 / 256 = 20', () => {
    expect(reasons({ starts: booted(5, 1024) })).toEqual([
      { code: 'Starts', starts: 1, peakPercent: 100, bootMinutes: 5 },
      { code: 'StartUnlimited', bootMinutes: 5, predictedMinutes: 20, cpuUnits: 256 },
    ]);
  });

  it('say nothing of starts that are what the service does, and so are load', () => {
    expect(reasons({ starts: { ...context().starts, times: [1, 2], maskedPoints: 0 } })).toEqual([]);
  });

  it('say what the task uses beside its containers', () => {
    expect(reasons({ besideMiB: 150 })).toEqual([{ code: 'BesideContainers', memoryMiB: 150 }]);
  });

  it('say why points are of an unknown size', () => {
    expect(reasons({ sizesUnreadable: ['It is gone.'] })).toEqual([
      { code: 'SizesUnreadable', details: ['It is gone.'] },
    ]);
  });

  it('tell one unknown size, or how many more there are', () => {
    const text = (...details: string[]) => FACT_SENTENCES.SizesUnreadable({ details });
    expect(text('It is gone.')).toBe('It is gone. Points of that size are left out.');
    expect(text('It is gone.', 'And this.')).toBe(
      'It is gone. So it is with 1 more. Points of that size are left out.',
    );
  });

  it('name containers that are sized without metrics of their own', () => {
    expect(reasons({}, { containers: { connect: containerUsage(9, 9) } })).toEqual([
      { code: 'ContainersEstimated', containers: ['instantclient'] },
    ]);
  });

  it('do not name a container that is alone, or that nobody sizes', () => {
    const alone = inputOf({
      target: { parameters: parameterKeys({ connect: { cpu: 'a' } }) },
      service: { containers: inputOf().evidence.service.containers.slice(0, 1) },
      evidence: { context: context() },
    });
    expect(facts(alone, size(256, 512))).toEqual([]);
    const unsized = inputOf({
      target: { parameters: { task: { cpu: 'c', memory: 'm' }, containers: {} } },
      evidence: { context: context() },
    });
    expect(facts(unsized, size(256, 512))).toEqual([]);
  });
});
