import { createHash } from 'node:crypto';
import { AwsError } from '../wire/aws-error.ts';
import type { MetricDataRequest } from './metric-query.ts';

/** Where a page begins: series already begun, then all queries from an index on. */
export interface PageCursor {
  /** Index of the query and number of its points already given. */
  readonly begun: readonly (readonly [index: number, offset: number])[];
  readonly from: number;
  /** The moment of the first page: later pages must not see newer points, or every offset would shift. */
  readonly nowSeconds: number;
}

/** A token for the next page; the same request at the same moment gets the same one. */
export function encodeCursor(cursor: PageCursor, request: MetricDataRequest): string {
  return Buffer.from(JSON.stringify({ ...cursor, request: fingerprint(request) })).toString('base64url');
}

/** @throws AwsError InvalidNextToken for a token of another request, or no token at all */
export function decodeCursor(token: string, request: MetricDataRequest): PageCursor {
  try {
    const cursor = JSON.parse(Buffer.from(token, 'base64url').toString()) as PageCursor & { readonly request: string };
    if (cursor.request === fingerprint(request)) return cursor;
  } catch {
    // Falls through: no JSON is no token.
  }
  throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
}

/** MaxDatapoints may change between pages, nothing else. */
function fingerprint({ maximumPoints: _maximum, ...asked }: MetricDataRequest): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 12);
}
