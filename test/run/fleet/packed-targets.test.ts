import { describe, expect, it } from 'vitest';
import { packed, packedPlace, unpacked } from '../../../run/fleet/find-targets.ts';
import { configurationOf, stageTarget } from '../../support/fake-ports.ts';

const target = stageTarget('production');
const configuration = { ...configurationOf(target), policies: { [target.policy.name]: target.policy } };
const place = { roleArn: 'arn:aws:iam::222222222222:role/rightsizer', region: 'eu-west-1' };

describe('targets that are sent', () => {
  it('come out as they went in, by the configuration of who receives them', () => {
    expect(unpacked(packed([target]), configuration)).toEqual([target]);
    expect(unpacked(packed([]), configuration)).toEqual([]);
  });

  it.each(['gone', 'toString'])('are refused with a policy that is not known: %s', (name) => {
    const text = packed([{ ...target, policy: { ...target.policy, name } }]);
    expect(() => unpacked(text, configuration)).toThrow(`${target.id} has the policy ${name}, which is not known.`);
  });

  it.each([
    [5000, 5000, undefined],
    [
      20_000,
      1,
      /^It has 20000 tagged services, which were left alone: a fleet takes some \d+ in one account and region/,
    ],
  ])('are %i of one place as %i', (count, sent, message) => {
    // What differs from one to the next cannot be made smaller.
    const all = Array.from({ length: count }, (_, index) => {
      const name = Math.imul(index + 1, 2_654_435_761).toString(36) + Math.imul(index + 1, 40_503).toString(36);
      return { ...target, id: `${name}/production`, service: name, cluster: `${name}-production` };
    });
    const text = packedPlace(place, all, configuration);
    expect(text.length).toBeLessThan(240_001);
    const received = unpacked(text, configuration);
    expect(received).toHaveLength(sent);
    if (message === undefined) expect(received).toEqual(all);
    else expect(received[0]?.lost).toEqual({ kind: 'place', message: expect.stringMatching(message) });
  });
});
