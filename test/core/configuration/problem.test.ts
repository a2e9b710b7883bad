import { describe, expect, it } from 'vitest';
import { didYouMean, formatPath, listOf, problemAt, shortened } from '../../../core/configuration/problem.ts';

it.each([
  [[], ''],
  [['services', 'api', 'stages'], 'services.api.stages'],
  [['services', 'a.b', 'cluster'], 'services["a.b"].cluster'],
  [['', 'x'], '[""].x'],
])('the path of %j is %s', (keys, path) => {
  expect(formatPath(keys)).toBe(path);
});

describe('a value in a message', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  it.each<[string, unknown, string | undefined]>([
    ['a text', 'a"b', '"a\\"b"'],
    ['a number that JSON has not', Number.NaN, 'NaN'],
    ['nothing', undefined, undefined],
    ['null', null, 'null'],
    ['a mapping', { a: [1] }, '{"a":[1]}'],
    ['a long text', 'x'.repeat(200), `"${'x'.repeat(79)}…`],
    ['a circle', circle, 'object'],
    ['a BigInt', 1n, 'bigint'],
    ['a function', () => 1, 'function'],
  ])('shows %s', (_, value, text) => {
    expect(shortened(value)).toBe(text);
  });

  it('is left out where the key is missing', () => {
    expect(problemAt(['a'], 'is required')).toEqual({ path: 'a', message: 'is required' });
  });
});

it('lists names in quotation marks', () => {
  expect(listOf(['apply', 'propose'])).toBe('"apply", "propose"');
});

describe('a hint at what was meant', () => {
  it.each<[unknown, string]>([
    ['polcy', '; did you mean "policy"?'],
    ['MODE', '; did you mean "mode"?'],
    ['modes', '; did you mean "mode"?'],
    ['moden', '; did you mean "mode"?'],
    ['region', ''],
    ['x'.repeat(101), ''],
    [7, ''],
  ])('for %j is "%s"', (name, hint) => {
    expect(didYouMean(name, ['policy', 'mode', 'moderate'])).toBe(hint);
  });

  it('is the nearest, and the first of two that are equally near', () => {
    // From "master": two letters are changed in mastre, one is missing in maste and in aster.
    expect(didYouMean('master', ['mastre', 'maste', 'aster'])).toBe('; did you mean "maste"?');
  });
});
