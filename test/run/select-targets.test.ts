import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import { boundingTargets, RunRequestError, selectTargets } from '../../run/run-request.ts';
import { configurationOf, stageTarget } from '../support/fake-ports.ts';

const { production, development, validation } = builtInPolicies;
const master = stageTarget('master', { policy: development });
const val = stageTarget('val', { policy: validation });
const live = stageTarget('production', { policy: production });
const other = stageTarget('production', { id: 'shop/production', service: 'shop', policy: production });
const configuration = configurationOf(master, val, live, other);
const idsOf = (targets: readonly { id: string }[]) => targets.map(({ id }) => id);

describe('the targets of a run', () => {
  it.each([
    [{}, ['connector/master', 'connector/val', 'connector/production', 'shop/production']],
    [{ services: ['shop'] }, ['shop/production']],
    [{ stages: ['production', 'master'] }, ['connector/master', 'connector/production', 'shop/production']],
    [{ services: ['connector'], stages: ['production', 'val'] }, ['connector/val', 'connector/production']],
  ])('are those that are asked for, in the order of the file: %j', (selection, expected) => {
    expect(idsOf(selectTargets(configuration, selection))).toEqual(expected);
  });

  it.each([
    [{ services: ['connectr'] }, 'No service connectr in rightsizer.yml; there is connector, shop.'],
    [{ stages: ['val', 'prod', 'x'] }, 'No stage prod, x in rightsizer.yml; there is master, val, production.'],
    [{ services: ['shop'], stages: ['val'] }, 'No service of rightsizer.yml has one of the selected stages.'],
  ])('cannot be unknown, or none: %j', (selection, message) => {
    expect(() => selectTargets(configuration, selection)).toThrow(new RunRequestError(message));
  });
});

describe('the targets that bound another', () => {
  it('are the stages of the same service that follow the policy', () => {
    const second = stageTarget('eu', { policy: production });
    const more = configurationOf(...configuration.targets, second);
    expect(idsOf(boundingTargets(more, master))).toEqual(['connector/production', 'connector/eu']);
  });

  it('are none without such a policy, or when it is the target’s own', () => {
    expect(boundingTargets(configuration, val)).toEqual([]);
    const own = stageTarget('own', { policy: { ...production, neverAbovePolicy: 'production' } });
    expect(idsOf(boundingTargets(configurationOf(own, live), own))).toEqual(['connector/production']);
    expect(boundingTargets(configurationOf(own), own)).toEqual([]);
  });
});
