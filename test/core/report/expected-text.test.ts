import { describe, expect, it } from 'vitest';
import { expectedText, expectedTexts, monthlyText } from '../../../core/report/expected-text.ts';

describe('what is expected in a month', () => {
  it.each([
    [0, '0'],
    [0.004, 'under 0.01'],
    [0.127, '0.13'],
    [1, '1'],
    [3.31, '3.3'],
    [42.4, '42'],
  ])('is said in as many digits as it deserves: %d', (amount, text) => {
    expect(monthlyText(amount)).toBe(text);
  });

  it('names each resource that is known, with the range where it is wide', () => {
    const memory = { aMonth: 0.2, range: { least: 0.1, most: 0.5 } };
    expect(expectedTexts({ cpu: { aMonth: 3.3 }, memory })).toEqual([
      '3.3 hours short of CPU',
      '0.20 (0.10 to 0.50) memory kills',
    ]);
    expect(expectedTexts({ memory })).toHaveLength(1);
    const one = { aMonth: 1 };
    expect(expectedTexts({ cpu: one, memory: one })).toEqual(['1 hour short of CPU', '1 memory kill']);
  });

  it('is one sentence in a message, and none where nothing is known', () => {
    expect(expectedText({ cpu: { aMonth: 3.3 }, memory: { aMonth: 0.2 } })).toEqual([
      'Expected in a month: 3.3 hours short of CPU, 0.20 memory kills.',
    ]);
    expect(expectedText({})).toEqual([]);
  });
});
