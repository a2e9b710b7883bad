import { describe, expect, it } from 'vitest';
import { pageAfter, receivedTarget, type SentTarget, sentOf } from '../../../core/fleet/sent-target.ts';
import { configurationOf, stageTarget } from '../../support/fake-ports.ts';

const target = stageTarget('production');
const configuration = { ...configurationOf(target), policies: { [target.policy.name]: target.policy } };

describe('a target that is sent', () => {
  it('comes out as it went in, by the configuration of who receives it', () => {
    const sent = JSON.parse(JSON.stringify(sentOf(target))) as SentTarget;
    expect(sent.policy).toBe('production');
    expect(receivedTarget(sent, configuration)).toEqual(target);
  });

  it.each(['gone', 'toString'])('is refused with a policy that is not known: %s', (policy) => {
    expect(() => receivedTarget({ ...sentOf(target), policy }, configuration)).toThrow(
      `${target.id} has the policy ${policy}, which is not known.`,
    );
  });
});

describe('a page of targets', () => {
  const all = ['c', 'a', 'b'].map((id) => ({ ...sentOf(target), id }));
  const bytes = JSON.stringify(all[0]).length + 1;
  const idsOf = ({ targets }: ReturnType<typeof pageAfter>) => targets.map(({ id }) => id);

  it('has them in the order of their ids, as many as fit, and says whether these are the last', () => {
    const first = pageAfter(all, undefined, 2 * bytes);
    expect([idsOf(first), first.isLast]).toEqual([['a', 'b'], false]);
    const second = pageAfter(all, 'b', 2 * bytes);
    expect([idsOf(second), second.isLast]).toEqual([['c'], true]);
    expect(pageAfter(all)).toMatchObject({ isLast: true });
    expect(pageAfter([])).toEqual({ targets: [], isLast: true });
  });

  it('tells of a place that is lost meanwhile, whatever came before', () => {
    const [one] = all;
    const lost = { ...(one as SentTarget), id: 'account', lost: { kind: 'place', message: 'no' } } as const;
    expect(idsOf(pageAfter([lost], 'b'))).toEqual(['account']);
  });

  it('has one that is larger than a page', () => {
    expect(idsOf(pageAfter(all, undefined, 1))).toEqual(['a']);
  });
});
