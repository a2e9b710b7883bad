import { expect, it } from 'vitest';
import { closest, didYouMean, editDistance } from '../../../core/configuration/suggestion.ts';

it.each([
  ['', '', 0],
  ['val', '', 3],
  ['', 'val', 3],
  ['val', 'val', 0],
  ['val', 'vla', 2], // two letters replaced
  ['kitten', 'sitting', 3], // k→s, e→i, +g
])('from "%s" to "%s" it is %i letters', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
});

it.each([
  ['polcy', 'policy'],
  ['MODE', 'mode'],
  ['modes', 'mode'],
  ['moden', 'mode'],
  ['region', undefined],
  ['x'.repeat(101), undefined],
])('nearest to "%s" is %s', (name, nearest) => {
  expect(closest(name, ['policy', 'mode', 'moderate'])).toBe(nearest);
});

it('prefers the nearer one, and the first of two that are equally near', () => {
  expect(closest('master', ['mastre', 'maste', 'aster'])).toBe('maste');
});

it.each<[unknown, string]>([
  ['polcy', '; did you mean "policy"?'],
  ['else', ''],
  [7, ''],
])('asks about %j: "%s"', (name, question) => {
  expect(didYouMean(name, ['policy'])).toBe(question);
});
