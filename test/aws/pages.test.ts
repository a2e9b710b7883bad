import { describe, expect, it } from 'vitest';
import { allPages } from '../../aws/pages.ts';
import { PortError } from '../../core/ports.ts';
import { rejection } from './world.ts';

/** The pages that are read, when each names the next by these tokens. */
async function read(tokens: readonly (string | undefined)[]) {
  const asked: (string | undefined)[] = [];
  const call = { operation: 'CloudWatch GetMetricData', subject: 'service api' };
  const pages = await allPages(call, async (token) => {
    const page = asked.push(token);
    return { page, NextToken: tokens[page - 1] };
  });
  return { pages: pages.map(({ page }) => page), asked };
}

describe('pages', () => {
  it.each([
    ['of one page', [undefined], [undefined]],
    ['with an empty token', [''], [undefined]],
    ['of three pages', ['a', 'b', undefined], [undefined, 'a', 'b']],
  ])('of an answer %s are read to the end', async (_, tokens, asked) => {
    expect(await read(tokens)).toEqual({ pages: asked.map((__, index) => index + 1), asked });
  });

  it.each([
    ['at once', ['a', 'a'], 2],
    ['in a circle', ['a', 'b', 'c', 'a'], 4],
  ])('that come back %s are refused', async (_, tokens, page) => {
    const error = await rejection(read(tokens));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toBe(
      `CloudWatch GetMetricData of service api: page ${page} names a next page that was read before; the answer would never end`,
    );
  });
});
