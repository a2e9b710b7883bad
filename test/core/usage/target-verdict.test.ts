import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../core/configuration/policies.ts';
import { dataQuality, judgeData, type ResourceQuality } from '../../../core/usage/data-quality.ts';
import { judgeTarget, type VerdictInput } from '../../../core/usage/target-verdict.ts';
import { DAY, flat, NO_DATA } from '../../support/builders.ts';

const policy = { ...builtInPolicies.production, minimumDataHours: 12, minimumDaysSinceDeployment: 7 };
const good: ResourceQuality = dataQuality('cpu', flat(5), DAY);
const none: ResourceQuality = dataQuality('memory', NO_DATA, DAY);

function judge(cpu: Partial<ResourceQuality>, memory?: Partial<ResourceQuality>, fields: Partial<VerdictInput> = {}) {
  const of = (resource: 'cpu' | 'memory', quality: Partial<ResourceQuality>) => {
    const all = { ...good, ...quality };
    return { quality: all, verdict: judgeData(resource, all, { policy }) };
  };
  const resources = { cpu: of('cpu', cpu), ...(memory && { memory: of('memory', memory) }) };
  return judgeTarget({ resources, policy, ...fields });
}

describe('judgeTarget', () => {
  it('acts on good data', () => {
    expect(judge({}, {})).toEqual({ kind: 'act', reasons: [] });
    expect(judge({ coveragePercent: 80 }, {}, { daysSinceDeployment: 7 })).toEqual({ kind: 'act', reasons: [] });
  });

  it('is silent, when no resource has enough data', () => {
    expect(judge(none, none)).toEqual({
      kind: 'silent',
      reasons: [
        { code: 'NoData', resource: 'cpu' },
        { code: 'NoData', resource: 'memory' },
      ],
    });
    expect(judge({ dataHours: 11, dataDays: 0 })).toEqual({
      kind: 'silent',
      reasons: [{ code: 'InsufficientData', resource: 'cpu', dataHours: 11, minimumDataHours: 12 }],
    });
    expect(judgeTarget({ resources: {}, policy }).kind).toBe('silent');
  });

  it('acts on one resource, though the other has no data', () => {
    expect(judge({}, none)).toEqual({ kind: 'act', reasons: [] });
  });

  it('advises on holes, of either resource', () => {
    const reason = { code: 'LowCoverage', coveragePercent: 79.99, minimumCoveragePercent: 80 };
    expect(judge({ coveragePercent: 79.99 }, {})).toEqual({
      kind: 'advise',
      reasons: [{ ...reason, resource: 'cpu' }],
    });
    expect(judge({}, { coveragePercent: 79.99 })).toEqual({
      kind: 'advise',
      reasons: [{ ...reason, resource: 'memory' }],
    });
    expect(judge({ coveragePercent: Number.NaN }).kind).toBe('advise');
  });

  it('advises where more than a quarter of the points with data is left out: 24 count, 8 do not; 9 do not', () => {
    expect(judge({ leftOutPoints: 8 }, {}).kind).toBe('act');
    expect(judge({}, { leftOutPoints: 9 })).toEqual({
      kind: 'advise',
      reasons: [{ code: 'MuchLeftOut', resource: 'memory', leftOutPercent: 27 }],
    });
    expect(judge({}, { ...none, leftOutPoints: 9 }).kind).toBe('act');
  });

  it('advises soon after a deployment', () => {
    expect(judge({}, {}, { daysSinceDeployment: 6.9 })).toEqual({
      kind: 'advise',
      reasons: [{ code: 'RecentDeployment', daysSinceDeployment: 6.9, minimumDaysSinceDeployment: 7 }],
    });
  });
});
