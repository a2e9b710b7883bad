import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { resolvePolicies } from '../../../core/configuration/policies.ts';
import { fileWith, problemsOf } from './file-builder.ts';

const secondOpinionsOf = (policies: Parameters<typeof resolvePolicies>[0]) =>
  Object.fromEntries(Object.values(resolvePolicies(policies)).map(({ name, secondOpinion }) => [name, secondOpinion]));

describe('a second opinion', () => {
  it('is only shown, unless a policy requires it', () => {
    expect(secondOpinionsOf({})).toEqual({ production: 'shown', development: 'shown', validation: 'shown' });
    expect(secondOpinionsOf({ validation: { secondOpinion: 'required' } })).toMatchObject({
      production: 'shown',
      validation: 'required',
    });
  });

  it('is required by a new policy where production requires it, and by a built-in one only where that says so', () => {
    expect(secondOpinionsOf({ production: { secondOpinion: 'required' }, batch: {}, development: {} })).toEqual({
      production: 'required',
      development: 'shown',
      validation: 'shown',
      batch: 'required',
    });
    const { batch } = secondOpinionsOf({
      production: { secondOpinion: 'required' },
      batch: { secondOpinion: 'shown' },
    });
    expect(batch).toBe('shown');
  });

  it('reaches the targets of the policy', () => {
    const { targets } = parseConfiguration({ ...fileWith(), policies: { production: { secondOpinion: 'required' } } });
    expect(targets.map(({ policy }) => policy.secondOpinion)).toEqual(['required']);
  });

  it.each([true, 'ignored', null, 1])('can be nothing else: %j', (secondOpinion) => {
    const [problem, ...others] = problemsOf({ ...fileWith(), policies: { production: { secondOpinion } } });
    expect([problem?.path, others]).toEqual(['policies.production.secondOpinion', []]);
    expect(problem?.message).toMatch(/"shown".*"required"/);
  });

  it('cannot be required where nobody is asked for it', () => {
    const policies = { production: { secondOpinion: 'required' } };
    expect(problemsOf({ ...fileWith(), policies, sources: { computeOptimizer: false } })).toEqual([
      {
        path: 'sources.computeOptimizer',
        value: 'false',
        message: 'must be true: without it nothing could shrink under "production", which requires a second opinion',
      },
    ]);
    const { sources } = parseConfiguration({ ...fileWith(), sources: { computeOptimizer: false } });
    expect(sources.computeOptimizer).toBe(false);
  });
});
