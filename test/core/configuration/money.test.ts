import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { fileWith, problemsOf } from './file-builder.ts';

const withPrices = (prices: unknown) => ({ ...fileWith(), prices });
const withRegion = (paid: unknown, region = 'us-east-1') => withPrices({ regions: { [region]: paid } });
const withSources = (sources: unknown) => ({ ...fileWith(), sources });

const PERCENT = 'must be a number from 0 to 100 (percent)';
const USD = 'must be a number of USD an hour, above 0 and at most 100';
const YES_OR_NO = 'must be true or false';
const paid = { perVcpuUsd: 0.03, perGbUsd: 0.003 };
const IN_REGION = 'prices.regions.us-east-1';

describe('prices', () => {
  it.each([
    ['nothing', fileWith()],
    ['null', withPrices(null)],
    ['an empty mapping', withPrices({})],
    ['no regions', withPrices({ regions: null })],
  ])('of rightsizer.yml are no discount and no price by default: %s', (_title, raw) => {
    expect(parseConfiguration(raw).prices).toEqual({ discountPercent: 0, regions: {} });
  });

  it('take discounts, and what is paid in regions', () => {
    const prices = {
      discountPercent: 12.5,
      spotDiscountPercent: 66,
      regions: {
        'eu-west-1': { linuxX86: paid, linuxArm: { perVcpuUsd: 0.02, perGbUsd: 0.002 }, storagePerGbUsd: 0.0001 },
        'us-gov-west-1': {},
      },
    };
    expect(parseConfiguration(withPrices(prices)).prices).toEqual(prices);
  });

  it.each([0, 100])('take a discount of %i percent', (percent) => {
    const prices = { discountPercent: percent, spotDiscountPercent: percent };
    expect(parseConfiguration(withPrices(prices)).prices).toMatchObject(prices);
  });

  it('take 100 USD an hour', () => {
    const linuxX86 = { perVcpuUsd: 100, perGbUsd: 0.000001 };
    expect(parseConfiguration(withRegion({ linuxX86 })).prices.regions).toEqual({ 'us-east-1': { linuxX86 } });
  });

  it.each<[string, object, string, string]>([
    [
      'prices',
      withPrices(7),
      '7',
      'must be a mapping with the keys "discountPercent", "spotDiscountPercent", "regions"',
    ],
    ['prices.discountPercent', withPrices({ discountPercent: -1 }), '-1', PERCENT],
    ['prices.discountPercent', withPrices({ discountPercent: 101 }), '101', PERCENT],
    ['prices.discountPercent', withPrices({ discountPercent: '20%' }), '"20%"', PERCENT],
    ['prices.discountPercent', withPrices({ discountPercent: Number.NaN }), 'NaN', PERCENT],
    ['prices.spotDiscountPercent', withPrices({ spotDiscountPercent: 100.5 }), '100.5', PERCENT],
    ['prices.spotDiscountPercent', withPrices({ spotDiscountPercent: null }), 'null', PERCENT],
    ['prices.regions', withPrices({ regions: [] }), '[]', 'must be a mapping from names to settings, not a list'],
    ['prices.regions.Frankfurt', withRegion({}, 'Frankfurt'), '"Frankfurt"', 'must be a region like us-east-1'],
    [IN_REGION, withRegion(0.04), '0.04', 'must be a mapping with the keys "linuxX86", "linuxArm", "storagePerGbUsd"'],
    [
      `${IN_REGION}.linuxX86`,
      withRegion({ linuxX86: 0.04 }),
      '0.04',
      'must be a mapping with the keys "perVcpuUsd", "perGbUsd"',
    ],
    [`${IN_REGION}.linuxX86.perVcpuUsd`, withRegion({ linuxX86: { ...paid, perVcpuUsd: 0 } }), '0', USD],
    [`${IN_REGION}.linuxX86.perVcpuUsd`, withRegion({ linuxX86: { ...paid, perVcpuUsd: -0.04 } }), '-0.04', USD],
    [`${IN_REGION}.linuxArm.perGbUsd`, withRegion({ linuxArm: { ...paid, perGbUsd: 100.01 } }), '100.01', USD],
    [`${IN_REGION}.linuxArm.perGbUsd`, withRegion({ linuxArm: { ...paid, perGbUsd: '0.003' } }), '"0.003"', USD],
    [`${IN_REGION}.storagePerGbUsd`, withRegion({ storagePerGbUsd: Number.POSITIVE_INFINITY }), 'Infinity', USD],
  ])('are refused with path, value and what is allowed: %s', (path, raw, value, message) => {
    expect(problemsOf(raw)).toEqual([{ path, value, message }]);
  });

  it('need both sides of a platform', () => {
    expect(problemsOf(withRegion({ linuxX86: { perVcpuUsd: 0.03 } }))).toEqual([
      {
        path: `${IN_REGION}.linuxX86.perGbUsd`,
        message: 'is required: Price of a GB of memory and hour; above 0, at most 100 USD an hour.',
      },
    ]);
  });

  it.each([
    ['prices.discountPercnt', withPrices({ discountPercnt: 20 }), '"discountPercent"'],
    [`${IN_REGION}.linuxx86`, withRegion({ linuxx86: paid }), '"linuxX86"'],
    [`${IN_REGION}.linuxX86.perVcpuUsb`, withRegion({ linuxX86: { ...paid, perVcpuUsb: 1 } }), '"perVcpuUsd"'],
  ])('have no other keys: %s', (path, raw, nearest) => {
    const problem = problemsOf(raw).find((each) => each.path === path);
    expect(problem?.message).toMatch(/^is not a key here; allowed: /);
    expect(problem?.message).toContain(`did you mean ${nearest}?`);
  });

  it('that cannot be read do not hide what else is wrong', () => {
    const problems = problemsOf({ ...withPrices('cheap'), lookbackDays: 0 });
    expect(problems.map(({ path }) => path).sort()).toEqual(['lookbackDays', 'prices']);
  });
});

describe('sources', () => {
  it.each([
    ['nothing', fileWith()],
    ['null', withSources(null)],
    ['an empty mapping', withSources({})],
  ])('are by default those that cost nothing: %s', (_title, raw) => {
    expect(parseConfiguration(raw).sources).toEqual({ priceList: true, computeOptimizer: true, costExplorer: false });
  });

  it('can be switched one by one', () => {
    const sources = { priceList: false, computeOptimizer: false, costExplorer: true };
    expect(parseConfiguration(withSources(sources)).sources).toEqual(sources);
    expect(parseConfiguration(withSources({ priceList: false })).sources).toEqual({
      priceList: false,
      computeOptimizer: true,
      costExplorer: false,
    });
  });

  it.each<[string, unknown, string, string]>([
    ['sources', true, 'true', 'must be a mapping with the keys "priceList", "computeOptimizer", "costExplorer"'],
    ['sources.priceList', { priceList: 'yes' }, '"yes"', YES_OR_NO],
    ['sources.computeOptimizer', { computeOptimizer: 1 }, '1', YES_OR_NO],
    ['sources.costExplorer', { costExplorer: null }, 'null', YES_OR_NO],
  ])('are refused with path, value and what is allowed: %s', (path, sources, value, message) => {
    expect(problemsOf(withSources(sources))).toEqual([{ path, value, message }]);
  });

  it('have no other keys', () => {
    const [problem] = problemsOf(withSources({ costexplorer: true }));
    expect(problem?.path).toBe('sources.costexplorer');
    expect(problem?.message).toContain('did you mean "costExplorer"?');
  });
});
