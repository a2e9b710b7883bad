import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../aws/pages.ts';
import { PortError } from '../../core/ports.ts';
import { rejection } from './world.ts';

/** The pages that are read, when each names the next by these tokens. */
async function read(tokens: readonly (string | undefined)[]) {
  const asked: (string | undefined)[] = [];
  const paging = {
    call: { operation: 'CloudWatch GetMetricData', subject: 'service api' },
    read: async (token: string | undefined) => asked.push(token),
    tokenOf: (page: number) => tokens[page - 1],
  };
  const pages: number[] = [];
  for await (const page of pagesOf(paging)) pages.push(page);
  return { pages, asked };
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
