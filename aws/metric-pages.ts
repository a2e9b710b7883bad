import type { MessageData, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { expectedPoints, type Window } from '../core/model/time.ts';

interface Collected {
  readonly points: Float64Array;
  status: string;
}

/** Puts the pages of one GetMetricData question together: one array on the window's grid for each id. */
export class MetricPages {
  readonly #window: Window;
  readonly #byId = new Map<string, Collected>();

  constructor(window: Window) {
    this.#window = window;
  }

  add(results: readonly MetricDataResult[]): void {
    for (const result of results) {
      if (result.Id === undefined) continue;
      const collected = this.#collected(result.Id);
      // An error of the middle of a series may have eaten points that no later page brings back.
      if (collected.status !== 'InternalError') collected.status = result.StatusCode ?? 'no status';
      this.#place(result, collected.points);
    }
  }

  /** `Complete` when all points are there; else what CloudWatch said last, or `no answer`. */
  statusOf(id: string): string {
    return this.#byId.get(id)?.status ?? 'no answer';
  }

  /** NaN where there is no data point. */
  pointsOf(id: string): Float64Array {
    return this.#collected(id).points;
  }

  #collected(id: string): Collected {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const fresh = { points: noPoints(this.#window), status: 'no answer' };
    this.#byId.set(id, fresh);
    return fresh;
  }

  /** @throws {TypeError} Where nobody can tell which value belongs to which time. */
  #place({ Timestamps, Values }: MetricDataResult, points: Float64Array): void {
    const [times, values] = [Timestamps ?? [], Values ?? []];
    if (times.length !== values.length) throw new TypeError(`${times.length} times and ${values.length} values`);
    const { startTime, periodSeconds } = this.#window;
    for (const [order, timestamp] of times.entries()) {
      const index = (timestamp.getTime() - startTime) / (periodSeconds * 1000);
      if (Number.isInteger(index)) placeLargest(points, index, values[order]);
    }
  }
}

/**
 * Of two points of one time the larger counts, whatever the statistic and whichever came first: less would be taken for
 * less use. `null`, of which a Float64Array makes zero, and NaN are no points.
 *
 * @throws {TypeError} For a value that is no number: it may be the highest one.
 */
function placeLargest(points: Float64Array, index: number, value: unknown): void {
  if (typeof value !== 'number' && value !== null) throw new TypeError(`a value is a ${typeof value}`);
  const before = points[index];
  if (before === undefined || value === null || Number.isNaN(value)) return;
  points[index] = Number.isNaN(before) ? value : Math.max(before, value);
}

export function noPoints(window: Window): Float64Array {
  return new Float64Array(expectedPoints(window)).fill(Number.NaN);
}

/** `Code: text` of what CloudWatch adds to an answer. */
export function messageTexts(messages: readonly MessageData[] | undefined): readonly string[] {
  return (messages ?? []).map(({ Code, Value }) => `${Code ?? 'Message'}: ${Value ?? ''}`);
}
