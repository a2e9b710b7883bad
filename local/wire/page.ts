import { validationException } from './aws-error.ts';
import { optionalText } from './input-fields.ts';
import type { JsonObject } from './operation.ts';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * The page that a token stands for, the first one without it.
 *
 * @throws AwsError for a token that was not made here
 *
 * @example pageOf(['a', 'b', 'c'], undefined, 2) // { items: ['a', 'b'], nextToken: 'ZnJvbToy' }
 */
export function pageOf<Item>(items: readonly Item[], token: string | undefined, size: number): Page<Item> {
  const start = token === undefined ? 0 : startOf(token);
  const end = start + size;
  const nextToken = Buffer.from(`from:${end}`).toString('base64');
  return { items: items.slice(start, end), ...(end < items.length && { nextToken }) };
}

/** What `paged` gives: under which name, with which token, and how many. */
export interface Paging {
  readonly items: string;
  /** Default `NextToken`. */
  readonly token?: string;
  readonly size: number;
}

/** The page of an answer that a call asks for, with the token of the next one where there is one. */
export function paged(
  all: readonly unknown[],
  input: JsonObject,
  { items, token = 'NextToken', size }: Paging,
): JsonObject {
  const page = pageOf(all, optionalText(input, token), size);
  return { [items]: page.items, ...(page.nextToken !== undefined && { [token]: page.nextToken }) };
}

function startOf(token: string): number {
  const digits = /^from:(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (digits === undefined) throw validationException(`The token ${token} is not valid.`);
  return Number(digits);
}
