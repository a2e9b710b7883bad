import { describe, expect, it } from 'vitest';
import { codes, decided, size } from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

const rejected = { at: '2026-11-20T06:00:00.000Z', until: '2026-12-18T06:00:00.000Z', by: 'jane', why: 'a campaign' };
const proposing = (fields: Parameters<typeof plain>[0] = {}) =>
  decided(plain({ ...fields, target: { mode: 'propose', ...fields?.target } })).applicable;

describe('where a person is asked', () => {
  it('a rejection is said beside what a proposal would be, and applies to nothing that is written', () => {
    expect(proposing({ change: { rejected } }).holds).toContainEqual({ code: 'Rejected', ...rejected });
    expect(codes(decided(plain({ change: { rejected } })).applicable.holds)).not.toContain('Rejected');
  });

  it('nothing waits for agreement, a cool-down, a deployment or the end of a freeze window; a step stays a step', () => {
    const { holds, proposal } = proposing({
      target: { freeze: [{ from: '2026-11-20' }] },
      change: { changedAt: '2026-11-21T06:00:00.000Z', notDeployedSince: '2026-11-21T06:00:00.000Z' },
    });
    expect(codes(holds)).toEqual(['OneCpuRow']);
    expect(proposal.task).toEqual(size(512, 2048));
  });

  it('a rejection is said of advice too', () => {
    const policy = { ...plain().target.policy, minimumCoveragePercent: 101 };
    expect(codes(proposing({ target: { policy }, change: { rejected } }).holds)).toEqual(['Rejected']);
  });
});
