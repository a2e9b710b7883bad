import { describe, expect, it } from 'vitest';
import { episodesOf, exceedanceOf } from '../../backtest/exceedance.ts';
import { requestedSubject } from '../../backtest/requested-subject.ts';
import { policyRule, type Rule, STOOD, THUMB_RULES, thumbRule } from '../../backtest/rules.ts';
import { addUp, walkForward } from '../../backtest/walk-forward.ts';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import { expectedPoints } from '../../core/model/time.ts';
import { service, size } from '../support/builders.ts';
import { hourly, sixWeeks, subject } from './subjects.ts';

const RULES = [STOOD, ...Object.values(builtInPolicies).map(policyRule), ...THUMB_RULES];
/** Where a rule was asked, and on how many points. */
function asked(of: ReturnType<typeof subject>) {
  const seen: string[] = [];
  const spy: Rule = {
    name: 'spy',
    sizeAfter: ({ window }) => {
      seen.push(`${new Date(window.endTime).toISOString().slice(0, 10)} ${expectedPoints(window)}`);
      return size(256, 512);
    },
  };
  return { scores: walkForward(of, [spy]), seen };
}

describe('the walk through a past', () => {
  it('adds up what each rule would have cost and exceeded', () => {
    // First decision, on 19 % of 2048 = 389.12 units and 1024 MiB: everybody asks for 390 to 490 units and 1025 to 1281
    // MiB, so 512 / 2048 at 21.26 USD. The fifth week has 10 of its 168 hours above that, of 336 hours in all 2.976 %.
    // Second decision: its 798.72 units are seen by all but KRR (95 % of two weeks are lower) and VPA (a week old, they
    // weigh less than a tenth): 1024 / 2048 at 36.04 USD; on average 28.65. Memory: one hour above 2048 MiB.
    const seen = { cpuPoints: 336, cpuPointsExceeded: 10, memoryEpisodes: 1 };
    const follows = { ...seen, usdPerMonth: 28.65, changes: 2 };
    const stays = { ...seen, usdPerMonth: 21.26, changes: 1 };
    expect(
      walkForward(sixWeeks(), RULES).map((score) => ({
        ...score,
        usdPerMonth: Math.round(score.usdPerMonth * 100) / 100,
      })),
    ).toEqual([
      { rule: 'what stood', cpuPoints: 336, cpuPointsExceeded: 0, memoryEpisodes: 0, usdPerMonth: 72.08, changes: 0 },
      { rule: 'production', ...follows },
      { rule: 'development', ...follows },
      { rule: 'validation', ...follows },
      { rule: 'CloudFix', ...follows },
      { rule: 'KRR', ...stays },
      { rule: 'VPA', ...stays },
      { rule: 'max + 25 %', ...follows },
    ]);
  });

  it('decides each week on the four before it, to the end of the data', () => {
    const fiveAndABit = subject({ maximum: hourly(6, 10).maximum?.subarray(0, 5 * 168 + 5) ?? new Float64Array(0) });
    const { seen, scores } = asked(fiveAndABit);
    expect(seen).toEqual(['2026-10-29 672', '2026-11-05 672']);
    expect(scores[0]?.cpuPoints).toBe(168 + 5);
  });

  it('says nothing without more than four weeks', () => {
    expect(asked(subject(hourly(4, 10)))).toEqual({ scores: [], seen: [] });
  });

  it('does without memory, and takes the price of us-east-1 where none is confirmed', () => {
    const elsewhere = service({ region: 'eu-west-1', taskSize: size(2048, 4096), containers: [] });
    const [stood, production] = walkForward(
      subject({ average: hourly(5, 19).maximum ?? new Float64Array(0) }, { service: elsewhere }),
      RULES,
    );
    expect(stood).toMatchObject({ memoryEpisodes: 0, cpuPoints: 168 });
    expect(stood?.usdPerMonth).toBeCloseTo(72.08, 2);
    // 512 / 1024: (0.5 x 0.04048 + 0.004445) x 730 = 18.02.
    expect(production?.usdPerMonth).toBeCloseTo(18.02, 2);
  });

  it('keeps what stood where a rule of thumb says nothing, and takes the largest where nothing holds', () => {
    const sizes = [thumbRule('silent', () => undefined), thumbRule('greedy', () => ({ cpuUnits: 1e6 }))];
    const usd = walkForward(subject(hourly(5, 19)), [STOOD, ...sizes]).map(({ usdPerMonth }) => usdPerMonth);
    // (32 x 0.04048 + 244 x 0.004445) x 730 = 1737.36
    expect(usd.map((each) => Math.round(each * 100) / 100)).toEqual([72.08, 72.08, 1737.36]);
  });

  it('adds up services by rule', () => {
    const [one] = walkForward(sixWeeks(), [policyRule(builtInPolicies.production)]);
    expect(addUp([...(one ? [one, one] : [])])).toEqual([
      {
        rule: 'production',
        usdPerMonth: 2 * (one?.usdPerMonth ?? 0),
        cpuPoints: 672,
        cpuPointsExceeded: 20,
        memoryEpisodes: 2,
        changes: 4,
      },
    ]);
  });
});

describe('what a size is short of', () => {
  it('is counted over the points that are there', () => {
    expect(exceedanceOf(Float64Array.of(1, Number.NaN, 5, 6), 5)).toEqual({ points: 3, exceeded: 1 });
  });

  it.each([
    [[], 300, 0],
    [[0, 1, 4, 8], 300, 2],
    [[0, 3, 6, 9], 300, 1],
    [[0, 4, 8], 300, 3],
    // At an hour a single clean point is long enough.
    [[5, 6, 8], 3600, 2],
  ])('is an episode until fifteen minutes are clean: %j at %d s are %d', (above, periodSeconds, episodes) => {
    expect(episodesOf(above, periodSeconds)).toBe(episodes);
  });
});

describe('a line of `rightsizer size` as a subject', () => {
  const line = (fields: object = {}) =>
    JSON.stringify({
      id: 7,
      policy: 'production',
      task: { cpuUnits: 512, memoryMiB: 1024 },
      periodSeconds: 3600,
      endTime: '2026-11-22T00:00:00Z',
      cpu: { average: [1, null] },
      ...fields,
    });

  it('has its series as numbers, with no data as NaN', () => {
    const found = requestedSubject(line({ memory: { maximum: [2, 3] } }), builtInPolicies);
    expect(found).toMatchObject({
      target: { id: '7', policy: { name: 'production' } },
      service: { taskSize: size(512, 1024) },
      window: { startTime: Date.parse('2026-11-21T22:00:00Z'), periodSeconds: 3600 },
      cpu: { average: Float64Array.of(1, Number.NaN) },
      memory: { maximum: Float64Array.of(2, 3) },
    });
    expect(requestedSubject(line(), builtInPolicies)).not.toHaveProperty('memory');
  });

  it('is refused with the place of what is wrong', () => {
    expect(() => requestedSubject(line({ periodSeconds: 1 }), builtInPolicies)).toThrow(/^periodSeconds = 1: /);
    expect(() => requestedSubject(line({ policy: 'x' }), builtInPolicies)).toThrow(/there is production, /);
  });
});
