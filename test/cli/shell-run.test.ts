import { afterEach, describe, expect, it, vi } from 'vitest';
import { isColored } from '../../cli/shell-run.ts';

describe('colors', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    [true, undefined, true],
    [true, '', true],
    [true, '1', false],
    [false, undefined, false],
    [undefined, undefined, false],
  ])('with isTTY %s and NO_COLOR %j: %s', (isTTY, noColor, expected) => {
    vi.stubEnv('NO_COLOR', noColor);
    vi.stubEnv('FORCE_COLOR', '1');
    expect(isColored(isTTY === undefined ? {} : { isTTY })).toBe(expected);
  });
});
