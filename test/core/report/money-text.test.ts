import { describe, expect, it } from 'vitest';
import { moneyTexts, type NewsMoney } from '../../../core/report/money-text.ts';

describe('money as people read it', () => {
  it.each<[string, NewsMoney | undefined, readonly string[]]>([
    ['a saving', { now: 92.47, next: 49.37 }, ['saves 43.10 USD a month (92.47 -> 49.37)']],
    ['a cost, never a bare minus', { now: 49.37, next: 92.47 }, ['costs 43.10 USD a month more (49.37 -> 92.47)']],
    ['the same', { now: 9, next: 9 }, ['costs 9.00 USD a month, as before']],
    [
      'a step and the aim',
      { now: 36.04, next: 39.28, aim: 24.51 },
      ['this step costs 3.24 USD a month more (36.04 -> 39.28)', 'the aim saves 11.53 USD a month (36.04 -> 24.51)'],
    ],
    ['what could be saved', { now: 78.57, aim: 42.53 }, ['could save 36.04 USD a month (78.57 -> 42.53)']],
    ['what is needed', { now: 42.53, aim: 78.57 }, ['needs 36.04 USD a month more (42.53 -> 78.57)']],
    ['an aim of the same price', { now: 9, aim: 9.004 }, []],
    ['a price alone', { now: 9 }, []],
    ['no price', undefined, []],
  ])('is %s', (_, money, expected) => {
    expect(moneyTexts(money)).toEqual(expected);
  });
});
