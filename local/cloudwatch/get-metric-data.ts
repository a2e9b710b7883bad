import { createHash } from 'node:crypto';
import { AwsError } from '../wire/aws-error.ts';
import { optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { placeKey } from '../wire/place.ts';
import { type DataPoints, dataPoints } from './data-points.ts';
import { type MetricDataRequest, type MetricQuery, readRequest } from './metric-query.ts';
import type { MetricSeries } from './metric-series.ts';

/** Finds a series by the place key of its metric key. */
export type FindSeries = (key: string) => MetricSeries | undefined;

/** CloudWatch GetMetricData. */
export function getMetricData(find: FindSeries, input: JsonObject, context: CallContext): JsonObject {
  const request = readRequest(input);
  const token = optionalText(input, 'NextToken');
  const start = { begun: [], from: 0, nowSeconds: context.now.getTime() / 1000 };
  const cursor = token === undefined ? start : decodeCursor(token, request);
  const { results, next } = fillPage(find, request, cursor, context);
  return {
    MetricDataResults: results,
    Messages: [],
    ...(next === undefined ? {} : { NextToken: encodeCursor(next, request) }),
  };
}

interface Page {
  readonly results: readonly JsonObject[];
  readonly next: PageCursor | undefined;
}

/** Gives series after series until the page is full; what is begun and not done continues on the next page. */
function fillPage(find: FindSeries, request: MetricDataRequest, cursor: PageCursor, context: CallContext): Page {
  const { begun, from, nowSeconds } = cursor;
  const untouched = request.queries.slice(from).map((_query, index) => [from + index, 0] as const);
  const results: JsonObject[] = [];
  const unfinished: (readonly [number, number])[] = [];
  let room = request.maximumPoints;
  let reached = from;
  for (const [index, offset] of [...begun, ...untouched]) {
    const query = request.queries[index];
    if (query === undefined) continue;
    if (room === 0) {
      if (index < from) unfinished.push([index, offset]);
      continue;
    }
    reached = Math.max(reached, index + 1);
    const points = dataPoints(find(placeKey(context, query.metric)), query, request, nowSeconds);
    const given = pointsToGive(points.values.length - offset, room, context);
    room -= given;
    const isComplete = offset + given >= points.values.length;
    if (!isComplete) unfinished.push([index, offset + given]);
    results.push(faultyResult(query, context) ?? result(query, points, [offset, offset + given], isComplete));
  }
  const isLast = unfinished.length === 0 && reached >= request.queries.length;
  const isFaulty = context.resultFault === 'internalError' || context.resultFault === 'forbidden';
  return { results, next: isLast || isFaulty ? undefined : { begun: unfinished, from: reached, nowSeconds } };
}

function pointsToGive(left: number, room: number, context: CallContext): number {
  return Math.min(room, context.resultFault === 'partialData' ? Math.ceil(left / 2) : left);
}

function result(query: MetricQuery, points: DataPoints, part: [number, number], isComplete: boolean): JsonObject {
  return {
    Id: query.id,
    Label: query.label,
    Timestamps: points.timestamps.slice(...part),
    // JSON has no number for these; AWS JSON writes them as text, and its clients read that.
    Values: points.values.slice(...part).map((value) => (Number.isFinite(value) ? value : String(value))),
    StatusCode: isComplete ? 'Complete' : 'PartialData',
  };
}

/** A result without values that says why, when such a fault was asked for. */
function faultyResult(query: MetricQuery, context: CallContext): JsonObject | undefined {
  const empty = { Id: query.id, Label: query.label, Timestamps: [], Values: [] };
  if (context.resultFault === 'internalError') return { ...empty, StatusCode: 'InternalError' };
  if (context.resultFault !== 'forbidden') return undefined;
  const message = { Code: 'Forbidden', Value: 'Authentication too complex to retrieve cross region data' };
  return { ...empty, StatusCode: 'Forbidden', Messages: [message] };
}

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
